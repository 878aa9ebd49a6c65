"""Every route of the application, asked by nobody, by each role and by strangers: each gets what its rule states."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount

from api import interventions
from api.access.rights import Right
from api.access.rule import ANYBODY, Access, Declared, Of, Who
from api.app import FOLDERS, ROUTES, create_app, declared, must_be_stated
from care.alerts import State
from care.interventions import Planned
from care.people import Role
from tests.api.visited import visit
from tests.api.world import HOMES, PERSONS, SITES, Town, answered, build, serving

INNOVATOR, CARE, EVALUATOR, ADMIN = Role.INNOVATOR, Role.CARE, Role.EVALUATOR, Role.ADMINISTRATOR
ALLOWED = {
    (Right.SEE_PLACES, "real"): {CARE, EVALUATOR, ADMIN},
    (Right.SEE_PLACES, "test"): {INNOVATOR, CARE, EVALUATOR, ADMIN},
    (Right.SEE_CARE, "real"): {CARE, EVALUATOR},
    (Right.SEE_CARE, "test"): {INNOVATOR, CARE, EVALUATOR, ADMIN},
    (Right.ANSWER, "real"): {CARE},
    (Right.ANSWER, "test"): {INNOVATOR, CARE, ADMIN},
    (Right.SEE_REFUSALS, "real"): {ADMIN},
    (Right.SEE_REFUSALS, "test"): {INNOVATOR, CARE, EVALUATOR, ADMIN},
    (Right.SEE_RUNS, "real"): set(),
    (Right.SEE_RUNS, "test"): {INNOVATOR, CARE, EVALUATOR, ADMIN},
    (Right.START_RUNS, "real"): set(),
    (Right.START_RUNS, "test"): {INNOVATOR, EVALUATOR, ADMIN},
    (Right.SEE_METRICS, "real"): {ADMIN},
    (Right.SEE_METRICS, "test"): {ADMIN},
    (Right.SEE_DUTY, "real"): {CARE, ADMIN},
    (Right.SEE_DUTY, "test"): {INNOVATOR, CARE, EVALUATOR, ADMIN},
    (Right.SET_DUTY, "real"): {ADMIN},
    (Right.SET_DUTY, "test"): {INNOVATOR, ADMIN},
    (Right.DESCRIBE, "real"): {ADMIN},
    (Right.DESCRIBE, "test"): {INNOVATOR, ADMIN},
    (Right.WRITE_GUIDELINES, "real"): {CARE, ADMIN},
    (Right.WRITE_GUIDELINES, "test"): {CARE, ADMIN},
    (Right.CARE_FOR, "real"): {CARE},
    (Right.CARE_FOR, "test"): {INNOVATOR, CARE, ADMIN},
    (Right.COMMAND, "real"): {CARE},
    (Right.COMMAND, "test"): {INNOVATOR, CARE, ADMIN},
    (Right.SEE_SOLUTIONS, "real"): set(),
    (Right.SEE_SOLUTIONS, "test"): {INNOVATOR, CARE, EVALUATOR, ADMIN},
    (Right.ENTER_SOLUTIONS, "real"): set(),
    (Right.ENTER_SOLUTIONS, "test"): {INNOVATOR, ADMIN},
    (Right.ADVANCE_SOLUTIONS, "real"): set(),
    (Right.ADVANCE_SOLUTIONS, "test"): {INNOVATOR, EVALUATOR, ADMIN},
    (Right.GUIDE_SOLUTIONS, "real"): set(),
    (Right.GUIDE_SOLUTIONS, "test"): {EVALUATOR, ADMIN},
    (Right.ANSWER_FOR_NEEDS, "real"): {CARE, EVALUATOR, ADMIN},
    (Right.ANSWER_FOR_NEEDS, "test"): {CARE, EVALUATOR, ADMIN},
    (Right.SEE_TRIALS, "real"): {EVALUATOR, ADMIN},
    (Right.SEE_TRIALS, "test"): {INNOVATOR, EVALUATOR, ADMIN},
    (Right.PLAN_TRIALS, "real"): {EVALUATOR, ADMIN},
    (Right.PLAN_TRIALS, "test"): {EVALUATOR, ADMIN},
}
ASKERS = ("nobody", "wrong token", *PERSONS, *(f"{role.value} by token" for role in Role))
ASKED = [
    (route, world) for route in declared() for world in (["real", "test"] if route.access.of is not Of.ANY else ["-"])
]
ENDING = ("/login", "/logout", "/password")
"""Asked so, a login may have ended."""


@dataclass
class Walk:
    """The served world, and who asks in it; each asker keeps their login until something may have ended it."""

    town: Town
    alerts: dict[str, str]
    orders: dict[str, str]
    client: httpx.Client
    logins: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, method: str, path: str, asker: str) -> int:
        headers = self.login(asker)
        if path in ENDING and method != "GET":
            self.logins.pop(asker, None)
        else:
            self.logins[asker] = headers
        with self.client.stream(method, path, headers=headers) as answer:  # the board's stream has no end
            return answer.status_code

    def login(self, asker: str) -> dict[str, str]:
        if asker in self.logins:
            return self.logins[asker]
        if asker in {"nobody", "wrong token"}:
            wrong = {"Authorization": "Bearer wrong"} if asker == "wrong token" else {}
            return {"Cookie": "mistel_login=form", "X-CSRF-Token": "form"} | wrong
        if asker.endswith(" by token"):
            return self.town.token(asker.removesuffix(" by token"))
        cookies, csrf = self.town.session(asker)
        return {"Cookie": f"mistel={cookies['mistel']}", "X-CSRF-Token": csrf}


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    town = asyncio.run(build(tmp_path_factory.mktemp("walk")))
    alerts = {world: town.raise_alert(home=HOMES[world]).id for world in ("real", "test")}
    orders = {
        world: town.desk.order(
            State.SUPPRESSED, SITES[world], "care", reason="Repair", home=HOMES[world], situation="power_cut"
        ).id
        for world in ("real", "test")
    }
    with serving(town) as address, httpx.Client(base_url=address, headers={"Accept": "application/json"}) as client:
        yield Walk(town, alerts, orders, client)
    town.close()


@pytest.fixture(scope="module")
def written(walk: Walk) -> dict[str, str]:
    """An intervention for a resident of each world."""
    planned = Planned(done="Asked.", goal="Fewer.", follow_up=walk.town.clock().date())
    care = walk.town.registry.people.get("care")
    for world in ("real", "test"):
        walk.town.registry.answers.add(answered(HOMES[world], id=f"q-{world}"))
        walk.town.registry.visits.add(visit(HOMES[world], f"b-{world}"))
    return {
        world: interventions.add(walk.town.platform, care, HOMES[world], f"resident-{HOMES[world]}", planned).id
        for world in ("real", "test")
    }


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize(("route", "world"), ASKED, ids=[f"{r.method} {r.path} ({w})" for r, w in ASKED])
def test_a_route_lets_in_whom_its_rule_states(
    route: Declared, world: str, asker: str, walk: Walk, written: dict[str, str]
) -> None:
    names = {"site": SITES.get(world), "home": HOMES.get(world), "alert": walk.alerts.get(world), "situation": "fall"}
    names |= {"connection": f"box-{HOMES.get(world)}", "form": "html"}
    names |= {"resident": f"resident-{HOMES.get(world)}", "intervention": written.get(world), "plot": "calls"}
    names |= {"suppression": walk.orders.get(world), "rota": "nurses", "solution": "floor", "need": "bathrooms"}
    names |= {"trial": "nights", "instrument": "who5", "answer": f"q-{world}", "visit": f"b-{world}"}
    status = walk.ask(route.method, route.path.format(**names, run="run-north", device="bed", secret="none"), asker)
    if (expected := refusal(route, world, asker)) is None:
        assert status not in {401, 404, 405, 500}
        assert status != 403 or route.access.who is Who.THIS_MACHINE  # an unknown link, not an unknown asker
    else:
        assert status == expected


def refusal(route: Declared, world: str, asker: str) -> int | None:
    """Say, from the rule and the table above alone, how an asker is turned away; None: let in."""
    access, person = route.access, asker.removesuffix(" by token")
    if access.who in {Who.ANYBODY, Who.THIS_MACHINE}:
        return 403 if asker == "wrong token" and route.method == "POST" else None  # its cookie counts for nothing
    if asker in {"nobody", "wrong token"}:
        return 401
    if access.who not in {Who.LOGGED_IN, Who.SCRAPER} and asker.endswith(" by token"):
        return 403
    if person == "newcomer":
        return None if access.who is Who.NEWCOMER else 403
    return None if access.right is None or holds(access, world, person) else 403 if access.of is Of.ANY else 404


def holds(access: Access, world: str, person: str) -> bool:
    assert access.right is not None
    if person == "stranger":
        return access.of is Of.ANY
    both, test = ("real", "test"), ("test",)
    worlds = {Of.ANY: both, Of.RUN: test, Of.SOLUTION: test, Of.NEED: test, Of.TRIAL: both}.get(access.of, (world,))
    return any(Role(person) in ALLOWED[access.right, at] for at in worlds)


@pytest.mark.parametrize("path", ["/static/mistel.css", "/static/board.js", "/static-docs/swagger-ui-bundle.js"])
def test_static_files_are_for_anybody(path: str, walk: Walk) -> None:
    for asker in ASKERS:
        assert walk.ask("GET", path, asker) == 200
    assert walk.ask("GET", "/static/%2e%2e/rows.py", "nobody") == 404


async def test_the_walk_meets_every_route_of_the_application(town: Town) -> None:
    app = create_app(town.platform)
    walked_paths = {route.path for route, _world in ASKED} | set(FOLDERS)
    assert {getattr(route, "path", None) for route in app.routes} == walked_paths
    assert all(access is ANYBODY for _folder, access in FOLDERS.values())
    assert len(declared()) == sum(len(routes.declared) for routes in ROUTES)


async def test_an_application_with_a_route_without_a_rule_is_not_made(town: Town) -> None:
    app = create_app(town.platform)
    app.add_api_route("/secret", lambda: "told")
    with pytest.raises(RuntimeError, match="/secret"):
        must_be_stated(app.routes)


async def test_an_application_with_a_folder_without_a_rule_is_not_made(town: Town) -> None:
    app = create_app(town.platform)
    app.routes.append(Mount("/files", app=app))
    with pytest.raises(RuntimeError, match="/files"):
        must_be_stated(app.routes)


@pytest.mark.parametrize(
    "path", ["/api/homes/nowhere", "/api/sites/nowhere", "/api/alerts/nowhere", "/api/runs/nothing"]
)
async def test_what_is_not_there_looks_like_what_is_not_for_you(town: Town, path: str) -> None:
    theirs = {"homes": HOMES["other"], "sites": SITES["other"], "alerts": "", "runs": "run-south"}[path.split("/")[2]]
    theirs = theirs or town.raise_alert(home=HOMES["other"]).id
    async with town.client(person="care") as client:
        missing, hidden = (
            (await client.get(path)).json(),
            (await client.get(f"{path.rpartition('/')[0]}/{theirs}")).json(),
        )
    name = path.rpartition("/")[2]
    assert {k: v.replace(name, "X") for k, v in missing.items() if isinstance(v, str)} == {
        k: v.replace(theirs, "X") for k, v in hidden.items() if isinstance(v, str)
    }


async def test_lists_hold_only_what_is_of_ones_own_organisation(town: Town) -> None:
    town.raise_alert(home=HOMES["other"])
    town.raise_alert(home=HOMES["test"])
    own = town.raise_alert()
    async with town.client(person="care") as client:
        for path in ("/api/sites", "/api/alerts", "/api/runs"):
            said = (await client.get(path)).text
            assert "south" not in said
            assert HOMES["other"] not in said
        pages = [(await client.get(path)).text for path in ("/board", "/homes", "/runs")]
    assert own.id in pages[0]
    assert all("Månen" not in page and "run-south" not in page for page in pages)
    async with town.client(person="innovator") as client:
        alerts = (await client.get("/api/alerts")).json()["items"]
    assert {alert["home"] for alert in alerts} == {HOMES["test"]}


def test_the_folders_of_files_hold_nothing_secret() -> None:
    held = {path.suffix for folder, _access in FOLDERS.values() for path in Path(folder).rglob("*") if path.is_file()}
    assert held <= {".css", ".js", ".svg", ".png"}
