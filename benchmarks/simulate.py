"""How many days of a home are simulated in a second on one core: the reference home, with usual faults and with all."""

import time
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context

from benchmarks.figure import Figure
from simulators.devices import KITS, REFERENCE
from simulators.population import Population
from simulators.scenario import Scenario
from simulators.story import Story

HOMES = 8
DAYS = 30
FAULTS = {"misses": 0.02, "false_a_day": 0.5}
LINK = {"lost": 0.01, "doubled": 0.01, "delay": "5 s"}


def measure() -> Iterator[Figure]:
    """Live homes one after the other in a process of their own: CPU time, no broker, nothing written."""
    for what, faults in (("usual faults", False), ("all faults on", True)):
        with get_context("spawn").Pool(1) as pool:
            told, seconds = pool.apply(_lived, (faults,))
        yield Figure(
            f"simulate the reference home, {what}",
            HOMES * DAYS / seconds,
            "home-days/s",
            f"12 devices, {told / HOMES / DAYS:.0f} readings a day, {HOMES * DAYS} home-days, CPU of one core",
        )


def _lived(faults: bool) -> tuple[int, float]:
    population = Population(
        HOMES, DAYS, "bench", date(2026, 1, 5), profile="independent", dwelling="flat", kits=(REFERENCE,), quiet=True
    )
    stories = [_with_faults(population, n) if faults else population.story(n) for n in range(HOMES)]
    sum(1 for _ in population.story(0).tell())  # what is loaded once
    before = time.process_time()
    told = sum(1 for story in stories for _ in story.tell())
    return told, time.process_time() - before


def _with_faults(population: Population, number: int) -> Story:
    """Add misses, false tellings, a draining battery and drift to every kind, and a radio that loses and doubles."""
    asked = population.scenario(number)
    each = {kind: {**FAULTS, "battery": 60.0, "battery_lasts": "60 d"} for kind in KITS[REFERENCE]}
    each["motion"]["refractory"] = "61 s"
    data = {**asked.model_dump(exclude_unset=True), "faults": each, "link": LINK, "noise": {"false_a_day": 2.0}}
    return Story(Scenario.model_validate({**data, "name": asked.name}), f"h{number}", f"bench/{number}")
