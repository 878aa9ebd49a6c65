"""Doses taken, and reminders confirmed."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from care.events import Event
from evaluation.indicators.days import Row
from evaluation.indicators.seen import Counted, Seen

TAKEN: Final = "dose.taken"
MISSED: Final = "dose.missed"
SHOWN: Final = "reminder.shown"
CONFIRMED: Final = "reminder.confirmed"
UNCONFIRMED: Final = "reminder.missed"
READ: Final = frozenset({TAKEN, MISSED, SHOWN, CONFIRMED, UNCONFIRMED})


def medication(seen: Seen) -> Iterator[Counted]:
    """Count doses and reminders by day.

    A reminder that is shown again is one reminder for its device, which says of each whether it was confirmed; where a
    device does not say that one was missed, those shown count.
    """
    taken, missed = _times(seen, TAKEN), _times(seen, MISSED)
    yield "medication_adherence", taken, taken + missed
    confirmed, unconfirmed, shown = (_times(seen, one) for one in (CONFIRMED, UNCONFIRMED, SHOWN))
    asked = confirmed + unconfirmed if unconfirmed.any() else np.maximum(shown, confirmed)
    yield "reminders_confirmed", confirmed, asked


def _times(seen: Seen, quantity: str) -> Row:
    """Count by day how often a quantity was told; a false says that nothing happened."""
    told: list[Event] = [event for event in seen.told(quantity) if event.value is not False]
    return seen.days.sums(seen.days.by_day([event.time for event in told]))
