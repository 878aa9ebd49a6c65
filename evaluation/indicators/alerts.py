"""Alerts: which were true, what they missed, how soon somebody answered and came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.load import Told
from care.alerts import REPORTED, Outcome
from care.situations import SITUATIONS
from evaluation.indicators.seen import Counted, Seen
from evaluation.scoring import Score, score
from evaluation.solutions.scored import EARLY, GRACE

LONGEST: Final = timedelta(minutes=60)
"""No wait counts for more."""
_MINUTE: Final = timedelta(minutes=1)
_WEEK: Final = 7.0


@dataclass(frozen=True, slots=True)
class Truth:
    """When something was true, falsely told, or happened at all; ``told``: what happened and an alert told of."""

    true: tuple[datetime, ...]
    false: tuple[datetime, ...]
    happened: tuple[datetime, ...]
    told: tuple[datetime, ...]


def alerts(seen: Seen) -> Iterator[Counted]:
    """Count what alerts about people proved to be, and the waits for an answer and for somebody to come."""
    days = seen.days
    those = [one for one in seen.alerts if is_of_people(one)]
    by_staff = _by_staff([one for one in those if one.alert.situation not in seen.labels])
    by_truth = _by_truth(seen, [one for one in those if one.alert.situation in seen.labels])
    true, false, happened, told = (
        days.sums(days.by_day([*by_staff_at, *by_truth_at]))
        for by_staff_at, by_truth_at in (
            (by_staff.true, by_truth.true),
            (by_staff.false, by_truth.false),
            (by_staff.happened, by_truth.happened),
            (by_staff.told, by_truth.told),
        )
    )
    yield "alert_precision", true, true + false
    yield "alert_recall", told, happened
    yield "false_alarms", false, days.each(seen.residents / _WEEK)
    for name, waits in (("time_to_answer", answers(those, days.until)), ("time_to_arrival", arrivals(those))):
        places = days.by_day([called for called, _ in waits])
        yield name, days.sums(places, [wait / _MINUTE for _, wait in waits]), days.sums(places)


def is_of_people(one: Told) -> bool:
    """Tell whether an alert concerns a person, not the equipment; what a solution invented concerns a person."""
    situation = SITUATIONS.get(one.alert.situation)
    return situation is None or not situation.technical


def _by_staff(those: Sequence[Told]) -> Truth:
    """Take staff's word for what alerts were, and what they reported for what was missed."""
    true: list[datetime] = []
    false: list[datetime] = []
    happened: list[datetime] = []
    told: list[datetime] = []
    for one in those:
        proved = None if one.alert.closing is None else one.alert.closing.outcome
        at = one.alert.onset
        if one.alert.source == REPORTED:
            if proved is not Outcome.FALSE:
                happened.append(at)
        elif proved is Outcome.TRUE:
            for each in (true, happened, told):
                each.append(at)
        elif proved is Outcome.FALSE:
            false.append(at)
    return Truth(tuple(true), tuple(false), tuple(happened), tuple(told))


def _by_truth(seen: Seen, those: Sequence[Told]) -> Truth:
    """Match alerts with what really happened; told in time is told."""
    found = scored(seen, those)
    return Truth(
        true=tuple(pair.alert.onset for pair in found.matches),
        false=tuple(alert.onset for alert in found.false),
        happened=tuple(episode.hazard_from for episode in seen.truth),
        told=tuple(pair.episode.hazard_from for pair in found.matches if pair.on_time),
    )


def scored(seen: Seen, those: Sequence[Told]) -> Score:
    """Score alerts against the truth of a home; what staff reported is no alert."""
    told = [one.alert for one in those if one.alert.source != REPORTED]
    return score(told, seen.truth, early=EARLY, grace=GRACE, monitored=timedelta(days=seen.days.count))


def answers(those: Sequence[Told], until: datetime) -> list[tuple[datetime, timedelta]]:
    """Give (when it called, how long until the first answer); what was over before anybody could answer is left out."""
    waits = []
    for one in those:
        if not one.calls or one.alert.found_late:
            continue
        called, answered, end = one.calls[0], one.alert.acknowledged, one.alert.end
        if answered is not None:
            waits.append((called, min(max(answered - called, timedelta(0)), LONGEST)))
        elif (end is None or end - called >= LONGEST) and until - called >= LONGEST:
            waits.append((called, LONGEST))
    return waits


def arrivals(those: Sequence[Told]) -> list[tuple[datetime, timedelta]]:
    """Give (when it called, how long until somebody was there).

    An alert that nobody answered in an hour is one to which nobody came; where staff answered and did not say when
    they were there, nothing is known.
    """
    waits = []
    for one in those:
        if not one.calls or one.alert.found_late:
            continue
        called, came, answered, end = one.calls[0], one.alert.arrived, one.alert.acknowledged, one.alert.end
        if came is not None:
            waits.append((called, min(max(came - called, timedelta(0)), LONGEST)))
        elif (answered is None or answered - called >= LONGEST) and (end is None or end - called >= LONGEST):
            waits.append((called, LONGEST))
    return waits
