"""An innovator alone in a browser: registers, connects, is refused and mends it, tries a detector, reads the report."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboards.tongue import tongue
from mistel import state
from tests.dashboards.test_every_page import WCAG
from tests.journeys.ward import PHONE, browser_page

ROOT = Path(__file__).parents[2]
SAY = tongue("sv").say
SCENARIOS = ("left_home_at_night", "only_looks_out", "falls_in_the_bathroom")
MOST_STEPS = 6
"""From an empty browser to the first reading that is accepted."""
PATIENCE_MS = 60_000


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Run Mistel as anybody may who opens it to innovators; give where its pages are."""
    folder = tmp_path / "state"
    environment = {
        **os.environ,
        "MISTEL_STATE_DIR": str(folder),
        "MISTEL_HTTP_PORT": "0",
        "MISTEL_REGISTRATION": "open",
        "MISTEL_BROKER_ACK_WAIT": "0.5",  # a run ends when nothing can come twice any more
    }
    with subprocess.Popen([sys.executable, "-m", "mistel", "serve"], env=environment, cwd=ROOT) as serving:
        try:
            end = time.monotonic() + 60
            while (running := state.running(folder) if folder.exists() else None) is None or not running.pages_url:
                assert serving.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
            yield running.pages_url
        finally:
            serving.send_signal(signal.SIGINT)


@dataclass
class Innovator:
    """Who sits at the browser; ``steps`` are what was done so far, ``faults`` what axe found on the way."""

    page: Page
    steps: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def does(self, step: str) -> None:
        self.steps.append(step)

    def looks(self) -> None:
        """See whether everybody can use the page that is shown."""
        result = Axe().run(self.page, options=WCAG)
        if result.violations_count:
            self.faults.append(f"{self.page.url}: {result.generate_report()}")

    def copies(self, recipe: str, folder: Path) -> Path:
        """Save the settings of one language from the page, as its button copies them."""
        self.page.locator(f"label[for=recipe-{recipe}]").click()
        name = self.page.locator(f"#text-{recipe}").get_attribute("aria-label") or ""
        file = folder / name
        file.write_text(self.page.locator(f"#text-{recipe}").inner_text(), encoding="utf-8")
        return file


def python(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, file, *words], capture_output=True, text=True, check=False, timeout=60)


def registers(who: Innovator) -> None:
    page = who.page
    page.goto("/join")
    who.does("opens the form")
    page.get_by_role("link", name=SAY("I have a solution to test")).click()
    who.looks()
    page.get_by_label(SAY("What is the solution called?")).fill("Nattvakten")
    for kind in ("device", "detector"):
        page.locator(f"input[name=kinds][value={kind}]").check()
    page.get_by_label(SAY("Which need does it meet?")).fill("Den som går ut på natten hittas fort.")
    page.get_by_label(SAY("Your name")).fill("Eva")
    page.get_by_label(SAY("Your organisation")).fill("Evas verkstad")
    page.get_by_label(SAY("E-mail")).fill("eva@verkstad.example")
    page.get_by_label(re.compile(SAY("Choose a password, of at least 12 characters"))).fill("en lång hemlighet")
    page.get_by_role("button", name=SAY("Register the solution")).click()
    who.does("fills it in and sends it")
    expect(page.get_by_role("heading", level=1, name="Nattvakten")).to_be_visible()
    who.looks()


def tells_a_first_reading(who: Innovator, folder: Path) -> None:
    page = who.page
    page.get_by_role("link", name=SAY("Connect"), exact=True).click()
    who.does("goes to where it is connected")
    page.get_by_role("button", name=SAY("Connect"), exact=True).click()
    who.does("asks for a login")
    who.looks()
    program = who.copies("paho", folder)
    who.does("saves the settings")
    refused = python(program, "motions", "true")
    assert refused.returncode == 1
    assert "Did you mean motion" in refused.stderr
    taken = python(program, "motion", "true")
    who.does("types what the page says")
    assert (taken.returncode, taken.stdout) == (0, "Sent, and nothing was refused.\n")
    assert len(who.steps) <= MOST_STEPS
    page.get_by_role("link", name=SAY("See what arrives")).click()
    expect(page.locator("li.line.refused")).to_have_count(1)
    expect(page.locator("li.line.refused")).to_contain_text("motions")
    expect(page.locator("li.line.told").filter(has_text="motion")).to_have_count(1)
    who.looks()


def tries_a_detector(who: Innovator, solution: str) -> None:
    page = who.page
    page.goto(f"{solution}/connect")
    page.get_by_label(SAY("What it is")).select_option("detector")
    page.get_by_role("button", name=SAY("Connect"), exact=True).click()
    lines = page.locator("#typed-detector").inner_text().splitlines()
    words = [word for line in lines if line.startswith("export ") for word in line.split()[1:]]
    login = dict(word.split("=", 1) for word in words)
    example = [sys.executable, ROOT / "examples" / "detector.py"]
    with subprocess.Popen(example, env={**os.environ, **login}) as detector:
        try:
            page.goto(f"{solution}/try")
            end = time.monotonic() + 30
            while page.locator(".said.warn").count():  # nothing of it is connected yet
                assert time.monotonic() < end
                page.reload()
            who.looks()
            for scenario in SCENARIOS:
                page.locator(f"input[name=scenario][value={scenario}]").check()
            page.get_by_role("button", name=SAY("Start")).click()
            expect(page).to_have_url(re.compile("/runs/run-"))
            who.looks()
            done = page.get_by_role("link", name=SAY("Score"))
            expect(done.first).to_be_visible(timeout=PATIENCE_MS)
        finally:
            detector.terminate()


@pytest.mark.server("chromium")
def test_from_an_empty_browser_to_a_report(address: str, tmp_path: Path) -> None:
    with browser_page(address, {"width": 1280, "height": 900}) as page:
        who = Innovator(page)
        registers(who)
        solution = page.url
        tells_a_first_reading(who, tmp_path)
        tries_a_detector(who, solution)
        page.get_by_role("link", name=SAY("Score")).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Nattvakten")
        who.looks()
        page.set_viewport_size(PHONE)
        who.looks()
        page.goto(solution)
        page.get_by_role("link", name=SAY("Report"), exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Nattvakten")
        who.looks()
    assert who.faults == []
