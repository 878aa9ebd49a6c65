"""The pages in a real browser: an alert comes, is answered and closed; and every page can be used by everybody."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.access.sessions import login_link
from care.alerts import Closing, Outcome, State
from care.people import Role
from tests.api.world import NIGHT, PASSWORD, Town, build, serving

pytestmark = pytest.mark.server("chromium")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path_factory.mktemp("browser")))
    for role in Role:
        made.registry.people.grant("care", "north", role)
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with serving(town) as served:
        yield served


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after the world: no other event loop runs beside Playwright
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="sv-SE", viewport={"width": 1920, "height": 1080})
    said: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [line for line in said if "Failed to load resource" not in line] == []


def log_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-post").fill("care@north.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Ansluten, uppdateras av sig själv")).to_be_visible()


def test_an_alert_arrives_without_reload_and_is_answered_and_closed(page: Page, town: Town) -> None:
    log_in(page)
    page.evaluate("window.same = true")
    expect(page.get_by_text("Inga öppna larm")).to_be_visible()

    alert = town.raise_alert()
    row = page.locator(f"#alert-{alert.id}")
    expect(row).to_contain_text("Hög prioritet")
    expect(row).to_contain_text("Ytterdörren öppnades 01:12. Därefter ingen rörelse.")
    expect(row).to_contain_text("Lägenhet S12")
    expect(row.locator("[data-age]")).to_have_text("8 min")
    expect(page).to_have_title("(1) Larm · Mistel")

    seen = row.get_by_role("button", name="Jag har sett det")
    seen.focus()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("har sett det")
    expect(row.locator(":focus")).to_be_visible()  # whoever uses a keyboard is still there

    row.get_by_role("button", name="Jag är på väg").click()
    expect(row).to_contain_text("Kim care är på väg")

    row.get_by_role("button", name="Avsluta").click()
    row.get_by_label("Orsak").fill("Letade efter katten")
    town.end_alert(alert, NIGHT + timedelta(minutes=20))  # changes the row while somebody writes in it
    expect(page.locator('[data-shelf="recent"]').locator(row)).to_contain_text("Rörelse inne igen 01:32.")
    expect(row.get_by_label("Orsak")).to_have_value("Letade efter katten")
    row.get_by_label("Minuter det tog").fill("12")
    row.get_by_role("button", name="Sant larm").click()
    expect(row).to_contain_text("Avslutat · Sant larm · Letade efter katten · 12 min")
    expect(page.get_by_text("Inga öppna larm")).to_be_visible()
    assert page.evaluate("window.same")

    kept = town.registry.alerts.get(alert.id)
    assert kept.state is State.CLOSED
    assert kept.closing == Closing(outcome=Outcome.TRUE, cause="Letade efter katten", minutes=12)


def test_who_comes_second_is_told_so_and_sees_what_holds(page: Page, town: Town) -> None:
    alert = town.raise_alert("emergency_button")
    log_in(page)
    row = page.locator(f"#alert-{alert.id}")
    expect(page.get_by_text("Ansluten")).to_be_visible()  # the first snapshot has come: nothing sets the version back
    page.evaluate(f"document.getElementById('alert-{alert.id}').dataset.version = 7")  # as if it had changed just now
    row.get_by_role("button", name="Jag har sett det").click()
    expect(row).to_contain_text("Någon annan hann före.")
    town.desk.acknowledge(alert.id, alert.version, "evaluator")
    expect(row).to_contain_text("har sett det")


def test_without_a_connection_the_board_says_so_and_heals_by_itself(page: Page) -> None:
    page.route("**/board/stream*", lambda route: route.abort())
    page.goto("/login")
    page.get_by_label("E-post").fill("care@north.example")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert").filter(has_text="INGEN KONTAKT sedan")).to_be_visible()
    page.unroute("**/board/stream*")
    expect(page.locator("#lost")).to_be_hidden(timeout=15_000)


def test_a_link_logs_in_once_on_this_machine(page: Page, town: Town, address: str) -> None:
    link = login_link(town.registry, "care", town.clock(), address)
    page.goto(link)
    expect(page).to_have_url(re.compile("/board$"))
    page.goto(link)
    expect(page.get_by_text("Länken är redan använd")).to_be_visible()


def test_the_language_is_switched_in_the_page(page: Page) -> None:
    page.goto("/login")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_documentation_works_without_anything_from_elsewhere(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    log_in(page)
    page.goto("/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
