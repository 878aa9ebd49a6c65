"""An evaluator in a browser: plans a trial step by step, freezes it; a resident answers; the report is opened."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from care.people import Home, Resident
from care.trials import Aspect, Condition, Design, State
from dashboards.tongue import tongue
from tests.api.world import HOMES, SITES, Town, build, serving
from tests.dashboards.test_browser import FLAGS
from tests.dashboards.test_every_page import WCAG

pytestmark = pytest.mark.server("chromium")

SAY = tongue("sv").say
TABLET: Final[ViewportSize] = {"width": 768, "height": 1024}
ROOMS: Final = 4


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path_factory.mktemp("evaluator")))
    for number in range(ROOMS):
        home = f"room-{number}"
        made.registry.places.add_home(Home(id=home, site=SITES["real"], name=f"Rum {number}"))
        made.registry.places.add_resident(Resident(id=f"resident-{number}", home=home, parameters={}))
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


def opened(browser: Browser, address: str, town: Town, person: str, *, touch: bool = False) -> Page:
    """Give a page of a person's browser, a tablet's where it is touched."""
    size: ViewportSize = TABLET if touch else {"width": 1280, "height": 900}
    context = browser.new_context(
        base_url=address, locale="sv-SE", viewport=size, has_touch=touch, reduced_motion="reduce"
    )
    cookies, _csrf = town.session(person)
    context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
    return context.new_page()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=SAY(words), exact=True).click()


def looks(page: Page) -> None:
    """See whether everybody can use the page that is shown."""
    result = Axe().run(page, options=WCAG)
    assert not result.violations_count, f"{page.url}: {result.generate_report()}"


def test_an_evaluator_sets_a_trial_up_step_by_step_and_freezes_it(browser: Browser, address: str, town: Town) -> None:
    page = opened(browser, address, town, "evaluator")
    page.goto("/trials")
    page.get_by_role("link", name=SAY("Plan a trial")).click()
    page.get_by_label(SAY("What the trial is called")).fill("Lugnare nätter")
    page.get_by_label(SAY("Solution")).select_option("floor")
    page.get_by_label(SAY("Which need is it to meet?")).select_option("bathrooms")
    press(page, "Next")
    press(page, "Next")  # no home chosen
    expect(page.get_by_role("alert")).to_be_visible()
    for number in range(ROOMS):
        page.get_by_label(f"Rum {number}").check()
    press(page, "Next")
    looks(page)
    page.get_by_label(SAY("First day")).fill("2026-04-06")
    press(page, "Next")
    press(page, "Back")
    press(page, "Back")
    expect(page.get_by_label("Rum 1")).to_be_checked()  # going back loses nothing
    press(page, "Next")
    press(page, "Next")
    page.locator("select[name=aspect_night_visits]").select_option("primary")
    page.locator("input[name=margin_night_visits]").fill("25")
    looks(page)
    press(page, "Next")
    expect(page.get_by_text(SAY("Nothing stands in the way of this plan."))).to_be_visible()
    looks(page)
    press(page, "Save as a draft")
    looks(page)
    press(page, "Freeze the plan and draw the lot")
    expect(page.get_by_role("heading", name=SAY("Who has the solution when"))).to_be_visible()
    looks(page)
    trial = next(one for one in town.registry.trials.all() if one.plan.title == "Lugnare nätter")
    assert (trial.state, trial.plan.design, trial.plan.need) == (State.FROZEN, Design.STEPPED_WEDGE, "bathrooms")
    assert (trial.plan.primary.indicator, trial.plan.primary.margin) == ("night_visits", 0.25)
    guards = {aim.indicator for aim in trial.plan.aims if aim.aspect is Aspect.GUARDRAIL}
    assert guards == {"contact_minutes", "staff_load"}
    assert sorted(trial.allocation.values()) == [0, 1, 2, 3]
    expect(page.locator("td.solution")).to_have_count(
        sum(sequence.count(Condition.SOLUTION) for sequence in trial.plan.sequences)
    )
    row = page.get_by_role("row", name="Rum 0").filter(has_text="resident-0")
    row.get_by_role("button").click()
    expect(page.get_by_text("samtycker sedan")).to_have_count(1)
    page.context.close()


def test_a_resident_answers_at_a_tablet_by_touch_and_the_next_by_keyboard(
    browser: Browser, address: str, town: Town
) -> None:
    page = opened(browser, address, town, "care", touch=True)
    page.goto(f"/homes/{HOMES['real']}/questionnaires")
    page.get_by_label("Vad?").select_option("umux_lite")
    page.get_by_role("button", name=SAY("Begin on this screen")).tap()
    expect(page.locator("fieldset:visible")).to_have_count(1)
    looks(page)
    page.locator("fieldset:visible label").first.tap()
    page.get_by_role("button", name=SAY("Next")).tap()
    page.locator("fieldset:visible label").last.tap()
    page.get_by_role("button", name="Klar").tap()
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    page.goto(f"/homes/{HOMES['real']}/questionnaires/sheet?instrument=umux_lite&who=-+staff&easy=on")
    for _question in range(2):
        page.locator("fieldset:visible input").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack!")).to_be_visible()
    assert len(town.registry.answers.of_home(HOMES["real"])) == 2
    page.context.close()


def test_the_report_opens_when_the_trial_is_over_and_not_before(browser: Browser, address: str, town: Town) -> None:
    page = opened(browser, address, town, "evaluator")
    page.goto("/trials")
    page.get_by_role("link", name="Quieter nights").click()
    page.get_by_role("link", name=SAY("Report"), exact=True).click()
    expect(page).to_have_url(f"{address}/trials/nights/report")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quieter nights")
    expect(page.get_by_text(SAY("Too little data")).first).to_be_visible()
    looks(page)
    town.clock.at -= timedelta(days=5)
    page.goto("/trials/nights")
    expect(page.get_by_role("link", name=SAY("Report"), exact=True)).to_have_count(0)
    expect(page.get_by_text("pågår till")).to_be_visible()
    answer = page.goto("/trials/nights/report")
    assert answer is not None
    assert answer.status == 409
    page.context.close()
