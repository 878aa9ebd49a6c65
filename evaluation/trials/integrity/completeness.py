"""Completeness: on how many of the days that were to give data did they come, by home and condition?"""

from typing import Final

import numpy as np

from care.trials import Condition
from evaluation.indicators import INDICATORS
from evaluation.statistics.cells import Matrix
from evaluation.trials.lights import Criterion, Light, Threshold, worst
from evaluation.trials.ran import Flags, Ran, Shares
from evaluation.trials.sentences import Sentence, Share, named

NAME: Final = "completeness"
WORDS: Final = Sentence("Data that were to come")
THRESHOLD: Final = Threshold(0.9, 0.7)
APART: Final = Threshold(0.1, 0.2, more=False)
"""How far the conditions may lie apart: data missing from one of them more than from the other sway the effect."""
HOME: Final = 0.5
"""A home with less is named."""

BY_EVENT: Final = frozenset(
    {
        "alert_precision",
        "alert_recall",
        "time_to_answer",
        "time_to_arrival",
        "medication_adherence",
        "reminders_confirmed",
        "wellbeing",
        "usability",
        "staff_pulse",
        "camera_checks",
    }
)
"""Indicators that have nothing to count on many a day: a home's whole period is looked at instead."""


def completeness(ran: Ran) -> Criterion:
    """Judge the primary indicator; another of which too little came makes it amber at most."""
    shares = known(ran, ran.trial.plan.primary.indicator)
    arms = [*shares.by_condition.values()]
    apart = max(arms) - min(arms) if arms else 0.0
    thin = [home for home in ran.homes if shares.by_home.get(home, 0.0) < HOME]
    others = [aim.indicator for aim in ran.trial.plan.aims if aim is not ran.trial.plan.primary]
    wanting = [name for name in others if (known(ran, name).total or 0.0) < THRESHOLD.amber]
    if shares.total is None:
        light, says = Light.RED, Sentence("No day counts: nobody's consent held, or the trial has given no data.")
    else:
        light = worst(APART.light(apart), *(THRESHOLD.light(share) for share in (shares.total, *arms)))
        light = worst(light, Light.AMBER) if thin or wanting or len(arms) == 1 else light
        says = _says(shares, thin, wanting)
    return Criterion(NAME, WORDS, light, shares.total, "share", THRESHOLD, says, shares.by_home, shares.by_condition)


def known(ran: Ran, indicator: str) -> Shares:
    """Give on which share of what was to give data an indicator has any."""
    amounts = ran.collected.get(indicator)
    has: Matrix | Flags = np.zeros(ran.consented.shape) if amounts is None else amounts.exposure > 0
    if indicator not in BY_EVENT:
        return ran.share(has, ran.counted)
    value, exposure = np.zeros(ran.consented.shape), np.zeros(ran.consented.shape)
    plan = ran.trial.plan
    for period in plan.periods:
        days = slice((period.first - plan.first).days, (period.last - plan.first).days + 1)
        for flags in ran.counted.values():
            for row in np.flatnonzero(flags[:, days].any(axis=1)):
                place = days.start + int(np.flatnonzero(flags[row, days])[0])
                exposure[row, place] = 1.0
                value[row, place] = float((has[row, days] * flags[row, days]).any())
    return ran.ratio(value, exposure, ran.counted)


def _says(shares: Shares, thin: list[str], wanting: list[str]) -> Sentence:
    figures = {
        "share": Share(shares.total or 0.0),
        "control": Share(shares.by_condition.get(Condition.CONTROL, 0.0)),
        "solution": Share(shares.by_condition.get(Condition.SOLUTION, 0.0)),
    }
    if thin:
        return Sentence(
            "{share} of the data that decide the trial came: {control} without the solution, {solution} with it."
            " Less than half came from {homes}.",
            {**figures, "homes": named(thin)},
        )
    if wanting:
        return Sentence(
            "{share} of the data that decide the trial came: {control} without the solution, {solution} with it."
            " Much is missing of: {indicator}.",
            {
                **figures,
                "indicator": Sentence(INDICATORS[wanting[0]].words if wanting[0] in INDICATORS else wanting[0]),
            },
        )
    return Sentence(
        "{share} of the data that decide the trial came: {control} without the solution, {solution} with it.", figures
    )
