"""The rows of a trial's export that come from the registry: visits, alerts, answers; only of days that count."""

from datetime import date
from itertools import count
from typing import Final

from alerts.load import Told, told
from care.alerts import REPORTED, RULES
from evaluation.questionnaires.scores import scores
from evaluation.trials.export.rows import Rows, Whole
from store.registry import Registry

SOLUTION: Final = "solution"


def visit_rows(whole: Whole, registry: Registry) -> Rows:
    """Give visits that began on a day that counts, or in its night."""
    days = whole.days
    for home in whole.trial.plan.homes:
        visits = registry.visits.of_home(home, days.since, days.until)
        began = [one.began for one in visits]
        for one, day, night in zip(visits, days.by_day(began), days.by_night(began), strict=True):
            of_night = _date(whole, home, int(night)) if one.is_at_night(days.zone) else None
            of_day = _date(whole, home, int(day))
            if of_day is not None or of_night is not None:
                who = (whole.names.homes[home], whole.names.resident(home, one.resident))
                yield (*who, one.began, of_day, of_night, one.minutes, one.contact, one.kind.value, one.source.value)


def alert_rows(whole: Whole, registry: Registry) -> Rows:
    """Give alerts that staff saw and that began on a day that counts."""
    days = whole.days
    numbers = count(1)
    for home in sorted(whole.trial.plan.homes, key=whole.names.homes.__getitem__):
        alerts = told(*registry.stretches.of_home(home, days.since, days.until))
        for one, day in zip(alerts, days.by_day([each.alert.onset for each in alerts]), strict=True):
            of_day = _date(whole, home, int(day))
            if of_day is not None:
                yield (f"alert-{next(numbers):05}", *_alert(whole, home, of_day, one))


def answer_rows(whole: Whole, registry: Registry) -> Rows:
    """Give the scores of questionnaires answered on a day that counts."""
    those = sorted(
        scores(registry, whole.trial), key=lambda one: (whole.names.homes[one.home], one.day, one.instrument)
    )
    places = whole.days.by_date([one.day for one in those])
    for number, (one, day) in enumerate(zip(those, places, strict=True), 1):
        if _date(whole, one.home, int(day)) is not None:
            who = (whole.names.homes[one.home], whole.names.resident(one.home, one.resident))
            told_of = (one.instrument, one.answerer.value, one.day, one.easy, one.skipped, one.score)
            yield (f"answer-{number:05}", *who, *told_of)


def _alert(whole: Whole, home: str, day: date, one: Told) -> tuple[object, ...]:
    alert, closing = one.alert, one.alert.closing
    known = {RULES: RULES, REPORTED: REPORTED, whole.trial.plan.solution: SOLUTION}
    return (
        whole.names.homes[home],
        whole.names.resident(home, alert.resident),
        known.get(alert.source, "other"),
        alert.situation,
        alert.priority.value,
        day,
        alert.onset,
        alert.end,
        one.calls[0] if one.calls else None,
        len(one.calls),
        alert.acknowledged,
        alert.arrived,
        None if closing is None else closing.outcome.value,
        None if closing is None else closing.minutes,
        None if closing is None else closing.visit,
        alert.found_late,
        alert.borne_out,
    )


def _date(whole: Whole, home: str, number: int) -> date | None:
    """Give a day by its number, where it counts."""
    return whole.day(number) if number >= 0 and whole.counted[home][number] else None
