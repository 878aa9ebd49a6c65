"""The rows of a trial's export that follow from its plan, its log and what was collected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import product

from care.trials import Condition, Consent, Logged, Plan, Trial
from evaluation.indicators import INDICATORS, Indicator
from evaluation.indicators.days import Days, Row
from evaluation.trials.amounts import Amounts, cells
from evaluation.trials.export.names import Names

Rows = Iterator[tuple[object, ...]]


@dataclass(frozen=True)
class Whole:
    """A trial with its names in this export, and which days of each home count."""

    trial: Trial
    names: Names
    days: Days
    counted: Mapping[str, Row]

    def day(self, number: int) -> date:
        """Give a day by its number."""
        return self.days.first + timedelta(days=number)

    def where(self, home: str, number: int) -> tuple[str, str, date, int | None, str | None]:
        """Give home, cluster, day, period and condition, as they stand in a row."""
        day, period = self._periods[number]
        condition = None if period is None else self._sequences[home][period - 1].value
        return (self.names.homes[home], self.names.cluster_of[home], day, period, condition)

    @cached_property
    def _periods(self) -> list[tuple[date, int | None]]:
        """The days in order, each with the number of its period, from 1."""
        days = [self.day(number) for number in range(self.days.count)]
        numbers = [self.trial.plan.period(day) for day in days]
        return [(day, None if number is None else number + 1) for day, number in zip(days, numbers, strict=True)]

    @cached_property
    def _sequences(self) -> Mapping[str, tuple[Condition, ...]]:
        """What holds in each home, period by period."""
        plan, allocation = self.trial.plan, self.trial.allocation
        return {home: plan.sequences[allocation[one.id]] for one in plan.clusters for home in one.homes}


def plan_rows(whole: Whole) -> Mapping[str, Rows]:
    """Give the rows of the tables that tell of the plan, by table."""
    plan, trial = whole.trial.plan, whole.trial
    return {
        "trial": iter([_trial(trial)]),
        "periods": ((number, one.first, one.last) for number, one in enumerate(plan.periods, 1)),
        "sequences": (
            (number, period, condition.value)
            for number, sequence in enumerate(plan.sequences, 1)
            for period, condition in enumerate(sequence, 1)
        ),
        "allocation": (
            (whole.names.clusters[cluster.id], whole.names.homes[home], trial.allocation[cluster.id] + 1)
            for cluster in plan.clusters
            for home in cluster.homes
        ),
        "aims": _aims(plan, trial.frozen_plan or plan),
        "indicators": (_indicator(one) for one in INDICATORS.values()),
    }


def log_rows(whole: Whole, logged: Iterable[Logged]) -> Rows:
    """Give the log without its words: what it tells of, of which homes, when."""
    for one in logged:
        for home in one.homes or (None,):
            name = None if home is None else whole.names.homes.get(home)
            yield (one.entry.value, name, one.since, one.until, _day(one.at))


def consent_rows(whole: Whole, consents: Iterable[Consent]) -> Rows:
    """Give consents as local days."""
    for one in consents:
        if one.home in whole.names.homes:
            given = one.given.astimezone(whole.days.zone).date()
            withdrawn = None if one.withdrawn is None else one.withdrawn.astimezone(whole.days.zone).date()
            person = whole.names.person(one.home, one.who)
            yield (whole.names.homes[one.home], person, given, withdrawn, one.remove)


def day_rows(whole: Whole) -> Rows:
    """Give every day of every home, and whether it counts."""
    for home, number in product(whole.trial.plan.homes, range(whole.days.count)):
        yield (*whole.where(home, number), bool(whole.counted[home][number]))


def amount_rows(whole: Whole, amounts: Amounts) -> Rows:
    """Give an indicator's amounts where something is known."""
    for row, home in enumerate(amounts.homes):
        for number in amounts.exposure[row].nonzero()[0].tolist():
            value, exposure = float(amounts.value[row, number]), float(amounts.exposure[row, number])
            yield (amounts.indicator, *whole.where(home, number), value, exposure)


def cell_rows(whole: Whole, amounts: Amounts) -> Rows:
    """Give an indicator's sums by cluster and period."""
    plan, summed = whole.trial.plan, cells(whole.trial, amounts)
    for (row, cluster), period in product(enumerate(plan.clusters), range(len(plan.periods))):
        condition = plan.sequences[whole.trial.allocation[cluster.id]][period]
        name = whole.names.clusters[cluster.id]
        value, exposure = float(summed.value[row, period]), float(summed.exposure[row, period])
        yield (amounts.indicator, name, period + 1, condition.value, value, exposure)


def _trial(trial: Trial) -> tuple[object, ...]:
    plan = trial.plan
    when = (plan.first, plan.last, trial.fingerprint, _day(trial.frozen), _day(trial.stopped))
    return (plan.design.value, plan.zone, trial.state.value, *when)


def _indicator(one: Indicator) -> tuple[object, ...]:
    kinds = (one.area.value, one.kind.value, one.unit, one.better.value)
    return (one.name, one.words, *kinds, one.value, one.exposure, one.evidence)


def _aims(plan: Plan, frozen: Plan) -> Rows:
    for aim in dict.fromkeys((*plan.aims, *frozen.aims)):
        told = (aim.indicator, aim.aspect.value, aim.better.value, aim.measure.value, aim.margin)
        yield (*told, aim in frozen.aims, aim in plan.aims)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
