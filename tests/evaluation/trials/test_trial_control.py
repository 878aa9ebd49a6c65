"""A baseline from a trial's days without the solution, or from homes that were in none."""

from datetime import UTC, date, datetime
from unittest.mock import Mock

import numpy as np
import pytest

from care.estimates import TooLittle
from care.people import Home, Site, World
from care.trials import Period, Trial
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


NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
SITE = Site(id="north", organisation="west", name="North", zone="Europe/Stockholm", world=World.TEST)


def registry(*tried: str) -> Mock:
    """Four homes of a site, of which some were in a trial in the last weeks."""
    found = Mock()
    found.places.homes.return_value = [Home(id=home, site="north", name=home) for home in HOMES]
    found.trials.of_home.side_effect = lambda home: [TRIAL_OF_EIGHT_WEEKS] if home in tried else []
    return found


def test_a_sites_homes_tell_what_care_is_like_without_any_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[str, ...], date, date, int]] = []

    def collect(*given: object) -> dict[str, Amounts]:
        usual, counts = given[2], given[5]
        assert isinstance(usual, Trial)
        assert isinstance(counts, dict)
        asked.append(
            (usual.plan.homes, usual.plan.first, usual.plan.last, sum(int(one.sum()) for one in counts.values()))
        )
        value = np.full((4, 56), 1.5)
        return {VISITS.name: Amounts(VISITS.name, usual.plan.homes, usual.plan.first, value, np.ones((4, 56)))}

    monkeypatch.setattr(control, "collect", collect)
    found = control.baseline_of_site(registry(), Mock(), SITE, VISITS, NOW, weeks=8)
    assert isinstance(found, Baseline)
    assert found.mean == 1.5
    assert asked == [(HOMES, date(2026, 1, 5), date(2026, 3, 1), 4 * 56)]  # whose nights are over


def test_homes_that_were_in_a_trial_are_left_out() -> None:
    found = control.baseline_of_site(registry("h1", "h2"), Mock(), SITE, VISITS, NOW, weeks=8)
    assert isinstance(found, TooLittle)
    assert "2 homes" in found.why
