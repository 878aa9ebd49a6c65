"""A home of a simulated trial: staff look in, the camera is in use in its periods only, and spares visits there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from care.alerts import Outcome
from care.people import Resident
from evaluation.furnishing import as_judged
from evaluation.trials.simulated.came import Lived
from evaluation.trials.simulated.camera import Camera, night_of
from evaluation.trials.simulated.lived import Setting, live
from evaluation.trials.simulated.pilot import START, Pilot

PILOT = Pilot(seed=1, homes=3, days=10)
HALF = START + timedelta(days=20)


def lived(effect: float, is_live: Callable[[date], bool], number: int = 0) -> Lived:
    story = PILOT.story(number)
    camera = next(d.device.id for d in story.household.devices if d.device.model.endswith("night_camera"))
    return live(story, Setting(as_judged(story, PILOT.name), camera, "c-camera", "s-camera", is_live), effect)


def at_night(home: Lived, *, in_use: bool) -> int:
    stockholm = PILOT.story(0).household.zone
    return sum(one.night and (night_of(one.began, stockholm) >= HALF) is in_use for one in home.visits)


def used_from_half(day: date) -> bool:
    return day >= HALF


@pytest.fixture(scope="module")
def home() -> Lived:
    return lived(0.6, used_from_half)


def test_a_camera_in_use_spares_visits_and_another_effect_spares_others(home: Lived) -> None:
    assert at_night(home, in_use=True) < 0.7 * at_night(home, in_use=False)
    none = lived(0.0, used_from_half)
    assert at_night(none, in_use=False) == at_night(home, in_use=False)
    assert at_night(none, in_use=True) > at_night(home, in_use=True)


def test_a_camera_tells_nothing_before_it_is_in_use(home: Lived) -> None:
    checks = [one for one in home.events if one.quantity == "check.seen"]
    assert len(checks) > 60
    assert min(one.time for one in checks) >= datetime(2025, 1, 26, 11, tzinfo=UTC)
    assert home.spared > 10


def test_the_same_home_lives_the_same_days(home: Lived) -> None:
    assert lived(0.6, used_from_half) == home


def test_whoever_is_called_says_what_it_was_and_the_visit_is_noted(home: Lived) -> None:
    for one in home.calls:
        assert one.arrived is not None
        assert one.closed is not None
        assert one.onset < one.answered < one.arrived < one.closed
        assert one.outcome in {Outcome.TRUE, Outcome.FALSE}
        assert any(visit.began == one.arrived and visit.kind == "called" for visit in home.visits)


def test_a_reading_is_told_once(home: Lived) -> None:
    assert len({one.identity for one in home.events}) == len(home.events)


def test_a_camera_that_is_offline_is_told_as_such() -> None:
    story = PILOT.story(0)
    camera = Camera("2", story.start, story.start + timedelta(days=300), story.household.zone, lambda _: True)
    days = [START + timedelta(days=n) for n in range(300)]
    told = [status for day in days for status in camera.statuses(day)]
    assert told[0][1]
    gone = [at for at, online in told if not online]
    assert gone
    assert not any(camera.tells(at) for at in gone)


def test_a_trial_is_named_by_what_is_unlike_the_usual() -> None:
    assert Pilot(1).name == "demo-1"
    assert Pilot(2, effect=0, homes=3).name == "demo-2-effect-0-homes-3"
    assert len(Pilot(1).plan().sequences) == 4
    assert len(Pilot(1, homes=3).plan().periods) == 4
    assert isinstance(PILOT.story(0).household.residents[0], Resident)
