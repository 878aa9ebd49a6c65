"""Every page of the application: usable by everybody at both sizes, light and dark, and small."""

import asyncio
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from api.access.tokens import kept
from api.app import declared
from care.alerts import Alert, Onset
from care.people import Connection, Device, Home, Role
from care.pulse import FEWEST, QUESTIONS
from care.trials import State
from dashboards.rendering import STATIC
from evaluation.conformance.judging import judge
from store.registry import Run, RunState
from tests.api.checked import three_checks
from tests.api.visited import visit
from tests.api.world import HOMES, NIGHT, SITES, TRIED, Town, answered, build, lent, put_trial, serving
from tests.dashboards.test_browser import FLAGS
from tests.evaluation.conformance.observations import DECLARATIONS, TIMES, good, untimed
from tests.evaluation.scores.tried import five_nights, put

SIZES: dict[str, ViewportSize] = {"wall": {"width": 1920, "height": 1080}, "phone": {"width": 390, "height": 844}}
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
IN_THE_PAGE = "0"
"""Instead of axe's script, once a page has it."""
NO_PAGES = {
    "/": "leads on to the board",
    "/link/{secret}": "leads on to the board",
    "/openapi.json": "is for programs",
    "/ca.pem": "is for devices",
    "/docs": "is Swagger UI, which others make",
    "/load/{plot}": "is a picture on /load",
    "/alerts/{alert}/guideline": "is a part of the alert's page",
    "/apartment/{run}": "is of a run that people act: it is looked at below",
    "/runs/{run}/score/{plot}": "is a picture on /runs/{run}/score",
    "/runs/{run}/report/{form}": "is a file",
    "/trials/{trial}/report/{form}": "is a file",
}
"""What is no page of ours, and why."""

PAGES = [
    route.path
    for route in declared()
    if route.method == "GET"
    and not route.path.startswith(("/api/", "/health", "/metrics"))
    and not route.path.endswith("/stream")
    and route.path not in NO_PAGES
]
PLANNED = (
    "title=Q&solution=floor&home=home-a1&design=before_after&first=2026-04-06&count=2&days=14&aspect_falls=primary"
)
MORE = [
    "/connections/c-mat/check",
    "/solutions/floor/connect?settings=c-mat",
    "/homes/{home}/questionnaires/sheet?instrument=who5&who=resident-{home}+resident&easy=on",
    "/homes/{home}/questionnaires/sheet?instrument=sus&who=-+staff&paper=on",
    "/homes/{home}/questionnaires/sheet?instrument=eq_vas&who=resident-{home}+relative",
    "/homes/{home}/questionnaires/lend?instrument=who5&who=resident-{home}+resident",
    "/pulse?site=north-house",
    "/runs/run-north",
    "/apartment/run-acted",
    "/none",
    "/missed?home={home}",
    "/board?site=north-lab",
    "/board?mine=1",
    "/homes/{own}",
    "/join?as=innovator",
    "/join?as=relative",
    *(f"/trials/new?step={step}&{PLANNED}" for step in ("homes", "design", "aims", "check")),
    "/trials/later",
    "/alerts/{shelved}",
    "/runs/{run}/score?against=try-b",
    "/trials/{trial}/power?mean=1.85",
    "/trials/{trial}/power?mean=nothing",
]
"""Pages whose address says what they show."""

LARGEST = 60_000
LENT = "a-secret"
"""What opens a questionnaire that was lent."""
SCORED = "try-a"
"""A run of a solution that is done."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path_factory.mktemp("pages")))
    for role in Role:
        made.registry.people.grant("care", "north", role)
    mat = Connection(id="c-mat", site=SITES["test"], home=HOMES["test"], name="Mat", solution="floor", created=NIGHT)
    made.registry.connections.add(mat, "hash")
    made.registry.runs.add(acted())
    made.registry.places.add_home(Home(id="flat", site=SITES["test"], name="The test apartment"))
    made.registry.places.add_device(Device(id="mat", home=mat.home, connection=mat.id, name="Mat"))
    three_checks(made, "c-mat", (judge(good(), TIMES, DECLARATIONS), judge(untimed(), TIMES, {})))
    put_trial(made.registry, "later", state=State.DRAFT)
    nights = five_nights(ours=[[105], [130], [], [50], []], rules=[[110], [110], [110], [], []])
    made.registry.answers.add(answered(HOMES["real"]))
    made.registry.answers.lend(lent(HOMES["real"], kept(LENT)), NIGHT)
    for person in range(FEWEST):
        made.registry.pulse.give("north-house", f"p{person}", date(2026, 2, 25), dict.fromkeys(QUESTIONS, 3))
    for run in (SCORED, "try-b"):
        put(made.registry, nights, run=run, left_behind=["silent for 12 s"])
    yield made
    made.close()


def acted() -> Run:
    """A session in the test apartment, with the first step done."""
    spec = {"site": SITES["test"], "home": HOMES["test"], "solution": "floor", "acted": True}
    return Run(
        id="run-acted",
        organisation="north",
        kind="try",
        spec={**spec, "scenarios": ["falls_with_alarm"]},
        state=RunState.RUNNING,
        result={"taps": [{"step": 0, "time": NIGHT.isoformat()}]},
        created=NIGHT,
    )


@pytest.fixture(scope="module")
def alerts(town: Town) -> dict[str, Alert]:
    """Alerts in every state, and what people wrote to them."""
    for home in (HOMES["real"], HOMES["test"]):
        answered = town.raise_alert(home=home, onset=NIGHT - timedelta(hours=1))
        town.desk.acknowledge(answered.id, answered.version, "care")
    town.raise_alert("device_silent")
    town.end_alert(town.raise_alert("inactivity"), NIGHT + timedelta(minutes=15))
    shelved, until = town.raise_alert("door_left_open"), town.clock() + timedelta(hours=2)
    town.desk.put_aside(shelved.id, 1, "care", town.clock(), reason="Airing", until=until)
    town.desk.report("north-house", HOMES["real"], "fall", NIGHT, "care", note="On the floor", at=town.clock())
    town.registry.visits.add(visit(HOMES["real"], "b-1"))
    shown = town.raise_alert("emergency_button")
    town.desk.comment(shown.id, "care", "Called, no answer")
    return {"alert": shown, "shelved": shelved}


@pytest.fixture(scope="module")
def address(town: Town, alerts: dict[str, Alert]) -> Iterator[str]:
    with serving(town) as served:
        yield served


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after the world: no other event loop runs beside Playwright
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def page(browser: Browser, address: str, town: Town) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="sv-SE", reduced_motion="reduce")
    cookies, _csrf = town.session("care")
    context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def evaluators(browser: Browser, address: str, town: Town) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="sv-SE", reduced_motion="reduce")
    cookies, _csrf = town.session("evaluator")
    context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
    yield context.new_page()
    context.close()


def filled(path: str, alerts: dict[str, Alert]) -> str:
    scored = path.startswith(("/runs/{run}/score", "/runs/{run}/report", "/runs/{run}/findings", "/runs/{run}/homes"))
    return path.format(
        home=f"{SCORED}-1" if scored else HOMES["real"],
        own=HOMES["test"],
        resident=f"resident-{HOMES['real']}",
        situation="fall",
        instrument="who5",
        secret=LENT,
        connection=f"box-{HOMES['real']}",
        device="climate",
        solution="floor",
        trial="nights",
        run=SCORED if scored else TRIED,
        **{name: alert.id for name, alert in alerts.items()},
    )


def faults(page: Page, name: str) -> list[str]:
    """Look at a page at both sizes, light and dark."""
    found, axe = [], Axe()
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            result = axe.run(page, options=WCAG)
            axe = Axe(IN_THE_PAGE)
            if result.violations_count:
                found.append(f"{name}, {size}, {scheme}: {result.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            found.append(f"{name} is wider than the {size}")
    return found


@pytest.mark.server("chromium")
@pytest.mark.parametrize("path", [*PAGES, *MORE])
def test_axe_finds_nothing_at_both_sizes_light_and_dark(
    path: str, page: Page, evaluators: Page, alerts: dict[str, Alert]
) -> None:
    shown = evaluators if path.startswith("/trials") else page
    shown.goto(filled(path, alerts))
    assert faults(shown, path) == []


@pytest.mark.server("chromium")
def test_axe_finds_nothing_where_forms_are_open_and_where_the_connection_is_lost(
    page: Page, alerts: dict[str, Alert]
) -> None:
    page.goto("/board?site=north-lab")
    page.get_by_role("button", name="Avsluta").first.click()
    found = faults(page, "closing")
    page.goto(f"/alerts/{alerts['alert'].id}")
    for name in ("Skriv en anteckning", "Lämna till någon", "Lägg åt sidan"):
        page.get_by_role("button", name=name).first.click()
    found += faults(page, "writing")
    page.route("**/board/stream*", lambda route: route.abort())
    page.goto("/board")
    expect(page.locator("#lost")).to_be_visible()
    found += faults(page, "lost")
    page.unroute("**/board/stream*")
    assert found == []


@pytest.mark.parametrize("path", [*PAGES, *MORE])
def test_a_page_with_its_styles_and_scripts_is_under_60_kb(
    path: str, address: str, town: Town, alerts: dict[str, Alert]
) -> None:
    cookies, _csrf = town.session("care")
    with httpx.Client(base_url=address, cookies=cookies, headers={"Accept": "text/html"}) as client:
        html = client.get(filled(path, alerts)).text
    assert weight(html) < LARGEST


def weight(html: str) -> int:
    """Give the bytes of a page with all of our files that it loads; scripts bring those that they import."""
    files, waiting = set[Path](), [STATIC / name for name in re.findall(r'(?:src|href)="/static/([^"]+)"', html)]
    while waiting:
        file = waiting.pop()
        if file not in files:
            files.add(file)
            imported = re.findall(r'from "\./([^"]+)"', file.read_text()) if file.suffix == ".js" else []
            waiting += [STATIC / name for name in imported]
    return len(html.encode()) + sum(file.stat().st_size for file in files)


def test_a_board_with_200_open_alerts_is_under_60_kb(town: Town, address: str, alerts: dict[str, Alert]) -> None:
    onsets = [Onset("fall", HOMES["real"], None, NIGHT - timedelta(days=2, seconds=n)) for n in range(200)]
    raised = town.desk.apply(onsets, SITES["real"])
    cookies, _csrf = town.session("care")
    with httpx.Client(base_url=address, cookies=cookies, headers={"Accept": "text/html"}) as client:
        html = client.get("/board").text
    assert f"{len(raised) + 4} öppna larm" in html
    assert weight(html) < LARGEST
