"""What the rules cost: CPU an event with all of them, and each by itself, over a month of a simulated home."""

import time
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from alerts.hearing import History
from alerts.household import Household
from alerts.rules import RULES
from alerts.timeline import Timeline
from benchmarks.figure import Figure
from care.clock import EPOCH
from care.events import Event
from evaluation.furnishing import as_judged
from evaluation.past import past
from mistel.commands.opened import run
from simulators.scenario_file import load, ours
from simulators.story import Story

DAYS: Final = 30
SITE: Final = "bench"
HOME: Final = "home"


def measure() -> Iterator[Figure]:
    """Show each event to the rules that name its quantity, timers in between, as a gateway does."""
    yield from run(_measure())


async def _measure() -> list[Figure]:
    (ordinary,) = (load(path) for path in ours() if path.stem == "only_looks_out")
    story = Story(ordinary.model_copy(update={"lasts": timedelta(days=DAYS)}), HOME, "bench")
    events = [Event(SITE, t.home, t.device, t.quantity, t.time, t.value, t.time) for t in story.tell()]
    household = as_judged(story, SITE)
    how = f"{DAYS} days of a home, {len(events):,} events"
    async with past(events, SITE, HOME) as history:

        def cost(situations: Collection[str]) -> float:
            return _cost(household, events, situations, history) / len(events) * 1e6

        nothing, every = cost(()), cost([*RULES])
        figures = [
            Figure("rules: none", nothing, "us CPU an event", how),
            Figure("rules: all", every, "us CPU an event", f"{how}, {len(RULES)} rules; goal 40"),
        ]
        figures += [
            Figure(f"rules: {situation} alone", max(0.0, cost([situation]) - nothing), "us CPU an event", how)
            for situation in RULES
        ]
    return figures


def _cost(household: Household, events: list[Event], situations: Collection[str], history: History) -> float:
    best = float("inf")
    for _ in range(3):
        timeline = Timeline(household, [RULES[situation](household) for situation in situations])
        timeline.start(EPOCH, history)
        before = time.process_time()
        timeline.replay(events, events[-1].time)
        best = min(best, time.process_time() - before)
    return best
