"""Steps are ticked off on an alert's page in a real browser, and colleagues' ticks show by themselves."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from api import guidance
from tests.api.world import Town, build, serving

pytestmark = pytest.mark.server("chromium")

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path_factory.mktemp("guideline")))
    yield made
    made.close()


def test_a_step_is_ticked_by_keyboard_without_reload_and_a_colleagues_tick_shows(town: Town) -> None:
    alert = town.raise_alert("fall")
    with serving(town) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(base_url=address, locale="sv-SE", viewport=PHONE)
        cookies, _ = town.session("care")
        context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
        page = context.new_page()
        page.clock.install()
        page.goto(f"/alerts/{alert.id}")
        page.evaluate("window.same = true")
        steps = page.locator(".steps li")

        steps.nth(2).get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect(steps.nth(2)).to_contain_text("Kim care")
        expect(steps.nth(2).get_by_role("button")).to_have_attribute("aria-pressed", "true")
        expect(steps.nth(2).get_by_role("button")).to_be_focused()

        colleague = town.registry.people.get("administrator")
        guidance.tick(town.platform, colleague, alert.id, 1, done=True)
        page.clock.run_for(11_000)
        expect(steps.nth(0)).to_contain_text("Kim administrator")
        expect(steps.nth(2).get_by_role("button")).to_be_focused()
        assert page.evaluate("window.same")
        browser.close()
    assert sorted(tick.step for tick in town.registry.guidelines.ticks(alert.id)) == [1, 3]
