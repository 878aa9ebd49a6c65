"""What the homes of one site share in a trial."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from care.clock import ClockKind
from care.people import Home, Organisation, Site, World
from care.pulse import PulseWeek
from care.rota import Rota
from evaluation.indicators.days import Days
from evaluation.trials.units import alike, shared, unit
from store.registry import Registry
from tests.evaluation.indicators.cases import at
from tests.evaluation.indicators.trial import FIRST, trial

TEN = Days(ZoneInfo("Europe/Stockholm"), date(2026, 3, 24), 10)
NONE = (TEN.nothing(), TEN.nothing())


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as opened:
        opened.places.add_organisation(Organisation(id="org", name="Org"))
        opened.places.add_site(
            Site(id="north", organisation="org", name="North", zone="Europe/Stockholm", world=World.TEST)
        )
        opened.places.add_home(Home(id="h1", site="north", name="h1", clock=ClockKind.OWN))
        yield opened


def recorded(registry: Registry, *visits: datetime) -> list[float]:
    return unit(registry, "north", TEN, homes=1, visits=visits, pulse=NONE).recorded.tolist()


def test_visits_are_taken_for_recorded_three_days_before_and_after_one(registry: Registry) -> None:
    assert recorded(registry, at(28, 9)) == [0, 1, 1, 1, 1, 1, 1, 1, 0, 0]
    assert recorded(registry, at(24, 9), at(31, 9)) == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert recorded(registry) == [0] * 10


def test_the_hours_of_carers_are_those_of_the_rota_shared_between_homes(registry: Registry) -> None:
    without = unit(registry, "north", TEN, homes=4, visits=(), pulse=NONE)
    assert without.carer_hours.tolist() == [6, 6, 6, 6, 6, 5.75, 6, 6, 6, 6]
    rota = Rota.model_validate(
        {
            "id": "care",
            "name": "Care",
            "begins": date(2026, 3, 1),
            "shifts": [{"start": time(8), "end": time(20), "days": [0, 1, 2], "who": ["a", "b"]}],
        }
    )
    registry.duty.put("north", rota, "", by="p1", at=at(24, 0))
    by_rota = unit(registry, "north", TEN, homes=4, visits=(), pulse=NONE)
    assert by_rota.carer_hours.tolist() == [9, 9, 6, 6, 6, 5.75, 9, 9, 9, 6]


def test_what_staff_answered_is_shared_between_homes_over_the_days_of_the_week() -> None:
    week = PulseWeek(
        site="north", monday=date(2026, 3, 30), answers=14, sums={"heavy": 28, "hurried": 28, "no_time": 70}
    )
    value, exposure = shared(TEN, [week], homes=2)
    assert exposure.tolist() == [0] * 6 + [1] * 4
    assert value.tolist() == [0] * 6 + [3] * 4


def test_days_on_which_homes_had_different_conditions_are_nobodys() -> None:
    days = Days(ZoneInfo("Europe/Stockholm"), FIRST - timedelta(days=1), 6)
    assert alike(trial(), days, ["anna", "cilla"]).tolist() == [0, 1, 1, 1, 1, 0]
    assert alike(trial(), days, ["anna", "bo"]).tolist() == [0] * 6
