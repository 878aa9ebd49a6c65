"""Count all indicators of one home, group by group."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from evaluation.indicators import equipment, medication, nights
from evaluation.indicators.alerts import alerts
from evaluation.indicators.answers import answers
from evaluation.indicators.days import Row
from evaluation.indicators.falls import falls
from evaluation.indicators.seen import Counted, Seen
from evaluation.indicators.staff import staff
from evaluation.indicators.visits import visits

GROUPS: Final[tuple[Callable[[Seen], Iterator[Counted]], ...]] = (
    nights.nights,
    visits,
    falls,
    medication.medication,
    answers,
    alerts,
    equipment.equipment,
    staff,
)
READ: Final = nights.READ | medication.READ | equipment.READ
"""The quantities that are read."""


def count(seen: Seen) -> Mapping[str, tuple[Row, Row]]:
    """Give each indicator's value and exposure by day."""
    return {name: (value, exposure) for group in GROUPS for name, value, exposure in group(seen)}
