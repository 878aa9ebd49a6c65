"""What the homes of one site share in a trial: whether visits were recorded, who was on duty, whether it was silent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from care.clock import from_micros
from care.pulse import PulseWeek
from care.rota import Rota
from care.trials import Condition, Trial
from evaluation.indicators.days import Days, Row
from evaluation.indicators.seen import Unit
from store.registry import Registry

AROUND: Final = 3
"""Visits are taken for recorded so many days before and after one was."""
SILENT: Final = frozenset({"site_silent", "gateway_silent"})
_HOURS: Final = 3.6e9


def unit(
    registry: Registry,
    site: str,
    days: Days,
    *,
    homes: int,
    visits: Sequence[datetime],
    pulse: tuple[Row, Row],
) -> Unit:
    """Give what the ``homes`` of a site share, all of them, not only those in the trial; ``visits``: when any began."""
    silent = [
        (one.onset, one.end or days.until)
        for one in registry.stretches.of_whole_site(site, days.since, days.until)
        if one.situation in SILENT and one.borne_out
    ]
    return Unit(
        recorded=_recorded(days, visits),
        carer_hours=_carer_hours(days, registry.duty.book(site).rotas) / max(homes, 1),
        silent=days.shares(silent),
        pulse=pulse,
    )


def alike(trial: Trial, days: Days, homes: Iterable[str]) -> Row:
    """Give 1 for each day on which the same held in all of these homes, else 0."""
    sequences = [_conditions(trial, days, home) for home in homes]
    return np.array([float(len(set(held)) == 1 and held[0] is not None) for held in zip(*sequences, strict=True)])


def shared(days: Days, weeks: Iterable[PulseWeek], homes: int) -> tuple[Row, Row]:
    """Give a home's share of what staff answered, spread over the days of each week: its sum, and how many answers."""
    value, exposure = days.nothing(), days.nothing()
    for week in weeks:
        places = days.by_date([week.monday + timedelta(days=day) for day in range(7)])
        answers = week.answers / 7 / homes
        exposure += days.sums(places, [answers] * 7)
        value += days.sums(places, [answers * week.mean] * 7)
    return value, exposure


def _conditions(trial: Trial, days: Days, home: str) -> list[Condition | None]:
    return [trial.condition(home, days.first + timedelta(days=day)) for day in range(days.count)]


def _recorded(days: Days, visits: Sequence[datetime]) -> Row:
    """Tell of each day whether a visit was recorded then, or up to three days before or after."""
    seen = days.sums(days.by_day(visits))
    around = np.convolve(seen, np.ones(2 * AROUND + 1), mode="full")[AROUND : AROUND + days.count]
    return (around > 0).astype(np.float64)


def _carer_hours(days: Days, rotas: Mapping[str, Rota]) -> Row:
    """Sum by day how many were on duty, hour by hour; without a rota, or with nobody on it, one was."""
    if not rotas:
        return np.diff(days.midnights) / _HOURS
    hours = [from_micros(int(at)) for at in np.arange(days.midnights[0], days.midnights[-1], _HOURS, dtype=np.int64)]
    carers = [max(1, len(_on_duty(rotas.values(), at, days))) for at in hours]
    return days.sums(days.by_day(hours), carers)


def _on_duty(rotas: Collection[Rota], at: datetime, days: Days) -> set[str]:
    return {who for rota in rotas for who in rota.on_duty(at, days.zone)}
