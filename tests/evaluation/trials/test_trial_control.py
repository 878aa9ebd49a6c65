"""A baseline from a trial that is over: its days without the solution, and no others."""

from datetime import UTC, date, datetime
from unittest.mock import Mock

import numpy as np
import pytest

from care.estimates import TooLittle
from care.trials import Period
from evaluation.indicators import INDICATORS
from evaluation.trials.amounts import Amounts
from evaluation.trials.over import NotOver
from evaluation.trials.planning import control
from evaluation.trials.planning.baseline import Baseline
from tests.evaluation.trials.trial_in_four_homes import HOMES, PLAN, TRIAL

FIRST = date(2026, 1, 5)
LONG = PLAN.model_copy(
    update={
        "periods": (
            Period(first=FIRST, last=date(2026, 2, 1)),
            Period(first=date(2026, 2, 2), last=date(2026, 3, 1)),
        )
    }
)
TRIAL_OF_EIGHT_WEEKS = TRIAL.model_copy(update={"plan": LONG, "frozen_plan": LONG})
VISITS = INDICATORS["night_visits"]


def lived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two visits a night without the solution, a hundred with it."""
    value = np.full((4, 56), 2.0)
    value[:2, 28:] = value[2:, :28] = 100
    amounts = Amounts(VISITS.name, HOMES, FIRST, value, np.ones((4, 56)))
    monkeypatch.setattr(control, "collect", lambda *_asked: {VISITS.name: amounts})


def test_only_days_without_the_solution_count(monkeypatch: pytest.MonkeyPatch) -> None:
    lived(monkeypatch)
    now = datetime(2026, 3, 3, tzinfo=UTC)
    found = control.baseline_of(Mock(), Mock(), TRIAL_OF_EIGHT_WEEKS, VISITS, now)
    assert isinstance(found, Baseline)
    assert (found.mean, found.exposure, found.source) == (2, 1, LONG.title)


def test_nothing_is_told_before_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    lived(monkeypatch)
    with pytest.raises(NotOver):
        control.baseline_of(Mock(), Mock(), TRIAL_OF_EIGHT_WEEKS, VISITS, datetime(2026, 2, 3, tzinfo=UTC))


def test_a_trial_that_is_too_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    lived(monkeypatch)
    monkeypatch.setattr(
        control,
        "collect",
        lambda *_asked: {VISITS.name: Amounts(VISITS.name, HOMES, FIRST, np.zeros((4, 56)), np.zeros((4, 56)))},
    )
    found = control.baseline_of(Mock(), Mock(), TRIAL_OF_EIGHT_WEEKS, VISITS, datetime(2026, 3, 3, tzinfo=UTC))
    assert isinstance(found, TooLittle)
