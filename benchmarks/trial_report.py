"""A trial of 200 homes over 180 days: how long its report takes, from the sources to the page, and how much memory.

The trial is simulated and written first, which is not counted. The report is made by a process of its own.
"""

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from benchmarks.figure import Figure
from care.clock import wall_now
from care.people import OWN
from dashboards.report.printed import as_html
from dashboards.tongue import tongue
from dashboards.trial_report.plots import drawn
from dashboards.trial_report.written import document
from evaluation.trials.readings import SiteReadings
from evaluation.trials.reported import report_of
from evaluation.trials.simulated.made import make
from evaluation.trials.simulated.pilot import Pilot
from store.registry import Registry

PILOT = Pilot(seed=1, homes=200, together=10, steps=8, days=20)
"""Twenty teams of ten homes, nine periods of 20 days."""


def measure() -> Iterator[Figure]:
    """Make the trial, then report it."""
    with tempfile.TemporaryDirectory(prefix="mistel-bench-") as folder:
        began = time.monotonic()
        made = asyncio.run(_made(Path(folder)))
        making = time.monotonic() - began
        with get_context("spawn").Pool(1) as pool:
            working_out, writing, megabytes = pool.apply(_reported, (folder, made))
    size = f"{PILOT.homes} homes x {(PILOT.last - PILOT.plan().first).days + 1} days, {len(PILOT.plan().aims)} aims"
    yield Figure("trial report", working_out + writing, "s", f"{size}, from the sources to HTML, one process")
    yield Figure("trial report, of that: writing", writing, "s", "the page and its plots")
    yield Figure("trial report, peak memory", megabytes, "MB", "of that process")
    yield Figure("trial simulated and written", making, "s", f"{size}, on {os.cpu_count()} processes; not in the above")


async def _made(state: Path) -> str:
    with Registry.open(state) as registry:
        registry.places.add_organisation(OWN)
        return (await make(registry, state, PILOT, OWN.id, workers=os.cpu_count() or 1)).id


def _reported(folder: str, name: str) -> tuple[float, float, float]:
    state, now, words = Path(folder), wall_now(), tongue("sv")
    began = time.monotonic()
    with Registry.open(state) as registry, SiteReadings(state) as readings_of:
        found = report_of(registry, readings_of, registry.trials.get(name), now, None)
    after = time.monotonic()
    (state / "report.html").write_text(as_html(document(found, words, now), drawn(found, words)), encoding="utf-8")
    done = time.monotonic()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return after - began, done - after, kilobytes * 1024 / 1e6
