"""What shows that somebody is indoors: one table for all rules that ask whether anybody moves."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final


class Sign(Enum):
    """What of a quantity shows that somebody is indoors."""

    EACH = "each time that it is told (true, or any text)"
    TURN = "only when it turns true: a state that stays true may be a partner in bed, or a bag on a chair"


SIGNS: Final[Mapping[str, Sign]] = MappingProxyType(
    {
        "motion": Sign.EACH,
        "contact.open": Sign.EACH,  # each opening: many sensors never tell that it was closed
        "bed.occupied": Sign.TURN,
        "chair.occupied": Sign.TURN,
        "appliance.on": Sign.TURN,
        "stove.on": Sign.TURN,
        "flush": Sign.EACH,
        "dose.taken": Sign.EACH,
        "reminder.confirmed": Sign.EACH,
        "alarm.button": Sign.EACH,
        "fall": Sign.EACH,
    }
)
"""Every sign of somebody indoors. Not here: what goes on by itself (power, water.flow, stove.cutoff, temperature)
or is told by the clock (reminder.shown, dose.missed), and every false: sensors hold true for a while, so that
"no motion" or "bed empty" is often told after the person has gone."""

REPEATS: Final = timedelta(hours=2)
"""A state told true again within this time, by the same device, is the same state and no turn."""
