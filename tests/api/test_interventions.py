"""What was done for a resident: written because of an early sign, followed up, and due at the handover."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request

from api.access.visitor import Visitor
from api.interventions import due_follow_ups
from care.alerts import Alert
from dashboards.residents import Due
from tests.api.world import HOMES, NIGHT, SITES, Town

HOME = HOMES["real"]
RESIDENT = f"resident-{HOME}"
API = f"/api/homes/{HOME}/residents/{RESIDENT}/interventions"
PAGE = f"/homes/{HOME}/residents/{RESIDENT}"
PLANNED = {"done": "Ringde sjuksköterskan.", "goal": "Högst två besök en natt.", "follow_up": "2026-03-06"}


def sign(town: Town, home: str = HOME) -> Alert:
    return town.raise_alert("toilet_visits_rising", home)


def due(town: Town, person: str, app: FastAPI) -> list[Due]:
    """Ask for what is due as a page does."""
    asker = town.registry.people.get(person)
    scope = {"type": "http", "app": app, "headers": [], "path": "/handover", "state": {}}
    request = Request(scope)
    request.state.visitor = Visitor(asker, session=None, csrf="")
    return due_follow_ups(request, town.platform, asker)


async def test_an_intervention_is_written_because_of_an_early_sign(town: Town) -> None:
    alert = sign(town)
    async with town.client(person="care") as client:
        made = (await client.post(API, json=PLANNED | {"alert": alert.id})).json()
        listed = (await client.get(API)).json()["items"]
        residents = (await client.get(f"/api/homes/{HOME}/residents")).json()["items"]
    assert (made["sign"], made["by"], made["resident"]) == ("toilet_visits_rising", "care", RESIDENT)
    assert listed == [made]
    assert [one["id"] for one in residents] == [RESIDENT]
    assert [one.id for one in town.registry.interventions.of_alert(alert.id)] == [made["id"]]


async def test_the_page_leads_from_the_alert_to_the_form_and_shows_what_was_written(town: Town) -> None:
    alert = sign(town)
    async with town.client(person="care") as client:
        asked = (await client.get(PAGE, params={"alert": alert.id})).text
        form = PLANNED | {"alert": alert.id}
        done = await client.post(f"{PAGE}/interventions", data=form, headers={"Accept": "text/html"})
        shown = (await client.get(PAGE)).text
    assert "På grund av: Fler toalettbesök än vanligt" in asked
    assert done.status_code == 303
    assert "Ringde sjuksköterskan." in shown
    assert "Ska följas upp 6 mars" in shown
    assert f'href="/alerts/{alert.id}"' in shown


async def test_a_follow_up_says_whether_the_goal_was_reached_and_may_ask_for_another(town: Town) -> None:
    async with town.client(person="care") as client:
        one = (await client.post(API, json=PLANNED)).json()["id"]
        path = f"{API}/{one}/follow-ups"
        partly = await client.post(path, json={"seen": 0, "reached": "partly", "again": "2026-03-09"})
        second = await client.post(path, json={"seen": 0, "reached": "no"})
        ended = (await client.post(path, json={"seen": 1, "reached": "yes", "note": "Kuren hjälpte."})).json()
        more = await client.post(path, json={"seen": 2, "reached": "no"})
        shown = (await client.get(PAGE)).text
    assert partly.status_code == 201
    assert (second.status_code, "meanwhile" in second.text) == (409, True)
    assert [follow["reached"] for follow in ended["follow_ups"]] == ["partly", "yes"]
    assert more.status_code == 409
    assert "Målet nåddes delvis" in shown
    assert "Kuren hjälpte." in shown
    assert "Avslutad." in shown


async def test_the_form_of_a_follow_up_ends_it_where_no_day_is_given(town: Town) -> None:
    async with town.client(person="care") as client:
        one = (await client.post(API, json=PLANNED)).json()["id"]
        path, browser = f"{PAGE}/interventions/{one}", {"Accept": "text/html"}
        done = await client.post(path, data={"seen": 0, "reached": "yes", "again": ""}, headers=browser)
        late = await client.post(path, data={"seen": 0, "reached": "no"}, headers=browser)
        nothing = await client.post(path, data={"seen": 1}, headers=browser)
    assert done.status_code == 303
    assert "Någon annan har skrivit under tiden" in late.text
    assert nothing.status_code == 422
    assert town.registry.interventions.get(one).due is None


async def test_what_is_due_stands_in_the_handover_the_longest_overdue_first(town: Town) -> None:
    app = town.app()
    async with town.client(app, "care") as client:
        for day in ("2026-03-09", "2026-03-06", "2026-03-05"):
            await client.post(API, json=PLANNED | {"follow_up": day})
    assert due(town, "care", app) == []
    town.clock.at = NIGHT + timedelta(days=3)  # 6 March, 01:12 in Sweden
    found = due(town, "care", app)
    assert [(one.day, one.overdue) for one in found] == [("5 mars", True), ("6 mars", False)]
    assert found[0].href.startswith(f"{PAGE}#i-")
    assert due(town, "evaluator", app) == [], "residents' pages are not for them"
    async with town.client(app, "care") as client:
        shown = (await client.get(PAGE)).text
        handover = (await client.get("/handover", params={"site": SITES["real"]})).text
        elsewhere = (await client.get("/handover", params={"site": SITES["test"]})).text
    assert "5 mars (försenad)" in handover
    assert PLANNED["done"] in handover
    assert PLANNED["done"] not in elsewhere
    assert "Skulle ha följts upp 5 mars" in shown


async def test_a_simulated_homes_follow_ups_are_due_by_its_own_clock(town: Town) -> None:
    home, app = HOMES["test"], town.app()
    async with town.client(app, "care") as client:
        path = f"/api/homes/{home}/residents/resident-{home}/interventions"
        past = await client.post(path, json=PLANNED | {"follow_up": "2026-03-02"})
        today = await client.post(path, json=PLANNED | {"follow_up": "2026-03-03"})
    assert (past.status_code, today.status_code) == (422, 201)
    town.clock.at += timedelta(days=30)
    assert [one.overdue for one in due(town, "care", app)] == [False], "its own clock still shows that day"


async def test_what_cannot_be_is_refused_and_nothing_is_kept(town: Town) -> None:
    elsewhere = sign(town, HOMES["test"])
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"follow_up": "2026-03-01"}, 422),
        ({"follow_up": "soon"}, 422),
        ({"done": "  "}, 422),
        ({"goal": "x" * 501}, 422),
        ({"alert": elsewhere.id}, 404),
        ({"alert": "none"}, 404),
        ({"sign": "flood"}, 404),
    ]
    async with town.client(person="care") as client:
        for changed, status in wrong:
            assert (await client.post(API, json=PLANNED | changed)).status_code == status, changed
        nobody = await client.post(API.replace(RESIDENT, "nobody"), json=PLANNED)
        page = await client.post(f"{PAGE}/interventions", data=PLANNED | {"goal": ""}, headers={"Accept": "text/html"})
        past = await client.post(
            f"{PAGE}/interventions", data=PLANNED | {"follow_up": "2026-03-01"}, headers={"Accept": "text/html"}
        )
    assert nobody.status_code == 404
    assert "Den dagen har redan varit" in past.text
    assert page.status_code == 422
    assert "Ringde sjuksköterskan." in page.text, "what was written is not lost"
    assert town.registry.interventions.of_resident(HOME, RESIDENT) == []


async def test_the_page_shows_what_the_rules_go_by_with_units(town: Town) -> None:
    async with town.client(person="care", **{"Accept-Language": "sv"}) as client:
        shown = (await client.get(PAGE)).text
    assert "Lämnade hemmet på natten" in shown
    assert "<dd>22:00" in shown
    assert "<dd>10 minuter" in shown


async def test_the_way_from_an_alert_to_an_intervention_is_there_for_who_may_write_one(town: Town) -> None:
    from api.guidance import shown_on_alert

    alert, urgent = sign(town), town.raise_alert("fall")

    def ways(person: str, one: Alert) -> list[str]:
        asker = town.registry.people.get(person)
        request = Request({"type": "http", "app": app, "headers": [], "path": "/", "state": {}})
        request.state.visitor = Visitor(asker, session=None, csrf="")
        shown = shown_on_alert(request, town.platform, request.state.visitor, one)
        assert shown is not None
        return [way.href for way in shown.ways]

    app = town.app()
    assert ways("care", alert) == [f"{PAGE}?alert={alert.id}#add"]
    assert ways("evaluator", alert) == []
    assert ways("care", urgent) == []


async def test_a_homes_page_leads_to_its_residents_for_who_cares_for_them(town: Town) -> None:
    pages, app = {}, town.app()
    for person in ("care", "evaluator"):
        async with town.client(app, person) as client:
            pages[person] = (await client.get(f"/homes/{HOME}")).text
    assert f'href="{PAGE}"' in pages["care"]
    assert f'href="{PAGE}"' not in pages["evaluator"]
