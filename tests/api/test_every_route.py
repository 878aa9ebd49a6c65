"""Every route of the application, asked by nobody, by each role and by strangers: each gets what its rule states."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.routing import Mount

from api.access.rights import Right
from api.access.rule import ANYBODY, Declared, Of, Who
from api.app import FOLDERS, ROUTES, create_app, declared, must_be_stated
from care.people import Role
from tests.api.world import HOMES, PERSONS, SITES, Town, build, serving

I, C, E, A = Role.INNOVATOR, Role.CARE, Role.EVALUATOR, Role.ADMINISTRATOR
ALLOWED = {
    (Right.SEE_PLACES, "real"): {C, E, A},
    (Right.SEE_PLACES, "test"): {I, C, E, A},
    (Right.SEE_CARE, "real"): {C, E},
    (Right.SEE_CARE, "test"): {I, C, E, A},
    (Right.ANSWER, "real"): {C},
    (Right.ANSWER, "test"): {I, C, A},
    (Right.SEE_REFUSALS, "real"): {A},
    (Right.SEE_REFUSALS, "test"): {I, C, E, A},
    (Right.SEE_RUNS, "real"): set(),
    (Right.SEE_RUNS, "test"): {I, C, E, A},
    (Right.START_RUNS, "real"): set(),
    (Right.START_RUNS, "test"): {I, E, A},
}
ASKERS = ("nobody", "wrong token", *PERSONS, *(f"{role.value} by token" for role in Role))
ASKED = [
    (route, world) for route in declared() for world in (["real", "test"] if route.access.of is not Of.ANY else ["-"])
]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, str, dict[str, str]]]:
    town = asyncio.run(build(tmp_path_factory.mktemp("walk")))
    alerts = {world: town.raise_alert(home=HOMES[world]).id for world in ("real", "test")}
    with serving(town) as address:
        yield town, address, alerts
    for reader in town.readers.values():
        reader.close()
    town.registry.close()


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize(("route", "world"), ASKED, ids=[f"{r.method} {r.path} ({w})" for r, w in ASKED])
def test_a_route_lets_in_whom_its_rule_states(
    route: Declared, world: str, asker: str, walked: tuple[Town, str, dict[str, str]]
) -> None:
    town, address, alerts = walked
    path = route.path.format(
        site=SITES.get(world), home=HOMES.get(world), alert=alerts.get(world), run="run-north", secret="none"
    )
    status = ask(town, address, route.method, path, asker)
    if (expected := refusal(route, world, asker)) is None:
        assert status not in {401, 404, 405, 500}
        assert status != 403 or route.access.who is Who.THIS_MACHINE  # an unknown link, not an unknown asker
    else:
        assert status == expected


def ask(town: Town, address: str, method: str, path: str, asker: str) -> int:
    headers = {"Accept": "application/json"}
    cookies: dict[str, str] = {}
    if asker in {"nobody", "wrong token"}:
        cookies, headers["X-CSRF-Token"] = {"mistel_login": "form"}, "form"
        headers |= {"Authorization": "Bearer wrong"} if asker == "wrong token" else {}
    elif asker.endswith(" by token"):
        headers |= town.token(asker.removesuffix(" by token"))
    else:
        cookies, headers["X-CSRF-Token"] = town.session(asker)
    with (
        httpx.Client(cookies=cookies, headers=headers) as client,
        client.stream(method, address + path) as answer,  # the board's stream has no end
    ):
        return answer.status_code


def refusal(route: Declared, world: str, asker: str) -> int | None:
    """Say, from the rule and the table above alone, how an asker is turned away; None: let in."""
    access = route.access
    person = asker.removesuffix(" by token")
    if access.who in {Who.ANYBODY, Who.THIS_MACHINE}:
        return 403 if asker == "wrong token" and route.method == "POST" else None  # says no to its cookie too
    if asker in {"nobody", "wrong token"}:
        return 401
    if access.who in {Who.BROWSER, Who.NEWCOMER} and asker.endswith(" by token"):
        return 403
    if person == "newcomer":
        return None if access.who is Who.NEWCOMER else 403
    if access.right is None:
        return None
    if access.of is Of.ANY:
        everywhere = ALLOWED[access.right, "real"] | ALLOWED[access.right, "test"]
        return None if person == "stranger" or Role(person) in everywhere else 403
    ruled = "test" if access.of is Of.RUN else world
    return None if person != "stranger" and Role(person) in ALLOWED[access.right, ruled] else 404


@pytest.mark.parametrize("path", ["/static/mistel.css", "/static/board.js", "/static-docs/swagger-ui-bundle.js"])
def test_static_files_are_for_anybody(path: str, walked: tuple[Town, str, dict[str, str]]) -> None:
    town, address, _alerts = walked
    for asker in ASKERS:
        assert ask(town, address, "GET", path, asker) == 200
    assert ask(town, address, "GET", "/static/../api/app.py", "nobody") == 404


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
