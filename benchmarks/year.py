"""A simulated year of one home: is memory flat? Resident memory at the end of each month, and home-days a second."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from benchmarks.figure import Figure
from simulators.devices import REFERENCE
from simulators.population import Population

START = date(2026, 1, 1)
DAYS = 365


def measure() -> Iterator[Figure]:
    """Live a year, both changes of the clock in it, in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        by_month, told, seconds = pool.apply(_lived)
    for month, megabytes in by_month:
        yield Figure(f"memory, end of {month}", megabytes, "MB", "resident, one home of twelve devices, truth taken")
    first, last = by_month[0][1], by_month[-1][1]
    yield Figure("memory, December over January", last - first, "MB", f"{told:,} readings told in the year")
    yield Figure("a simulated year", DAYS / seconds, "home-days/s", "CPU of one core, what befalls people included")


def _lived() -> tuple[list[tuple[str, float]], int, float]:
    story = Population(1, DAYS, "year", START, profile="mild_dementia", dwelling="flat", kits=(REFERENCE,)).story(0)
    by_month: list[tuple[str, float]] = []
    told = 0
    before = time.process_time()
    playing = story.begin()
    for month in range(1, 13):
        end = datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=story.scenario.tz).astimezone(UTC)
        told += sum(1 for _ in playing.until(min(end, story.end)))
        for resident in playing.scene.residents:
            resident.diary.ended.clear()
        by_month.append((f"{end - timedelta(days=3):%B}", _resident_megabytes()))
    return by_month, told, time.process_time() - before


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6
