"""Collect what a trial is judged by: every indicator of each home by local day."""

from collections.abc import Callable, Mapping
from datetime import datetime

import numpy as np

from care.trials import Trial
from evaluation.indicators import INDICATORS
from evaluation.indicators.counting import count
from evaluation.indicators.days import Row
from evaluation.trials.amounts import Amounts, Collected
from evaluation.trials.consented import days_of
from evaluation.trials.homes import Homes
from store.readings import HomeReadings
from store.registry import Registry

Show = Callable[[int, int], None]
"""Is told how many homes are done, and how many there are."""


def collect(
    registry: Registry,
    readings_of: Callable[[str], HomeReadings],
    trial: Trial,
    now: datetime,
    show: Show | None = None,
    counts: Mapping[str, Row] | None = None,
) -> Collected:
    """Collect all indicators of a trial's homes, home by home, up to ``now`` or until it was stopped.

    ``readings_of`` gives a site's readings; ``counts`` is as for ``Homes``. Days without everybody's consent, days that
    are not over, and homes that are gone have no exposure. Nothing here is split by condition. Raises StoreError where
    readings cannot be read.
    """
    homes = trial.plan.homes
    shape = (len(homes), days_of(trial).count)
    amounts = {name: Amounts(name, homes, trial.plan.first, np.zeros(shape), np.zeros(shape)) for name in INDICATORS}
    row = {home: number for number, home in enumerate(homes)}
    for done, (seen, held) in enumerate(Homes(registry, readings_of, trial, now, counts).each(), 1):
        for name, (value, exposure) in count(seen).items():
            known = exposure * held
            amounts[name].exposure[row[seen.home]] = known
            amounts[name].value[row[seen.home]] = np.where(known > 0, value, 0.0)
        if show is not None:
            show(done, len(homes))
    return amounts
