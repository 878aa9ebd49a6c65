"""Which version of a guideline belongs to an alert: the one that held when somebody first answered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from care.alerts import Alert, Move
from care.guidelines import Guideline, Tick
from store.registry import Registry

ANSWERING: Final = frozenset({Move.ACKNOWLEDGE, Move.ON_THE_WAY, Move.ARRIVE, Move.CLOSE})
"""Moves of people who deal with an alert."""


@dataclass(frozen=True, slots=True)
class Play:
    """An alert's guideline, and by step who ticked it off last; a step that was taken back is not there.

    ``answered``: somebody has answered or ticked, so that the version stays.
    """

    guideline: Guideline
    ticks: dict[int, Tick]
    answered: bool


def play(registry: Registry, alert: Alert, now: datetime) -> Play | None:
    """Give what an alert is to be answered by; None when nobody has said what to do in its situation.

    That is the version that held, by the wall, at the first answer or the first tick, else ``now``.
    """
    ticked = registry.guidelines.ticks(alert.id)
    answers = [move.wall for move in registry.alerts.moves(alert.id) if move.move in ANSWERING]
    answered = min([*answers, *(tick.wall for tick in ticked)], default=None)
    organisation = registry.places.site(alert.site).organisation
    found = registry.guidelines.held(alert.situation, organisation, alert.site, answered or now)
    return None if found is None else Play(found, standing(ticked), answered is not None)


def standing(ticked: Sequence[Tick]) -> dict[int, Tick]:
    """Give the last tick of each step that is ticked off."""
    last = {tick.step: tick for tick in ticked}
    return {step: tick for step, tick in sorted(last.items()) if tick.done}
