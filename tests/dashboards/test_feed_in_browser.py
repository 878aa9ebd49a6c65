"""A connection's feed in a real browser: what comes stands on top, it can be held still, and chosen from."""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.feed import AT_FIRST
from care.events import Event, Refusal
from store.journal import Journal
from tests.api.world import HOMES, NIGHT, SITES, Town, build, serving
from tests.journeys.ward import WALL, browser_page

pytestmark = pytest.mark.server("chromium")

HOME, SITE = HOMES["test"], SITES["test"]
BOX = f"box-{HOME}"
EVENT = Event(SITE, HOME, "climate", "temperature", NIGHT, 20.0, NIGHT)
REFUSAL = Refusal(
    site=SITE,
    home=HOME,
    connection=BOX,
    topic=f"mistel/{SITE}/{HOME}/{BOX}/events",
    reason="wrong_unit",
    field="u",
    says="temperature has 'Cel', not 'F'.",
    mend="Send it with 'Cel'.",
    excerpt='[{"n":"temperature","v":70,"u":"F"}]',
    received=NIGHT + timedelta(hours=1),
)

Keep = Callable[..., None]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = asyncio.run(build(tmp_path))
    yield made
    made.close()


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Keep]:
    """Keep as the site's gateway does; in a thread, for Playwright has a loop in this one."""

    async def kept(*said: Event | Refusal) -> None:
        async with Journal.open(tmp_path, SITE) as journal:
            await journal.keep(
                [one for one in said if isinstance(one, Event)], [one for one in said if isinstance(one, Refusal)]
            )

    with ThreadPoolExecutor(1) as thread:
        yield lambda *said: thread.submit(asyncio.run, kept(*said)).result()


def warm(degrees: float) -> Event:
    time = NIGHT + timedelta(hours=1, seconds=degrees)
    return replace(EVENT, value=degrees, time=time, received=time)


def test_what_comes_stands_on_top_is_held_still_and_chosen_from(town: Town, keep: Keep) -> None:
    with serving(town) as address, browser_page(address, WALL) as page:
        cookies, _ = town.session("innovator")
        page.context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
        page.goto(f"/connections/{BOX}/feed")
        expect(page.locator("#live")).to_be_visible()
        lines = page.locator(".feed .line")
        before = lines.count()

        keep(warm(31), REFUSAL)
        expect(lines).to_have_count(before + 2)
        expect(lines.nth(0)).to_contain_text("31 °C")
        expect(lines.nth(1)).to_contain_text("Fel enhet")
        expect(page.locator("#glance")).to_contain_text(re.compile(r"Avvisat på en timme\s*2"))

        page.get_by_role("button", name="Pausa").click()
        keep(warm(32), warm(33))
        held = page.get_by_role("button", name="Fortsätt (2 nya)")
        expect(held).to_be_visible()
        expect(lines).to_have_count(before + 2)
        held.click()
        expect(lines).to_have_count(before + 4)
        expect(lines.nth(0)).to_contain_text("33 °C")

        page.get_by_label("Visa").select_option("refused")
        expect(page.locator(".feed .line:visible")).to_have_count(2)
        expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(r"only=refused$"))
        keep(warm(34))
        expect(lines).to_have_count(before + 5)
        expect(page.locator(".feed .line:visible")).to_have_count(2)
        page.get_by_label("Visa").select_option("")
        page.get_by_label("Som innehåller texten").fill("34 °c")
        expect(page.locator(".feed .line:visible")).to_have_count(1)


def test_a_page_that_was_away_for_long_says_that_something_may_be_missing(town: Town, keep: Keep) -> None:
    with serving(town) as address, browser_page(address, WALL) as page:
        cookies, _ = town.session("innovator")
        page.context.add_cookies([{"name": "mistel", "value": cookies["mistel"], "url": address}])
        page.route("**/feed/stream", lambda route: route.abort())
        page.goto(f"/connections/{BOX}/feed")
        expect(page.locator("#lost")).to_be_visible()
        keep(*(warm(n / 2) for n in range(AT_FIRST)))
        page.unroute("**/feed/stream")
        expect(page.locator(".feed .line")).not_to_have_count(0)
        expect(page.get_by_text("medan sidan inte var ansluten")).to_be_visible(timeout=20_000)
        expect(page.locator("#lost")).to_be_hidden()
