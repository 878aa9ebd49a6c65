"""The way in: one form for a solution and for a need, open or closed, with limits; and what a newcomer then sees."""

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.access.limits import JoinLimits
from api.app import create_app, declared
from care.people import Role, World
from care.solutions import Asker, Kind
from tests.api.world import HOMES, PASSWORD, SITES, TRIED, Town

SOLUTION = {
    "who": "innovator",
    "solution": "Bed mat",
    "kinds": ["device", "alarm_device"],
    "needed": "Falls at night",
    "name": "Kim Ek",
    "organisation": "Ek AB",
    "email": "kim@ek.example",
    "password": "mats in every bed",
}
NEED = {"who": "relative", "title": "Doors at night", "problem": "Somebody walks out at night."}

OPEN = [
    route.path
    for route in declared()
    if route.method == "GET" and "{" not in route.path and not route.path.endswith("/stream")
]
"""All that can be asked for without naming what: pages, lists, figures."""
ANOTHERS = (
    *HOMES.values(),
    *SITES.values(),
    TRIED,
    "run-north",
    "Solgården",
    "Labbet",
    "Månen",
    "Verkstan",
    "Lägenhet",
)


def application(town: Town, **settings: object) -> FastAPI:
    return create_app(replace(town.platform, **{"registration": True, **settings}))


def browser(app: FastAPI) -> httpx.AsyncClient:
    """A browser of nobody that has seen a form."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://127.0.0.1",
        cookies={"mistel_login": "form"},
        headers={"X-CSRF-Token": "form", "Accept": "text/html"},
    )


async def test_who_registers_a_solution_is_logged_in_and_has_a_sandbox_of_their_own(town: Town) -> None:
    async with browser(application(town)) as client:
        answer = await client.post("/join", data=SOLUTION)
        assert answer.status_code == 303
        page = await client.get(answer.headers["location"])
    assert "Bed mat" in page.text
    person = town.registry.people.by_email("kim@ek.example")
    assert person is not None
    (organisation,) = person.roles
    assert person.roles[organisation] == {Role.INNOVATOR}
    (solution,) = town.registry.solutions.all([organisation])
    site = town.registry.places.site(solution.site)
    assert (site.organisation, site.world) == (organisation, World.TEST)
    assert (solution.kinds, solution.answers.need) == ({Kind.DEVICE, Kind.ALARM_DEVICE}, "Falls at night")


async def test_a_newcomer_sees_nothing_of_anybody_else(town: Town) -> None:
    town.raise_alert(home=HOMES["test"])
    async with browser(application(town)) as client:
        own = (await client.post("/join", data=SOLUTION)).headers["location"].rpartition("/")[2]
        client.headers["Accept"] = "application/json"
        for path in (
            *(f"/api/homes/{home}{part}" for home in HOMES.values() for part in ("", "/events", "/alerts")),
            *(f"/api/sites/{site}{part}" for site in SITES.values() for part in ("", "/homes", "/refusals")),
            "/api/runs/run-north",
            "/api/solutions/floor",
            "/api/solutions/mat",
            "/solutions/floor",
            f"/homes/{HOMES['test']}",
        ):
            assert (await client.get(path)).status_code == 404, path
        listed = {path: (await client.get(path)).json()["items"] for path in ("/api/alerts", "/api/runs")}
        assert listed == {"/api/alerts": [], "/api/runs": []}
        assert [one["id"] for one in (await client.get("/api/solutions")).json()["items"]] == [own]
        (site,) = (await client.get("/api/sites")).json()["items"]
        assert site["id"] == town.registry.solutions.get(own).site
        for path in OPEN:
            said = (await client.get(path, headers={"Accept": "text/html"})).text
            assert not [name for name in ANOTHERS if name in said], path


async def test_a_need_stands_on_the_board_without_a_name(town: Town) -> None:
    async with browser(application(town)) as client:
        assert "Doors at night" in (await client.post("/join", data=NEED)).text
    need = town.registry.needs.all()[0]
    assert (need.asker, need.organisation, need.owner) == (Asker.RELATIVE, "north", None)


@pytest.mark.parametrize("form", [SOLUTION, NEED], ids=["solution", "need"])
async def test_nobody_joins_without_a_login_where_registration_is_closed(town: Town, form: dict[str, object]) -> None:
    before = (town.registry.people.everyone(), town.registry.needs.all())
    async with browser(application(town, registration=False)) as client:
        assert '<form method="post" action="/join"' not in (await client.get("/join?as=innovator")).text
        assert (await client.post("/join", data=form)).status_code == 403
    assert (town.registry.people.everyone(), town.registry.needs.all()) == before


async def test_who_is_logged_in_joins_though_registration_is_closed(town: Town) -> None:
    app = town.app()
    async with town.client(app, "innovator", Accept="text/html") as client:
        assert (await client.post("/join", data=SOLUTION | {"organisation": "north"})).status_code == 303
    assert town.registry.solutions.all(["north"])[0].name == "Bed mat"
    assert town.registry.people.by_email("kim@ek.example") is None, "no account was asked for"
    async with town.client(app, "care", Accept="text/html") as client:
        assert (await client.post("/join", data=SOLUTION)).status_code == 403
        assert (await client.post("/join", data=NEED)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"solution": ""}, "what the solution is called"),
        ({"kinds": []}, "choose at least one"),
        ({"name": " "}, "your name and your organisation"),
        ({"organisation": "x" * 121}, "your name and your organisation"),
        ({"email": "kim"}, "e-mail address to log in by"),
        ({"email": "Care@North.example"}, "No account can be made with this e-mail"),
        ({"password": "short"}, "12 to 200 characters"),
        ({"password": "kim@ek.example"}, "too easy to guess"),
    ],
    ids=str,
)
async def test_what_is_wrong_is_said_beside_what_was_written_and_nothing_is_kept(
    town: Town, changes: dict[str, object], says: str
) -> None:
    before = (town.registry.people.everyone(), town.registry.places.sites())
    async with browser(application(town)) as client:
        client.headers["Accept-Language"] = "en"
        answer = await client.post("/join", data=SOLUTION | changes)
    assert answer.status_code == 422
    assert says in answer.text
    assert "mats in every bed" not in answer.text, "a password is never sent back"
    assert (town.registry.people.everyone(), town.registry.places.sites()) == before


async def test_forms_and_sandboxes_have_an_end(town: Town) -> None:
    async with browser(application(town, sandboxes=2)) as client:
        full = await client.post("/join", data=SOLUTION)
    assert full.status_code == 422
    assert town.registry.people.by_email("kim@ek.example") is None, "all or nothing"
    app = application(town)
    app.state.join_limits = JoinLimits("2 per hour")
    async with browser(app) as client:
        statuses = [(await client.post("/join", data=NEED)).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    told = {"asker": "staff", "title": "Doors", "problem": "Somebody walks out."}
    async with town.client(app, "stranger") as maker, town.client(app, "care") as staff:
        makers = [(await maker.post("/api/needs", json=told)).status_code for _ in range(3)]
        staffs = [(await staff.post("/api/needs", json=told)).status_code for _ in range(3)]
    assert (makers, staffs) == ([201, 201, 429], [201, 201, 201])


@pytest.mark.parametrize("password", [SOLUTION["password"], "  a blank is a sign too  "])
async def test_an_account_that_was_made_so_logs_in_again(town: Town, password: str) -> None:
    app = application(town)
    async with browser(app) as client:
        await client.post("/join", data=SOLUTION | {"password": password})
    async with browser(app) as client:
        login = {"email": "Kim@ek.example", "password": password}
        assert (await client.post("/login", data=login)).headers["location"] == "/"
        wrong = await client.post("/login", data=login | {"password": PASSWORD})
    assert wrong.status_code in {401, 403}
