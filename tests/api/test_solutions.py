"""Solutions and needs by the API: entered, described, guided; each sees what is theirs."""

from datetime import timedelta

import pytest

from care.people import Home, World
from care.solutions import Asker, Kind, Step
from evaluation.solutions.sandbox import MOST_HOMES, MOST_RUNS, MOST_RUNS_A_DAY, MOST_SOLUTIONS
from store.registry import Run, RunState
from tests.api.world import NIGHT, SITES, Town

ANSWERS = {
    "need": "Falls are found late.",
    "for_whom": "People who live alone.",
    "maturity": "prototype",
    "devices": "A floor sensor.",
    "data": "Steps; nothing leaves the home.",
    "risks": "A dog is taken for a person.",
}


async def test_a_solution_that_is_entered_has_a_sandbox_of_its_own(town: Town) -> None:
    app = town.app()
    asked = {"organisation": "north", "name": "Mat", "kinds": ["device", "alarm_device"], "version": "0.2"}
    async with town.client(app, "innovator") as client:
        made = (await client.post("/api/solutions", json=asked)).json()
        sites = (await client.get("/api/sites")).json()["items"]
    site = town.registry.places.site(made["site"])
    assert (site.world, site.organisation) == (World.TEST, "north")
    assert made["site"] in {one["id"] for one in sites}
    assert [home.name for home in town.registry.places.homes(made["site"])] == ["Bench"]
    assert town.registry.solutions.get(made["id"]).kinds == {Kind.DEVICE, Kind.ALARM_DEVICE}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"organisation": "south"}, 404),
        ({"kinds": []}, 422),
        ({"name": ""}, 422),
        ({"name": "x" * 121}, 422),
        ({"version": "a b"}, 422),
        ({"need": "nowhere"}, 404),
        ({"zone": "Mars"}, 422),
        ({"answers": {"risks": "x" * 2001}}, 422),
        ({"reached": "report"}, 422),
    ],
    ids=str,
)
async def test_what_cannot_be_entered_is_refused_and_leaves_nothing_behind(
    town: Town, changes: dict[str, object], status: int
) -> None:
    app = town.app()
    before = (town.registry.solutions.all(), town.registry.places.sites())
    async with town.client(app, "innovator") as client:
        asked = {"organisation": "north", "name": "Mat", "kinds": ["device"]} | changes
        answer = await client.post("/api/solutions", json=asked)
    assert answer.status_code == status
    assert (town.registry.solutions.all(), town.registry.places.sites()) == before


async def test_a_solution_goes_along_its_course_while_nothing_is_missing(town: Town) -> None:
    app = town.app()
    async with town.client(app, "innovator") as maker, town.client(app, "evaluator") as guide:
        first = await maker.post("/api/solutions/floor/advance")
        assert first.status_code == 409
        assert "Which need does it meet?" in first.json()["detail"]
        assert (await maker.put("/api/solutions/floor/answers", json=ANSWERS)).status_code == 200
        planned = (await maker.post("/api/solutions/floor/advance")).json()
        assert planned["solution"]["reached"] == Step.PLAN
        assert planned["missing"] == ["A plan, written with the testbed: goal, purpose, need."]
        assert (await maker.put("/api/solutions/floor/guidance", json={"plan": "My own"})).status_code == 404
        assert (await guide.put("/api/solutions/floor/guidance", json={"plan": "Find falls."})).status_code == 200
        agreed = (await guide.post("/api/solutions/floor/advance")).json()
        assert agreed["solution"]["reached"] == Step.AGREEMENTS
        await guide.put("/api/solutions/floor/guidance", json={"agreements": "Kim answers; 30 days."})
        waiting = (await maker.get("/api/solutions/floor")).json()
        assert waiting["missing"] == ["A first reading or alert that was accepted."]
    assert town.registry.solutions.get("floor").plan == "Find falls."


async def test_whoever_runs_the_testbed_guides_all_solutions_and_nobody_else_sees_anothers(town: Town) -> None:
    app = town.app()
    run = Run(id="run-mat", organisation="south", kind="try", spec={"solution": "mat"}, created=NIGHT)
    town.registry.runs.add(run)
    seen = {}
    for person in ("innovator", "care", "evaluator", "administrator", "stranger"):
        async with town.client(app, person) as client:
            listed = {one["id"] for one in (await client.get("/api/solutions")).json()["items"]}
            of_run = (await client.get("/api/runs/run-mat")).status_code
            seen[person] = (listed, (await client.get("/api/solutions/mat")).status_code, of_run)
    own, every = {"floor"}, {"floor", "mat"}
    assert seen == {
        "innovator": (own, 404, 404),
        "care": (own, 404, 404),
        "evaluator": (every, 200, 200),
        "administrator": (every, 200, 200),
        "stranger": ({"mat"}, 200, 200),
    }
    async with town.client(app, "evaluator") as guide:
        assert (await guide.put("/api/solutions/mat/guidance", json={"plan": "Try it."})).status_code == 200
        assert (await guide.put("/api/solutions/mat/version", json={"version": "9"})).status_code == 404
        assert (await guide.get("/api/runs/run-south")).status_code == 404, "a run of no solution stays theirs"


async def test_what_a_sandbox_may_hold_has_an_end(town: Town) -> None:
    app = town.app()
    async with town.client(app, "innovator") as client:
        for number in range(MOST_HOMES - 1):
            town.registry.places.add_home(Home(id=f"h-{number}", site=SITES["test"], name="Flat"))
        assert (await client.post("/api/solutions/floor/homes", json={"name": "Flat"})).status_code == 201
        assert (await client.post("/api/solutions/floor/homes", json={"name": "Flat"})).status_code == 409
        scenario = {"organisation": "north", "scenarios": ["left_home_at_night"]}
        room = MOST_RUNS - town.registry.runs.unfinished("north")
        statuses = [(await client.post("/api/runs", json=scenario)).status_code for _ in range(room + 1)]
        assert statuses == [201] * room + [409]
        taken = town.registry.runs.take("worker", NIGHT + timedelta(hours=1))
        while taken is not None and taken.organisation != "north":
            taken = town.registry.runs.take("worker", NIGHT + timedelta(hours=1))
        assert taken is not None
        town.registry.runs.finish(taken.id, RunState.DONE, {})
        assert (await client.post("/api/runs", json=scenario)).status_code == 201
        asked = {"organisation": "north", "name": "Mat", "kinds": ["device"]}
        entered = [(await client.post("/api/solutions", json=asked)).status_code for _ in range(MOST_SOLUTIONS)]
    assert entered == [201] * (MOST_SOLUTIONS - 1) + [409]


async def test_a_try_is_asked_for_by_the_api(town: Town) -> None:
    app, wanted = town.app(), {"scenarios": ["left_home_at_night"], "repeats": 2, "levels": ["none", "harsh"]}
    async with town.client(app, "innovator") as client:
        run = (await client.post("/api/solutions/floor/tries", json=wanted)).json()
        for changes, status in (
            ({"scenarios": ["nothing"]}, 404),
            ({"scenarios": []}, 422),
            ({"levels": ["awful"]}, 422),
            ({"repeats": 300}, 422),
            ({"seed": "ö"}, 422),
            ({"speed": 0.5}, 422),
        ):
            answer = await client.post("/api/solutions/floor/tries", json=wanted | changes)
            assert answer.status_code == status, changes
        assert (await client.post("/api/solutions/mat/tries", json=wanted)).status_code == 404
        listed = (await client.get("/api/solutions/floor/tries")).json()["items"]
    kept = town.registry.runs.get(run["id"])
    assert (kept.kind, kept.spec["solution"], kept.spec["levels"]) == ("try", "floor", ["none", "harsh"])
    assert kept.id in {one["id"] for one in listed}


async def test_a_maker_asks_for_so_many_runs_a_day_and_the_host_for_any_number(town: Town) -> None:
    for organisation in ("north", "south"):
        for number in range(MOST_RUNS_A_DAY):
            name = f"r-{organisation}-{number}"
            done = Run(id=name, organisation=organisation, kind="try", state=RunState.DONE, created=NIGHT)
            town.registry.runs.add(done)
    app, scenario = town.app(), {"scenarios": ["left_home_at_night"]}
    async with town.client(app, "stranger") as maker, town.client(app, "innovator") as ours:
        assert (await maker.post("/api/solutions/mat/tries", json=scenario)).status_code == 409
        assert (await ours.post("/api/solutions/floor/tries", json=scenario)).status_code == 201
        town.clock.at += timedelta(days=1)
        assert (await maker.get("/api/me")).status_code == 401, "the login is over by then"
    async with town.client(app, "stranger") as maker:
        assert (await maker.post("/api/solutions/mat/tries", json=scenario)).status_code == 201


async def test_a_need_is_told_owned_met_and_closed(town: Town) -> None:
    app = town.app()
    told = {"asker": "relative", "title": "Doors at night", "problem": "Somebody walks out."}
    async with (
        town.client(app, "stranger") as maker,
        town.client(app, "care") as care,
        town.client(app, "innovator") as other,
    ):
        need = (await care.post("/api/needs", json=told)).json()
        assert town.registry.needs.get(need["id"]).asker is Asker.RELATIVE
        assert (await maker.post(f"/api/needs/{need['id']}/own")).status_code == 404, "it is the north's"
        assert (await care.post(f"/api/needs/{need['id']}/own")).json()["owner"] == "care"
        assert (await maker.put("/api/solutions/mat/need", json={"need": need["id"]})).status_code == 200
        as_maker, as_care, as_other = [
            (await client.get(f"/api/needs/{need['id']}")).json() for client in (maker, care, other)
        ]
        assert (as_maker["owned"], as_maker["owner"], as_maker["solutions"]) == (True, None, ["mat"])
        assert (as_care["owner"], as_care["solutions"]) == ("care", ["mat"])
        assert (as_other["solutions"], as_other["others"]) == ([], 1)
        assert (await other.post(f"/api/needs/{need['id']}/close")).status_code == 404
        assert (await care.post(f"/api/needs/{need['id']}/close")).status_code == 200
        board = [one["id"] for one in (await maker.get("/api/needs")).json()["items"]]
        every = [one["id"] for one in (await maker.get("/api/needs?closed=true")).json()["items"]]
    assert (board, set(every)) == (["bathrooms"], {"bathrooms", need["id"]})
