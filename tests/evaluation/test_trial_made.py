"""A simulated trial lies where any trial does: places, plan, lot, consents, visits, alerts, answers and readings."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from care.clock import wall_now
from care.errors import Conflict
from care.people import OWN
from care.trials import Aim, Aspect, Better, Condition, Entry, Measure, State, Trial
from evaluation.trials.amounts import Collected, cells
from evaluation.trials.analysing import COX, analyse_collected
from evaluation.trials.collecting import collect
from evaluation.trials.consented import counted_days
from evaluation.trials.readings import SiteReadings
from evaluation.trials.simulated.made import make, there
from evaluation.trials.simulated.pilot import Pilot
from evaluation.trials.waits import waits
from store.registry import Registry

PILOT = Pilot(seed=1, homes=8, days=7)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def registry(state: Path) -> Registry:
    opened = Registry.open(state)
    opened.places.add_organisation(OWN)
    asyncio.run(make(opened, state, PILOT, OWN.id))
    return opened


@pytest.fixture(scope="module")
def trial(registry: Registry) -> Trial:
    return registry.trials.get(PILOT.name)


@pytest.fixture(scope="module")
def collected(registry: Registry, state: Path, trial: Trial) -> Collected:
    with SiteReadings(state) as readings_of:
        return collect(registry, readings_of, trial, wall_now())


def test_its_plan_is_frozen_its_lot_drawn_and_everybody_consents(registry: Registry, trial: Trial) -> None:
    assert trial.state is State.FROZEN
    assert trial.is_over(wall_now())
    assert sorted(trial.allocation.values()) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert {one.home for one in registry.trials.consents(trial.id)} == set(trial.plan.homes)
    logged = registry.trials.logged(trial.id)
    assert [one.entry for one in logged] == [Entry.FROZEN, Entry.ALLOCATION, Entry.NOTE]
    assert all(one.at.date() < trial.plan.first for one in logged)


def test_what_was_lived_is_collected_as_of_any_trial(trial: Trial, collected: Collected) -> None:
    days = PILOT.days * len(trial.plan.periods)
    for name in ("night_visits", "undisturbed_nights", "contact_minutes", "staff_minutes", "uptime"):
        assert (collected[name].exposure > 0).all(), name
        assert collected[name].exposure.shape == (PILOT.homes, days)
    visits = cells(trial, collected["night_visits"])
    rate = visits.value / visits.exposure
    assert rate[visits.treated == 1].mean() < 0.8 * rate[visits.treated == 0].mean()


def test_cameras_are_used_where_they_are_live_and_nowhere_else(trial: Trial, collected: Collected) -> None:
    checks = collected["camera_checks"]
    for row, home in enumerate(checks.homes):
        for day in range(checks.value.shape[1]):
            is_live = trial.condition(home, checks.first + timedelta(days=day)) is Condition.SOLUTION
            assert is_live or checks.value[row, day] == 0


async def test_it_is_made_once(registry: Registry, state: Path, trial: Trial) -> None:
    assert there(registry, PILOT) == trial
    with pytest.raises(Conflict, match="there already"):
        await make(registry, state, PILOT, OWN.id)
    assert there(registry, Pilot(seed=2)) is None


def test_one_that_was_broken_off_says_so(registry: Registry) -> None:
    broken = Pilot(seed=3)
    site = registry.places.site(PILOT.name)
    registry.places.add_site(site.model_copy(update={"id": broken.name}))
    with pytest.raises(Conflict, match="broken off"):
        there(registry, broken)


def test_waits_one_by_one_are_those_that_the_indicator_sums(
    registry: Registry, trial: Trial, collected: Collected
) -> None:
    asked = Aim(
        indicator="time_to_arrival", aspect=Aspect.SECONDARY, better=Better.LESS, measure=Measure.RATIO, margin=0.25
    )
    with_it = trial.model_copy(update={"plan": trial.plan.model_copy(update={"aims": (*trial.plan.aims, asked)})})
    found = waits(registry, with_it, counted_days(registry, with_it, wall_now()))["time_to_arrival"]
    summed = cells(with_it, collected["time_to_arrival"])
    for treated in (0, 1):
        those = [one for one in found if one.treated == treated]
        assert len(those) == summed.exposure[summed.treated == treated].sum()
        assert sum(one.minutes for one in those) == pytest.approx(
            summed.value[summed.treated == treated].sum(), rel=0.01
        )
    analysed = analyse_collected(registry, with_it, collected, wall_now())
    assert COX in dict(analysed.by_indicator["time_to_arrival"].sensitivity)
    assert COX not in dict(analysed.primary.sensitivity)
