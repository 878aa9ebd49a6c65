"""Which days of a home may be counted: those that all who live there have consented to, and that are over."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from care.clock import to_micros
from care.trials import Consent, Trial
from evaluation.indicators.days import Days, Row
from store.registry import Registry


def days_of(trial: Trial) -> Days:
    """Give the local days of a trial, from its first to its last."""
    plan = trial.plan
    return Days(ZoneInfo(plan.zone), plan.first, (plan.last - plan.first).days + 1)


def counted_days(registry: Registry, trial: Trial, now: datetime) -> Mapping[str, Row]:
    """Give for each of a trial's homes 1 for each day that counts up to ``now``, or until it was stopped, else 0."""
    days = days_of(trial)
    until = now if trial.stopped is None else min(now, trial.stopped)
    residents: dict[str, set[str]] = defaultdict(set)
    for one in registry.places.residents():
        residents[one.home].add(one.id)
    consents: dict[str, list[Consent]] = defaultdict(list)
    for each in registry.trials.consents(trial.id):
        consents[each.home].append(each)
    return {home: counted(days, residents[home], consents[home], until) for home in trial.plan.homes}


def counted(days: Days, residents: Collection[str], consents: Sequence[Consent], until: datetime) -> Row:
    """Give 1 for each day that counts, else 0.

    It counts when everybody's consent held from its midnight until its night was over: that of each resident, and of
    whoever else is named among the consents; and when its night was over at ``until``. Whoever wants what was collected
    removed has consented to nothing. Where nobody lives nothing counts.
    """
    by_person: dict[str, list[Consent]] = defaultdict(list)
    for one in consents:
        by_person[one.who].append(one)
    asked = {*residents, *by_person}
    begins, ends = days.midnights[:-1], days.noons[1:]
    held = (ends <= to_micros(until)) & bool(asked)
    for who in asked:
        theirs = np.zeros(days.count, dtype=np.bool_)
        for one in by_person[who]:
            if not one.remove:
                last = np.inf if one.withdrawn is None else to_micros(one.withdrawn)
                theirs |= (begins >= to_micros(one.given)) & (ends <= last)
        held &= theirs
    return held.astype(np.float64)
