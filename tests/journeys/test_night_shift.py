"""A night shift at the board: twenty alerts, each seen, gone to, arrived at, closed; by mouse, keyboard and phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from care.alerts import Alert, Closing, Outcome
from tests.api.world import SITES, Town, serving
from tests.journeys.ward import PHONE, WALL, all_closed, browser_page, log_in, twenty_alerts, ward

pytestmark = pytest.mark.server("chromium")

SMALLEST = "all => Math.min(...all.map(one => one.getBoundingClientRect()).flatMap(box => [box.width, box.height]))"


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = ward(tmp_path_factory.mktemp("ward"))
    yield made
    made.close()


def rows(page: Page) -> list[str]:
    return page.locator('[data-shelf="open"] .row').evaluate_all("rows => rows.map(row => row.dataset.id)")


def test_by_mouse_on_the_wall(town: Town) -> None:
    alerts = twenty_alerts(town)
    with serving(town) as address, browser_page(address, WALL) as page:
        log_in(page)
        expect(page.locator("[data-summary]")).to_have_text("20 öppna larm, 20 obesvarade")
        for alert_id in rows(page):
            answer(page, alert_id)
        expect(page.get_by_text("Inga öppna larm")).to_be_visible()
    assert all_closed(town, alerts)


def test_with_a_thumb_on_the_phone(town: Town) -> None:
    alerts = twenty_alerts(town)
    with serving(town) as address, browser_page(address, PHONE, touch=True) as page:
        log_in(page)
        least = page.locator(".moves button, .tools button, .tools a").evaluate_all(SMALLEST)
        assert least >= 44, "something is too small for a thumb"
        for alert_id in rows(page):
            answer(page, alert_id, by_thumb=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        expect(page.get_by_text("Inga öppna larm")).to_be_visible()
    assert all_closed(town, alerts)


def answer(page: Page, alert_id: str, *, by_thumb: bool = False) -> None:
    row = page.locator(f"#alert-{alert_id}")
    for name in ("Jag har sett det", "Jag är på väg", "Jag är framme", "Avsluta", "Sant larm"):
        button = row.get_by_role("button", name=name)
        if by_thumb:
            button.tap()
        else:
            button.click()
    expect(row).to_contain_text("Avslutat · Sant larm")


def test_by_keyboard_alone(town: Town) -> None:
    alerts = twenty_alerts(town)
    with serving(town) as address, browser_page(address, WALL) as page:
        log_in(page, by_keyboard=True)
        expect(page.locator('[data-shelf="open"] .row')).to_have_count(20)
        for left in range(20, 0, -1):
            page.keyboard.press("j")  # to the topmost: the most urgent
            row = page.locator(".row:focus")
            alert_id = row.get_attribute("data-id")
            assert alert_id == rows(page)[0]
            here = page.locator(f"#alert-{alert_id}")
            for key, then in (("s", "Kim care har sett det"), ("w", "Kim care är på väg"), ("t", "Kim care är framme")):
                page.keyboard.press(key)
                expect(here).to_contain_text(then)
                expect(here.locator(":focus").or_(page.locator(f"#alert-{alert_id}:focus"))).to_have_count(1)
            page.keyboard.press("c")
            expect(here.get_by_role("button", name="Sant larm")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator('[data-shelf="open"] .row')).to_have_count(left - 1)
        expect(page.locator("[data-summary]")).to_have_text("Inga öppna larm")
    assert all_closed(town, alerts)


def test_letters_are_keys_no_more_once_that_is_turned_off(town: Town) -> None:
    alerts = twenty_alerts(town)
    with serving(town) as address, browser_page(address, WALL) as page:
        log_in(page)
        page.get_by_text("Tangenter", exact=True).click()
        page.get_by_label("Bokstäver fungerar som tangenter").uncheck()
        page.locator(f"#alert-{rows(page)[0]}").focus()
        page.keyboard.press("s")
        page.keyboard.press("ArrowDown")  # arrows still do
        assert page.locator(".row:focus").get_attribute("data-id") == rows(page)[1]
    assert {town.registry.alerts.get(alert.id).version for alert in alerts} == {1}


def test_a_connection_that_is_cut_is_unmistakable_and_comes_back_with_all_there_is(town: Town) -> None:
    alerts = twenty_alerts(town)
    with serving(town) as address:
        port = int(address.rpartition(":")[2])
        cut = browser_page(address, WALL)
        page = cut.__enter__()
        log_in(page)
    expect(page.get_by_role("alert").filter(has_text="INGEN KONTAKT sedan")).to_be_visible()
    for alert in alerts[:5]:
        closed = town.desk.on_the_way(alert.id, alert.version, "care")
        town.desk.close(alert.id, closed.version, "care", closing=Closing(outcome=Outcome.FALSE))
    new = town.raise_alert("emergency_button")
    with serving(town, port=port):
        expect(page.locator("#lost")).to_be_hidden(timeout=20_000)
        expect(page.locator('[data-shelf="open"] .row')).to_have_count(16)
        assert set(rows(page)) == {a.id for a in town.registry.alerts.open([SITES["real"]])}
        assert new.id in rows(page)
        cut.__exit__(None, None, None)


def test_sound_is_turned_on_by_one_press_and_tells_the_priority_and_says_when_it_is_blocked(town: Town) -> None:
    def last(page: Page) -> str | None:
        return page.locator("#sound").get_attribute("data-last")

    with serving(town) as address, browser_page(address, WALL) as page:
        log_in(page)
        sound = page.get_by_role("button", name="Ljud på")
        expect(sound).to_have_attribute("aria-pressed", "false")
        sound.click()
        expect(sound).to_have_attribute("aria-pressed", "true")
        for situation, priority in (("inactivity", "medium"), ("emergency_button", "high"), ("battery_low", "low")):
            alert: Alert = town.raise_alert(situation)
            expect(page.locator(f"#alert-{alert.id}")).to_be_visible()
            expect(sound).to_have_attribute("data-last", priority)
        played = sound.get_attribute("data-played")
        town.desk.acknowledge(alert.id, 1, "care")
        expect(page.locator(f"#alert-{alert.id}")).to_contain_text("har sett det")
        assert sound.get_attribute("data-played") == played  # an answer makes no noise
        page.reload()
        expect(page.get_by_text("Webbläsaren är tyst tills du trycker på")).to_be_visible()
        assert last(page) is None
