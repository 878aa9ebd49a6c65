"""What simulated residents answered: WHO-5 on the last day of each period."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from care.questionnaires import Answered, Answerer, Way
from care.trials import Condition, Plan
from evaluation.trials.simulated.desk import CARERS
from evaluation.trials.simulated.wellbeing import who5
from simulators.household import opaque

INSTRUMENT: Final = "who5"
ITEMS: Final = ("cheerful", "calm", "active", "rested", "interested")
AT: Final = time(15)


def answered(
    plan: Plan, sequence: Sequence[Condition], home: str, resident: str, *, seed: str, effect: float
) -> Iterator[Answered]:
    """Give one resident's answers in order of time."""
    for number, period in enumerate(plan.periods):
        spared = effect if sequence[number] is Condition.SOLUTION else 0.0
        at = datetime.combine(period.last, AT, ZoneInfo(plan.zone)).astimezone(UTC)
        yield Answered(
            id=opaque("q", home, str(number)),
            home=home,
            resident=resident,
            instrument=INSTRUMENT,
            answerer=Answerer.RESIDENT,
            day=period.last,
            answers=dict(zip(ITEMS, who5(seed, number, spared), strict=True)),
            way=Way.SIMULATED,
            by=CARERS[0],
            at=at,
            wall=at,
        )
