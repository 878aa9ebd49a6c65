"""The morning handover, and reporting what nothing called for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from care.alerts import REPORTED, Closing, Outcome, State
from dashboards.handover import evening_before
from tests.api.world import HOMES, NIGHT, SITES, Town

ZONE = ZoneInfo("Europe/Stockholm")


async def read(town: Town, path: str = "/handover", person: str = "care") -> str:
    async with town.client(person=person, Accept="text/html") as client:
        client.cookies.set("mistel_language", "en")
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_handover_says_what_happened_what_is_open_silent_and_found_late(town: Town) -> None:
    answered = town.desk.on_the_way(town.raise_alert().id, 1, "care", NIGHT + timedelta(minutes=12))
    there = town.desk.arrive(answered.id, answered.version, "care", NIGHT + timedelta(minutes=16))
    closing = Closing(outcome=Outcome.TRUE, cause="Looked for the cat", minutes=12, visit=True)
    town.desk.close(there.id, there.version, "care", closing=closing)
    town.raise_alert("device_silent")
    old = NIGHT - timedelta(hours=3)
    town.desk.report(SITES["real"], HOMES["real"], "fall", old, "care", note="Found on the floor", at=town.clock())
    text = await read(town)
    for said in ("Since Mar 2 21:00, as it is Mar 3 01:30.", "3 alerts", "2 open", "1 true", "1 reported as missed"):
        assert said in text
    for said in ("Looked for the cat", "answered after 2 min", "somebody there after 6 min", "The home silent since"):
        assert said in text


async def test_what_was_dealt_with_before_the_evening_is_left_out_and_what_is_open_stays(town: Town) -> None:
    before = NIGHT - timedelta(hours=8)
    closed = town.desk.acknowledge(town.raise_alert("fall", onset=before).id, 1, "care", before)
    town.desk.close(closed.id, 2, "care", before, closing=Closing(outcome=Outcome.FALSE))
    still_open = town.raise_alert("inactivity", onset=before)
    text = await read(town)
    assert still_open.id in text
    assert closed.id not in text
    assert closed.id in await read(town, "/handover?since=2026-03-02T12:00")


async def test_a_home_with_a_clock_of_its_own_goes_by_it(town: Town) -> None:
    alert = town.raise_alert(home=HOMES["test"])
    text = await read(town, f"/handover?site={SITES['test']}")
    assert "since their own last evening" in text
    assert alert.id in text


async def test_a_quiet_night_is_said_to_be_one(town: Town) -> None:
    text = await read(town)
    assert "Nothing happened, nothing is open, nothing is silent." in text
    assert "1 quiet home" in text


async def test_the_site_of_others_is_not_handed_over(town: Town) -> None:
    async with town.client(person="care") as client:
        assert (await client.get(f"/handover?site={SITES['other']}")).status_code == 404


def test_the_evening_is_the_last_one_where_the_home_is() -> None:
    morning = datetime(2026, 3, 29, 7, tzinfo=ZONE)  # the night in which summer time began
    assert evening_before(morning, ZONE) == datetime(2026, 3, 28, 21, tzinfo=ZONE)
    assert evening_before(morning.replace(hour=22), ZONE) == datetime(2026, 3, 29, 21, tzinfo=ZONE)


async def test_a_missed_event_is_reported_in_two_presses_from_the_homes_page(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        home = (await client.get(f"/homes/{HOMES['real']}")).text
        assert f'href="/missed?home={HOMES["real"]}"' in home
        asked = (await client.get(f"/missed?home={HOMES['real']}")).text
        assert '<button name="situation" value="fall">' in asked
        body = {"home": HOMES["real"], "situation": "fall", "ago": "60", "note": "On the floor"}
        answer = await client.post("/missed", data=body)
    assert answer.status_code == 303
    reported = town.registry.alerts.get(answer.headers["location"].rpartition("/")[2])
    assert (reported.source, reported.state, reported.handover) == (REPORTED, State.NORMAL, True)
    assert reported.onset == town.clock() - timedelta(hours=1)
    assert reported.resident == f"resident-{HOMES['real']}"


async def test_nothing_is_reported_of_a_home_of_others(town: Town) -> None:
    async with town.client(person="care") as client:
        assert (await client.get(f"/missed?home={HOMES['other']}")).status_code == 404
        body = {"home": HOMES["other"], "situation": "fall"}
        assert (await client.post("/missed", data=body)).status_code == 404
        assert (
            await client.post("/missed", data=body | {"home": HOMES["real"], "situation": "rain"})
        ).status_code == 422


async def test_the_list_of_homes_holds_ones_own(town: Town) -> None:
    text = await read(town, "/missed")
    assert HOMES["real"] in text
    assert HOMES["other"] not in text
