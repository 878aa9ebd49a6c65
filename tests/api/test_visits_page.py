"""Staff tell a visit in two presses, take a mistaken one back, and closing an alert tells the visit by itself."""

import re
from datetime import timedelta

from care.alerts import Closing, Outcome
from care.claims import Claim
from care.visits import Kind, Source
from tests.api.world import HOMES, NIGHT, SITES, Town

HOME = HOMES["real"]
PAGE = f"/homes/{HOME}/visits"


async def test_a_visit_is_told_in_two_presses_from_the_homes_page_and_once_however_often_it_is_sent(town: Town) -> None:
    async with town.client(person="care", Accept="text/html") as client:
        assert f'href="{PAGE}"' in (await client.get(f"/homes/{HOME}")).text
        asked = (await client.get(PAGE)).text
        assert '<button name="minutes" value="10">' in asked
        number = re.findall(r'name="number" value="([a-z0-9-]+)"', asked)[0]
        body = {"number": number, "kind": "planned", "minutes": "10", "ago": "30", "with_them": "half"}
        for _ in range(2):
            assert (await client.post(PAGE, data=body)).status_code == 303
        assert "/undo" in (await client.get(PAGE)).text
    [kept] = town.registry.visits.of_home(HOME)
    assert (kept.kind, kept.minutes, kept.contact, kept.source) == (Kind.PLANNED, 10, 5, Source.BOARD)
    assert kept.began == town.clock().replace(microsecond=0) - timedelta(minutes=40)
    assert kept.resident == f"resident-{HOME}"


async def test_a_mistaken_visit_is_taken_back_but_not_that_of_another_home(town: Town) -> None:
    async with town.client(person="care") as client:
        body = {"number": "b-1", "kind": "extra", "minutes": "5"}
        await client.post(PAGE, data=body)
        [kept] = town.registry.visits.of_home(HOME)
        other = f"/homes/{HOMES['test']}/visits/{kept.id}/undo"
        assert (await client.post(other)).status_code == 404
        assert (await client.post(f"{PAGE}/{kept.id}/undo")).status_code == 303
        assert (await client.post(f"/homes/{HOMES['other']}/visits", data=body)).status_code == 404
        assert (await client.post(PAGE, data=body | {"minutes": "2000"})).status_code == 422
    assert town.registry.visits.of_home(HOME) == []


async def test_closing_an_alert_where_somebody_went_tells_the_visit(town: Town) -> None:
    claim = Claim(id="1", situation="fall", onset=NIGHT)
    alert = town.desk.claim(
        claim, site=SITES["real"], home=HOME, connection="c-real", solution="s-live", at=NIGHT, live=True
    )
    assert alert is not None
    came = NIGHT + timedelta(minutes=4)
    there = town.desk.arrive(alert.id, alert.version, "care", came)
    async with town.client(person="care") as client:
        assert alert.id in (await client.get("/api/alerts")).text  # live: it is seen as any other
        assert "Larmat av en lösning som prövas" in (await client.get(f"/alerts/{alert.id}")).text
        body = {"version": there.version, "outcome": "true", "minutes": 12, "contact": 10, "visit": True}
        for _ in range(2):
            answer = await client.post(f"/api/alerts/{alert.id}/close", json=body)
        assert answer.status_code == 200
    [kept] = town.registry.visits.of_home(HOME)
    assert (kept.kind, kept.began, kept.minutes, kept.contact, kept.alert) == (Kind.CALLED, came, 12, 10, alert.id)


async def test_an_alert_that_nobody_went_for_tells_no_visit(town: Town) -> None:
    claim = Claim(id="2", situation="fall", onset=NIGHT)
    alert = town.desk.claim(
        claim, site=SITES["real"], home=HOME, connection="c-real", solution="s-live", at=NIGHT, live=True
    )
    assert alert is not None
    seen = town.desk.acknowledge(alert.id, alert.version, "care", NIGHT)
    town.desk.close(alert.id, seen.version, "care", NIGHT, closing=Closing(outcome=Outcome.FALSE, minutes=3))
    assert town.registry.visits.of_home(HOME) == []
