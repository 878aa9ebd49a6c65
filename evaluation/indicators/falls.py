"""Falls, and how long somebody lay before help came."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.load import Told
from care.alerts import REPORTED, Move, Outcome
from evaluation.indicators.seen import Counted, Seen

FALL: Final = "fall"
SAME: Final = timedelta(hours=1)
"""What is told of one home within this is one fall: by the rules, by a solution, by a person."""
LONG: Final = timedelta(hours=1)
"""So long on the floor is a long lie."""
_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Fall:
    """When somebody fell, and when somebody was there; None where nobody said."""

    at: datetime
    helped: datetime | None

    @property
    def is_long_lie(self) -> bool:
        """Whether help came an hour later, or after that."""
        return self.helped is not None and self.helped - self.at >= LONG


def falls(seen: Seen) -> Iterator[Counted]:
    """Count falls and long lies by day."""
    found = _falls(seen)
    days = seen.days
    for name, those in (("falls", found), ("long_lies", [one for one in found if one.is_long_lie])):
        yield name, days.sums(days.by_day([one.at for one in those])), days.each(seen.residents / _YEAR)


def _falls(seen: Seen) -> list[Fall]:
    """Give what was a fall by the truth where that is known, else by staff's word."""
    told = [one for one in seen.alerts if one.alert.situation == FALL]
    if FALL in seen.labels:
        fell = sorted(episode.hazard_from for episode in seen.truth if episode.label == FALL)
        helped = sorted(at for one in told if (at := _helped(one)) is not None)
        return [Fall(at, next((one for one in helped if one >= at), None)) for at in fell]
    return list(_once(Fall(one.alert.onset, _helped(one)) for one in told if _was_a_fall(one)))


def _was_a_fall(one: Told) -> bool:
    proved = None if one.alert.closing is None else one.alert.closing.outcome
    return proved is Outcome.TRUE or (one.alert.source == REPORTED and proved is not Outcome.FALSE)


def _helped(one: Told) -> datetime | None:
    """Give when somebody was there: as they said, else when they told of it, else when they had been there."""
    if one.alert.arrived is not None:
        return one.alert.arrived
    if one.alert.source == REPORTED:
        return next((move.at for move in one.moves if move.move is Move.REPORT), None)
    if one.alert.closing is not None and one.alert.closing.visit:
        return next((move.at for move in one.moves if move.move is Move.CLOSE), None)
    return None


def _once(those: Iterable[Fall]) -> Iterator[Fall]:
    """Give falls one by one: what is told within an hour of the one before is that one."""
    last: Fall | None = None
    for one in sorted(those, key=lambda fall: fall.at):
        if last is not None and one.at - last.at < SAME:
            both = [at for at in (last.helped, one.helped) if at is not None]
            last = Fall(last.at, min(both, default=None))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
