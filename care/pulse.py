"""The staff's pulse: three questions a week on load, kept so that nobody can be told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heavy": "How heavy was the work this week?",
        "hurried": "How often did you have to hurry?",
        "no_time": "How often was there too little time for a resident?",
    }
)
"""The questions in English, by name; message ids for translation. 5 is always the heavier end."""

LEAST: Final = 1
MOST: Final = 5
FEWEST: Final = 5
"""From so many answers of a unit in a week on they are shown."""


@dataclass(frozen=True, slots=True)
class PulseWeek:
    """What a unit's staff answered in one week: a week that is over, with FEWEST answers or more.

    ``sums`` are by question over all ``answers``: one from each person who answered.
    """

    site: str
    monday: date
    answers: int
    sums: Mapping[str, int]

    @property
    def mean(self) -> float:
        """The mean of all questions and answers, from 1 to 5."""
        return sum(self.sums.values()) / (self.answers * len(self.sums))


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
