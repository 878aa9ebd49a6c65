"""What a carer does on coming in: what the person then does, and how long they are together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Help:
    """``step`` is what happens to the person when help comes (one of ``simulators.steps``), None: nothing that shows.

    The carer stays between ``least`` and ``most``.
    """

    step: str | None
    least: timedelta
    most: timedelta

    def lasts(self, rng: Random) -> timedelta:
        """Draw how long the carer stays."""
        return self.least + (self.most - self.least) * rng.random()


def _minutes(least: float, most: float, step: str | None = None) -> Help:
    return Help(step, timedelta(minutes=least), timedelta(minutes=most))


HELP: Final[Mapping[str, Help]] = MappingProxyType(
    {
        "left_home_at_night": _minutes(15, 30, "is_brought_home"),
        "wandering_outdoors": _minutes(20, 50, "is_brought_home"),
        "no_return_to_bed": _minutes(5, 15, "goes_to_bed"),
        "bed_empty_at_check": _minutes(5, 15, "goes_to_bed"),
        "fall": _minutes(15, 40, "is_helped_up"),
        "missed_medication": _minutes(4, 12, "takes_the_dose"),
        "no_response_to_reminders": _minutes(10, 30, "answers_again"),
        "stove_unattended": _minutes(3, 10, "turns_the_stove_off"),
        "door_left_open": _minutes(2, 6, "closes_the_door"),
        "emergency_button": _minutes(5, 20),
    }
)
"""By situation. Where another fits better to a home's kind of help, a run may be given its own."""

OTHERWISE: Final = _minutes(3, 10)
"""For situations that are not in the table: look in, talk, see that all is well."""
CHECK: Final = _minutes(2, 4)
"""For a device, or when nothing was the matter."""
