"""What people answered in questionnaires: one score for each that was filled in."""

from collections.abc import Iterator
from typing import Final

from evaluation.indicators.seen import Counted, Seen

ANSWERED: Final = ("wellbeing", "usability")


def answers(seen: Seen) -> Iterator[Counted]:
    """Count scores by the day on which they were given."""
    days = seen.days
    for name in ANSWERED:
        those = [one for one in seen.scores if one.indicator == name]
        places = days.by_date([one.day for one in those])
        yield name, days.sums(places, [one.score for one in those]), days.sums(places)
