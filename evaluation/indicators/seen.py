"""All that was seen of one home in a trial: what its indicators are counted from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from alerts.load import Told
from care.episodes import Episode
from care.events import Event
from care.visits import Visit
from evaluation.indicators.days import Days, Row

Counted = tuple[str, Row, Row]
"""An indicator's name, and by day its value and exposure."""


@dataclass(frozen=True)
class Score:
    """One answered questionnaire: an indicator's name, the local day it was answered on, and its score."""

    indicator: str
    day: date
    score: float


@dataclass(frozen=True)
class Unit:
    """What the homes of one site share.

    ``recorded``: 1 for days around which visits were recorded there, else 0. ``carer_hours``: by day, a home's share
    of the hours that carers were on duty. ``silent``: the share of each day in which nothing could be heard of it.
    ``pulse``: by day, a home's share of the staff's answers, as their sum and their number.
    """

    recorded: Row
    carer_hours: Row
    silent: Row
    pulse: tuple[Row, Row]


@dataclass(frozen=True)
class Seen:
    """One home: its readings by quantity in order of time, its alerts that staff saw, visits, scores and truth.

    ``labels`` are the situations of which ``truth`` tells all that happened: alerts of these are judged by it, others
    by what staff said. ``heard``: 1 for days on which its devices told something, else 0; None where it has none.
    ``connections``, ``devices``: those of the solution that is tried, in this home.
    """

    home: str
    residents: int
    days: Days
    unit: Unit
    readings: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    alerts: Sequence[Told] = ()
    visits: Sequence[Visit] = ()
    scores: Sequence[Score] = ()
    truth: Sequence[Episode] = ()
    labels: Collection[str] = ()
    heard: Row | None = None
    connections: Collection[str] = ()
    devices: Collection[str] = ()

    def told(self, *quantities: str) -> Sequence[Event]:
        """Give the readings of these quantities, quantity by quantity."""
        return [event for quantity in quantities for event in self.readings.get(quantity, ())]

    @property
    def night_visits(self) -> list[Visit]:
        """The visits that began at night, in order of time."""
        return sorted(
            (visit for visit in self.visits if visit.is_at_night(self.days.zone)),
            key=lambda visit: visit.began,
        )
