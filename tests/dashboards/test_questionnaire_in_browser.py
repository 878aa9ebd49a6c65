"""A questionnaire is filled in on a tablet: by touch, by keyboard alone, and without scripts."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from care.questionnaires import Answered
from tests.api.world import HOMES, Town, build, serving
from tests.dashboards.test_browser import FLAGS

pytestmark = pytest.mark.server("chromium")

TABLET: Final[ViewportSize] = {"width": 768, "height": 1024}
HOME: Final = HOMES["real"]
SHEET: Final = f"/homes/{HOME}/questionnaires/sheet?instrument={{}}&who=resident-{HOME}+resident&easy=on"
VOICES: Final = """
window.said = [];
const voice = { lang: "sv-SE", get localService() { return !window.far; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [voice], speak: (one) => window.said.push(one.text), cancel: () => {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A machine with a Swedish voice: its own, or one far away."""
ENOUGH: Final = 44
"""Pixels that a target must have; ours are far larger."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path_factory.mktemp("questionnaire")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with serving(town) as served:
        yield served


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:  # after the server: no other event loop runs beside Playwright
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield launched
        launched.close()


def tablet(browser: Browser, address: str, town: Town, **more: Any) -> Page:
    context = browser.new_context(base_url=address, locale="sv-SE", viewport=TABLET, reduced_motion="reduce", **more)
    cookies, _csrf = town.session("care")
    context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
    return context.new_page()


def newest(town: Town) -> Answered:
    return max(town.registry.answers.of_home(HOME), key=lambda one: len(one.answers))


@pytest.fixture(autouse=True)
def anew(town: Town) -> None:
    for one in town.registry.answers.of_home(HOME):
        town.registry.answers.remove(one.id, by="care", at=town.clock())


def test_a_resident_answers_by_touch_one_question_at_a_time_and_gives_the_tablet_back(
    browser: Browser, address: str, town: Town
) -> None:
    page = tablet(browser, address, town, has_touch=True)
    page.goto(f"/homes/{HOME}/questionnaires")
    page.get_by_label("Vad?").select_option("who5")
    page.get_by_role("button", name="Börja på den här skärmen").tap()
    for number, words in enumerate(("Hela tiden", "Det mesta av tiden", "Aldrig", "Hela tiden"), start=1):
        expect(page.get_by_text(f"Fråga {number} av 5")).to_be_visible()
        expect(page.locator("fieldset:visible")).to_have_count(1)
        page.get_by_text(words, exact=True).locator("visible=true").tap()
        page.get_by_role("button", name="Nästa").tap()
    page.get_by_role("button", name="Tillbaka").tap()
    expect(page.get_by_role("radio", name="Hela tiden")).to_be_checked()
    page.get_by_role("button", name="Nästa").tap()
    page.get_by_role("button", name="Klar").tap()
    expect(page.get_by_role("alert").locator("visible=true")).to_have_text("Välj ett svar, eller tryck på Hoppa över.")
    page.get_by_text("Mer än halva tiden").locator("visible=true").tap()
    page.get_by_role("button", name="Klar").tap()
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    one = newest(town)
    assert one.answers == {"cheerful": 5, "calm": 4, "active": 0, "rested": 5, "interested": 3}
    assert (one.resident, one.is_proxy, one.easy) == (f"resident-{HOME}", False, True)
    page.context.close()


def test_by_keyboard_alone_arrows_choose_enter_goes_on_and_a_question_is_skipped(
    browser: Browser, address: str, town: Town
) -> None:
    page = tablet(browser, address, town)
    page.goto(SHEET.format("umux_lite"))
    page.locator("fieldset:visible input").first.focus()
    page.keyboard.press("ArrowDown")  # from nothing to the second, as browsers do
    page.keyboard.press("Enter")
    expect(page.get_by_text("Fråga 2 av 2")).to_be_visible()
    expect(page.locator("fieldset:visible .asked")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Hoppa över").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    assert newest(town).answers == {"capable": 2}
    assert page.evaluate("sessionStorage.length") == 0  # nothing of it stays on the tablet
    page.context.close()


def test_choosing_alone_never_goes_on_and_a_reload_loses_nothing(browser: Browser, address: str, town: Town) -> None:
    page = tablet(browser, address, town)
    page.goto(SHEET.format("who5"))
    page.get_by_text("Hela tiden", exact=True).locator("visible=true").click()
    expect(page.get_by_text("Fråga 1 av 5")).to_be_visible()
    page.get_by_role("button", name="Nästa").click()
    page.get_by_text("Aldrig").locator("visible=true").click()
    page.reload()
    expect(page.get_by_text("Fråga 2 av 5")).to_be_visible()
    expect(page.get_by_role("radio", name="Aldrig")).to_be_checked()
    page.get_by_role("link", name="Sluta utan att spara svaren").click()
    expect(page.get_by_role("heading", name="Frågeformulär")).to_be_visible()
    page.goto(SHEET.format("who5"))
    expect(page.get_by_text("Fråga 1 av 5")).to_be_visible()
    assert page.locator("input[type=radio]:checked").count() == 0
    assert town.registry.answers.of_home(HOME) == []
    page.context.close()


def test_everything_that_is_pressed_is_large_and_words_stand_beside_every_picture(
    browser: Browser, address: str, town: Town
) -> None:
    page = tablet(browser, address, town)
    page.goto(SHEET.format("sus"))
    page.set_viewport_size({"width": TABLET["height"], "height": TABLET["width"]})  # it may lie, too
    expect(page.get_by_role("button", name="Nästa")).to_be_in_viewport(ratio=1)
    for target in page.locator(".answers label:visible, .steps button:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= ENOUGH
        assert target.inner_text().strip()
    page.context.close()


def test_without_scripts_all_questions_stand_below_each_other_and_can_be_answered(
    browser: Browser, address: str, town: Town
) -> None:
    page = tablet(browser, address, town, java_script_enabled=False)
    page.goto(SHEET.format("umux_lite"))
    page.get_by_text("Stämmer helt").nth(0).click()
    page.get_by_text("Stämmer inte alls").nth(1).click()
    page.get_by_role("button", name="Klar").click()
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    assert newest(town).answers == {"capable": 7, "easy": 1}
    page.context.close()


def test_a_tablet_that_is_lent_shows_the_questions_and_nothing_else_of_mistel(
    browser: Browser, address: str, town: Town
) -> None:
    page = tablet(browser, address, town, has_touch=True)
    page.goto(f"/homes/{HOME}/questionnaires")
    page.get_by_label("Vad?").select_option("umux_lite")
    page.get_by_role("button", name="Låna ut utan din inloggning").tap()
    page.get_by_role("button", name="Logga ut mig och öppna här").tap()
    for number, choice in enumerate(("Stämmer helt", "Stämmer inte alls"), start=1):
        expect(page.get_by_text(f"Fråga {number} av 2")).to_be_visible()
        expect(page.locator("fieldset:visible")).to_have_count(1)
        page.get_by_text(choice).locator("visible=true").tap()
        page.get_by_role("button", name="Nästa" if number == 1 else "Klar").tap()
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    expect(page.locator("a:visible")).to_have_count(1)
    expect(page.locator("a:visible")).to_have_attribute("href", "#main")
    assert newest(town).answers == {"capable": 7, "easy": 1}
    page.goto(f"/homes/{HOME}/questionnaires")
    expect(page.get_by_role("button", name="Logga in")).to_be_visible()
    page.context.close()


def test_a_question_is_read_aloud_by_a_voice_of_the_tablet_itself_or_the_button_is_not_there(
    browser: Browser, address: str, town: Town
) -> None:
    page = tablet(browser, address, town)
    page.add_init_script(VOICES)
    page.goto(SHEET.format("umux_lite"))
    page.get_by_role("button", name="Lyssna").click()
    said = page.evaluate("window.said")
    assert said[:2] == ["Det systemet kan göra motsvarar mina behov", "Det kan göra det jag behöver."]
    assert said[-1] == "Stämmer helt"
    page.get_by_role("button", name="Hoppa över").click()
    expect(page.get_by_role("button", name="Lyssna")).to_have_attribute("aria-pressed", "false")
    page.add_init_script("window.far = true")
    page.goto(SHEET.format("umux_lite"))
    expect(page.get_by_role("button", name="Nästa")).to_be_visible()
    expect(page.locator(".listen")).to_be_hidden()
    page.context.close()


def test_a_paper_is_entered_with_number_keys(browser: Browser, address: str, town: Town) -> None:
    page = tablet(browser, address, town)
    page.goto(SHEET.format("who5") + "&paper=on")
    page.get_by_label("Besvarat den").fill("2026-03-01")
    page.locator("fieldset input").first.focus()
    for key in "53":
        page.keyboard.press(key)
    page.keyboard.press("Tab")  # nothing was crossed at the third
    page.locator("fieldset").nth(3).locator("input").first.focus()
    for key in "01":
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Spara")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("ingen poäng: för mycket hoppades över")).to_be_visible()
    assert newest(town).answers == {"cheerful": 5, "calm": 3, "rested": 0, "interested": 1}
    page.get_by_role("button", name="Det blev fel: ta bort").click()
    expect(page.get_by_text("Inget har besvarats än.")).to_be_visible()
    page.context.close()
