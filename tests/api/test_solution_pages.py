"""The pages of the workbench: a solution with its course, and the needs board."""

import pytest

from care.people import Home
from care.solutions import Questionnaire, Step
from evaluation.solutions.sandbox import MOST_HOMES
from tests.api.world import SITES, Town

ANSWERS = {
    "version": "2",
    "need": "a",
    "for_whom": "b",
    "maturity": "prototype",
    "devices": "c",
    "data": "d",
    "risks": "e",
}


async def test_a_maker_answers_takes_a_step_and_waits_for_the_testbed(town: Town) -> None:
    app = town.app()
    async with town.client(app, "innovator", Accept="text/html", **{"Accept-Language": "en"}) as client:
        client.cookies.set("mistel_language", "en")
        assert "Which need does it meet?" in (await client.get("/solutions/floor")).text
        early = await client.post("/solutions/floor/advance")
        assert early.status_code == 422
        assert "Something is still missing" in early.text
        assert (await client.post("/solutions/floor/answers", data=ANSWERS)).status_code == 303
        assert "Take this step" in (await client.get("/solutions/floor")).text
        assert (await client.post("/solutions/floor/advance")).status_code == 303
        assert "A plan, written with the testbed" in (await client.get("/solutions/floor")).text
        assert (await client.post("/solutions/floor/guidance", data={"plan": "x"})).status_code == 404
    found = town.registry.solutions.get("floor")
    assert (found.reached, found.version, found.answers.maturity) == (Step.PLAN, "2", "prototype")


@pytest.mark.parametrize("changes", [{"version": "a b"}, {"maturity": "finished"}], ids=str)
async def test_an_answer_that_cannot_be_is_said_and_not_kept(town: Town, changes: dict[str, str]) -> None:
    app = town.app()
    async with town.client(app, "innovator", Accept="text/html") as client:
        assert (await client.post("/solutions/floor/answers", data=ANSWERS | changes)).status_code == 422
    found = town.registry.solutions.get("floor")
    assert (found.version, found.answers) == ("1", Questionnaire())


async def test_the_testbed_writes_the_plan_of_anothers_solution_and_sees_nothing_of_its_sandbox(town: Town) -> None:
    app = town.app()
    async with town.client(app, "evaluator", Accept="text/html") as client:
        client.cookies.set("mistel_language", "en")
        said = {"plan": "Find falls.", "agreements": "Sam answers."}
        assert (await client.post("/solutions/mat/guidance", data=said)).status_code == 303
        page = (await client.get("/solutions/mat")).text
        assert (await client.post("/solutions/mat/homes", data={"name": "Flat"})).status_code == 404
    assert "Find falls." in page
    assert "The sandbox" not in page
    assert "/solutions/mat/try" not in page


async def test_a_home_is_added_to_the_sandbox_while_there_is_room(town: Town) -> None:
    app = town.app()
    async with town.client(app, "innovator", Accept="text/html") as client:
        assert (await client.post("/solutions/floor/homes", data={"name": "Flat <1>"})).status_code == 303
        assert "Flat &lt;1&gt;" in (await client.get("/solutions/floor")).text
        assert (await client.post("/solutions/floor/homes", data={"name": " "})).status_code == 422
        for number in range(MOST_HOMES - 1):
            town.registry.places.add_home(Home(id=f"h-{number}", site=SITES["test"], name="Flat"))
        assert (await client.post("/solutions/floor/homes", data={"name": "Flat"})).status_code == 422


async def test_a_need_finds_who_answers_for_it_and_a_solution(town: Town) -> None:
    app = town.app()
    async with town.client(app, "care", Accept="text/html") as staff:
        staff.cookies.set("mistel_language", "en")
        assert (await staff.post("/needs/bathrooms/own")).status_code == 303
        async with town.client(app, "stranger", Accept="text/html") as maker:
            maker.cookies.set("mistel_language", "en")
            await maker.post("/solutions/mat/need", data={"need": "bathrooms"})
            seen = (await maker.get("/needs")).text
            assert "Norra kommunen answers for it" in seen
            assert "Kim care" not in seen
        board = (await staff.get("/needs")).text
        assert "Kim care answers for it" in board
        assert "Mat</a> (Södra kommunen)" in board
        assert (await staff.post("/needs/bathrooms/close")).status_code == 303
        assert "Falls in bathrooms" not in (await staff.get("/needs")).text
