"""A ward at night for the journeys: homes, a nurse, twenty alerts, and a browser in which she answers them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from care.alerts import Alert, Onset, State
from care.people import Home, Resident
from tests.api.world import NIGHT, PASSWORD, SITES, Town, build
from tests.dashboards.test_browser import FLAGS

WALL: ViewportSize = {"width": 1920, "height": 1080}
PHONE: ViewportSize = {"width": 390, "height": 844}
SITUATIONS = ("fall", "left_home_at_night", "no_return_to_bed", "inactivity", "device_silent")
QUICK = timedelta(milliseconds=5)
"""How long the board gathers changes here: a journey has hundreds of them."""


@dataclass
class Running:
    """A clock that runs as the machine's, from that night on."""

    begun: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return NIGHT + timedelta(minutes=18, seconds=time.monotonic() - self.begun)


def ward(folder: Path, homes: int = 20) -> Town:
    """Make the small world with a ward of so many homes."""
    town = asyncio.run(build(folder))
    places = town.registry.places
    for number in range(homes):
        home = f"ward-{number:02d}"
        places.add_home(Home(id=home, site=SITES["real"], name=f"Lägenhet {1101 + number}"))
        places.add_resident(Resident(id=f"resident-{number:02d}", home=home))
    return Town(replace(town.platform, flush=QUICK), town.clock, town.readers)


def twenty_alerts(town: Town) -> list[Alert]:
    """Raise an alert in each home of the ward, of all priorities."""
    onsets = [
        Onset(SITUATIONS[n % 5], f"ward-{n:02d}", f"resident-{n:02d}", town.clock() - timedelta(minutes=n))
        for n in range(20)
    ]
    return town.desk.apply(onsets, SITES["real"])


@contextmanager
def browser_page(address: str, size: ViewportSize, *, touch: bool = False) -> Iterator[Page]:
    """Open a page in Chromium; what it complains of in its console fails the journey."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(base_url=address, locale="sv-SE", viewport=size, has_touch=touch)
        page, said = context.new_page(), list[str]()
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
        browser.close()
    assert said == []


def log_in(page: Page, *, by_keyboard: bool = False) -> None:
    """Log in as the nurse, and wait until the board is live."""
    page.goto("/login")
    if by_keyboard:
        expect(page.get_by_label("E-post")).to_be_focused()  # Chromium gives it the focus a moment after loading
        page.keyboard.type("care@north.example")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
    else:
        page.get_by_label("E-post").fill("care@north.example")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Ansluten, uppdateras av sig själv")).to_be_visible()


def all_closed(town: Town, alerts: list[Alert]) -> bool:
    """Tell whether each alert was seen, gone to, arrived at and closed by the nurse."""
    kept = [town.registry.alerts.get(alert.id) for alert in alerts]
    return all(a.state is State.CLOSED and a.responder == "care" and a.arrived and a.acknowledged for a in kept)
