"""The night round: as many visits as homes really have, spared by a camera in the share that is asked for."""

from datetime import date, timedelta
from random import Random

import pytest

from simulators.staff.day_visits import DayVisits
from simulators.staff.night_round import LEAST, MOST, NightRound

NIGHTS = [date(2025, 1, 6) + timedelta(days=n) for n in range(365)]


def test_homes_have_between_1_6_and_2_1_planned_visits_a_night() -> None:
    rounds = [NightRound(0.4, str(home)) for home in range(20)]
    a_night = [sum(len(one.planned(night)) for night in NIGHTS) / len(NIGHTS) for one in rounds]
    assert all(LEAST * 0.93 < found < MOST * 1.07 for found in a_night)
    assert max(a_night) - min(a_night) > 0.2


def test_the_plan_hangs_on_the_seed_alone() -> None:
    assert [NightRound(0.4, "a").planned(night) for night in NIGHTS] == [
        NightRound(0.0, "a").planned(night) for night in NIGHTS
    ]
    assert [NightRound(0.4, "b").planned(night) for night in NIGHTS] != [
        NightRound(0.4, "a").planned(night) for night in NIGHTS
    ]


@pytest.mark.parametrize("effect", [0.0, 0.2, 0.4, 0.6])
def test_the_share_is_spared_though_the_camera_often_sees_nobody(effect: float) -> None:
    one, seen = NightRound(effect, "a"), Random(1)
    spared = sum(one.stays_away(seen=seen.random() < 0.7) for _ in range(20_000))
    assert spared / 20_000 == pytest.approx(effect, abs=0.015)


def test_what_the_camera_has_somebody_go_for_is_spared_again() -> None:
    one = NightRound(0.0, "a")
    one.called_out(by_camera=True)
    one.called_out(by_camera=False)
    assert [one.stays_away(seen=True) for _ in range(3)] == [True, False, False]


def test_visits_by_day_take_most_of_the_time_that_staff_spend_with_a_person() -> None:
    days = [DayVisits("a").of(day) for day in NIGHTS]
    assert days == [DayVisits("a").of(day) for day in NIGHTS]
    assert 40 < sum(one.contact for day in days for one in day) / len(days) < 110
    assert all(one.contact < one.minutes for day in days for one in day)
