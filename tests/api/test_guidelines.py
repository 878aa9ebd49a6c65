"""Guidelines over the API and as pages: versions of one's own, and steps ticked off at an alert."""

from datetime import timedelta
from typing import Any

import httpx

from alerts.playbook import play
from care.alerts import Alert
from care.situations import SITUATIONS
from tests.api.world import HOMES, Town

DRAFT = {
    "first": {"sv": "Gå.", "en": "Go."},
    "steps": [{"sv": "Fråga.", "en": "Ask."}],
    "owner": "Kim",
    "review": "2027-01-31",
}
FORM = {
    "organisation": "north",
    "version": "1",
    "first_sv": "Spring.",
    "step_sv": ["Fråga.", "Hjälp.", ""],
    "step_en": ["", "Help.", ""],
    "owner": "Kim",
    "review": "2027-01-31",
}


def asked(**changed: object) -> dict[str, Any]:
    return DRAFT | {"organisation": "north", "version": 1} | changed


def guideline(town: Town, alert: Alert) -> tuple[str | None, int, str]:
    found = play(town.registry, alert, town.clock())
    assert found is not None
    return found.guideline.organisation, found.guideline.version, found.guideline.first.en


async def test_an_alert_says_what_to_do_and_who_has_done_what(town: Town) -> None:
    alert = town.raise_alert()
    async with town.client(person="care") as client:
        before = (await client.get(f"/api/alerts/{alert.id}/guideline")).json()
        await client.post(f"/api/alerts/{alert.id}/steps", json={"step": 2})
        await client.post(f"/api/alerts/{alert.id}/steps", json={"step": 2})  # a second tap changes nothing
        after = (await client.post(f"/api/alerts/{alert.id}/steps", json={"step": 3})).json()
        taken_back = (await client.post(f"/api/alerts/{alert.id}/steps", json={"step": 3, "done": False})).json()
        beyond = await client.post(f"/api/alerts/{alert.id}/steps", json={"step": 8})
    assert before["guideline"]["situation"] == "left_home_at_night"
    assert before["ticks"] == []
    assert [(tick["step"], tick["by"]) for tick in after["ticks"]] == [(2, "care"), (3, "care")]
    assert [tick["step"] for tick in taken_back["ticks"]] == [2]
    assert beyond.status_code == 404
    assert len(town.registry.guidelines.ticks(alert.id)) == 3


async def test_an_alert_keeps_the_version_that_it_was_answered_by(town: Town) -> None:
    town.app()  # brings Mistel's own in
    answered, ticked, waiting = (
        town.raise_alert(situation=name) for name in ("left_home_at_night", "emergency_button", "fall")
    )
    town.desk.acknowledge(answered.id, answered.version, "care")
    async with town.client(person="care") as client:
        await client.post(f"/api/alerts/{ticked.id}/steps", json={"step": 1})
        town.clock.at += timedelta(minutes=5)
        for situation in ("left_home_at_night", "emergency_button", "fall"):
            written = await client.post(f"/api/guidelines/{situation}", json=asked())
            assert written.status_code == 201, written.text
    assert guideline(town, answered)[:2] == (None, 1)
    assert guideline(town, ticked)[:2] == (None, 1)
    assert guideline(town, waiting) == ("north", 1, "Go.")


async def test_an_organisation_writes_its_own_version_and_the_old_ones_are_kept(town: Town) -> None:
    async with town.client(person="care") as client:
        first = await client.post("/api/guidelines/fall", json=asked())
        stale = await client.post("/api/guidelines/fall", json=asked())
        second = await client.post("/api/guidelines/fall", json=asked(version=2, units=["north-house"]))
        kept = (await client.get("/api/guidelines/fall", params={"organisation": "north"})).json()["items"]
        newest = (await client.get("/api/guidelines", params={"organisation": "north"})).json()["items"]
        hidden = await client.get("/api/guidelines", params={"organisation": "south"})
        ours = (await client.get("/api/guidelines/fall")).json()["items"]
        theirs = await client.get("/api/guidelines/fall", params={"organisation": "south"})
        past = await client.post("/api/guidelines/fall", json=asked(version=3, review="2020-01-01"))
    assert (first.status_code, stale.status_code, second.status_code) == (201, 409, 201)
    assert [(one["version"], one["by"], one["units"]) for one in kept] == [
        (2, "care", ["north-house"]),
        (1, "care", []),
    ]
    assert [one["organisation"] for one in ours] == [None]
    assert {one["situation"]: one["organisation"] for one in newest} == dict.fromkeys(SITUATIONS) | {"fall": "north"}
    assert hidden.status_code == 404
    assert theirs.status_code == 404
    assert past.status_code == 422


async def test_nobody_writes_for_another_organisation_or_its_units(town: Town) -> None:
    async with town.client(person="care") as client:
        other = await client.post("/api/guidelines/fall", json=asked(organisation="south"))
        unit = await client.post("/api/guidelines/fall", json=asked(units=["south-house"]))
        situation = await client.post("/api/guidelines/flood", json=asked())
        nothing = await client.post("/api/guidelines/fall", json=asked(steps=[]))
    assert [one.status_code for one in (other, unit, situation, nothing)] == [404, 404, 404, 422]
    assert town.registry.guidelines.versions("fall", "north") == []


async def submit(client: httpx.AsyncClient, path: str, form: dict[str, Any]) -> httpx.Response:
    return await client.post(path, data=form, headers={"Accept": "text/html"})


async def test_the_form_makes_a_version_and_says_swedish_where_there_is_no_english(town: Town) -> None:
    async with town.client(person="care") as client:
        done = await submit(client, "/guidelines/fall", FORM)
        shown = (await client.get("/guidelines/fall", headers={"Accept": "text/html"})).text
        older = (await client.get("/guidelines/fall?version=1&mistel=1")).text
    assert done.status_code == 303
    kept = town.registry.guidelines.versions("fall", "north")[0]
    assert (kept.first.en, [step.en for step in kept.steps], kept.call) == ("Spring.", ["Fråga.", "Help."], None)
    assert "Norra kommunen, version 1" in shown
    assert "Gå dit nu." in older
    assert "Det här är en äldre version" not in older, "Mistel's newest is no older version"


async def test_the_form_says_what_is_wrong_and_keeps_what_was_written(town: Town) -> None:
    async with town.client(person="care") as client:
        empty = await submit(client, "/guidelines/fall", FORM | {"step_sv": [""], "step_en": [""], "owner": ""})
        past = await submit(client, "/guidelines/fall", FORM | {"review": "2020-01-01"})
        no_day = await submit(client, "/guidelines/fall", FORM | {"review": "tomorrow"})
        other = await submit(client, "/guidelines/fall", FORM | {"organisation": "south"})
        await submit(client, "/guidelines/fall", FORM)
        second = await submit(client, "/guidelines/fall", FORM | {"first_sv": "Hoppa."})
    assert "Detta saknas eller är för långt: stegen, ägaren." in empty.text
    assert 'value="Spring."' in empty.text
    assert "Dagen för översyn har redan varit" in past.text
    assert "dagen för översyn" in no_day.text
    assert other.status_code == 404
    assert "Någon annan har skrivit" in second.text
    assert 'value="Hoppa."' in second.text
    assert 'name="version" value="2"' in second.text


async def test_the_list_shows_every_situation_with_own_versions_and_overdue_reviews(town: Town) -> None:
    async with town.client(person="care") as client:
        await client.post("/api/guidelines/fall", json=asked(units=["north-house"]))
        now = (await client.get("/guidelines")).text
        town.clock.at += timedelta(days=400)
    async with town.client(person="care") as client:
        later = (await client.get("/guidelines")).text
        one = (await client.get("/guidelines/fall")).text
    assert "egen version: Solgården" in now
    assert all(f"/guidelines/{situation}?" in now for situation in SITUATIONS)
    assert "översyn försenad" not in now
    assert "översyn försenad" in later
    assert "Skulle ha setts över 31 januari 2027." in one


async def test_who_may_not_write_sees_no_form(town: Town) -> None:
    async with town.client(person="evaluator") as client:
        assert "<form" in (await client.get("/guidelines/fall")).text  # the language's
        assert "Skriv en egen version" not in (await client.get("/guidelines/fall")).text


async def test_a_step_is_ticked_by_a_form_without_a_script(town: Town) -> None:
    alert = town.raise_alert(home=HOMES["real"])
    async with town.client(person="care") as client:
        done = await submit(client, f"/alerts/{alert.id}/steps", {"tick": "1-done"})
        wrong = await submit(client, f"/alerts/{alert.id}/steps", {"tick": "one"})
    assert (done.status_code, done.headers["location"]) == (303, f"/alerts/{alert.id}#guideline")
    assert wrong.status_code == 422
    assert [tick.step for tick in town.registry.guidelines.ticks(alert.id)] == [1]


async def test_the_part_of_the_page_that_says_what_to_do_can_be_renewed_alone(town: Town) -> None:
    alert = town.raise_alert()
    async with town.client(person="care") as client:
        before = (await client.get(f"/alerts/{alert.id}/guideline")).text
        await client.post(f"/api/alerts/{alert.id}/steps", json={"step": 1})
        after = (await client.get(f"/alerts/{alert.id}/guideline")).text
    assert before.strip().startswith("<section")
    assert "Kim care" not in before
    assert "Kim care" in after
    assert 'aria-pressed="true"' in after
