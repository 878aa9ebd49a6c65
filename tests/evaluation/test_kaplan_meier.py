import math
from datetime import timedelta

import pytest

from evaluation.estimates import Estimate, TooLittle
from evaluation.kaplan_meier import Wait, kaplan_meier

# Freireich and others 1963: weeks of remission under 6-mercaptopurine, the textbook's example; + is censored
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def waits(minutes: str) -> list[Wait]:
    return [Wait(timedelta(minutes=int(word.rstrip("+"))), seen=not word.endswith("+")) for word in minutes.split()]


def test_the_textbooks_curve_comes_out_step_by_step() -> None:
    steps = kaplan_meier(waits(REMISSION)).steps
    assert [int(step.after / timedelta(minutes=1)) for step in steps] == [6, 7, 10, 13, 16, 22, 23]
    assert [step.at_risk for step in steps] == [21, 17, 15, 12, 11, 7, 6]
    assert [round(step.waiting, 3) for step in steps] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(step.standard_error, 4) for step in steps] == [
        0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346,
    ]  # fmt: skip


def test_the_textbooks_median_is_23_and_its_interval_is_open_upwards() -> None:
    median = kaplan_meier(waits(REMISSION)).median
    assert isinstance(median, Estimate)
    assert (median.value / 60, median.low / 60, median.high) == (23, 13, math.inf)
    assert (median.n, median.unit) == (21, "s")


def test_without_misses_the_curve_is_the_share_still_waiting() -> None:
    curve = kaplan_meier(waits("1 2 2 3 5 8 8 9"))
    assert [round(step.waiting * 8, 9) for step in curve.steps] == [7, 5, 4, 3, 1, 0]
    assert isinstance(curve.median, Estimate)
    assert curve.median.value == 3 * 60


def test_a_wait_censored_at_a_length_is_still_at_risk_at_that_length() -> None:
    steps = kaplan_meier(waits("5 5+")).steps
    assert (steps[0].at_risk, steps[0].waiting) == (2, 0.5)


def test_every_step_lies_within_its_interval_and_the_interval_within_0_and_1() -> None:
    for step in kaplan_meier(waits(REMISSION + " 40 41")).steps:
        assert 0 <= step.low <= step.waiting <= step.high <= 1


def test_always_the_same_delay_gives_an_interval_that_ends() -> None:
    median = kaplan_meier(waits("10 10 10 10 10 10")).median
    assert isinstance(median, Estimate)
    assert (median.value, median.low, median.high) == (600, 600, 600)


def test_mostly_missed_episodes_have_no_median_and_say_why() -> None:
    median = kaplan_meier(waits("1 2 30+ 30+ 30+ 30+ 30+")).median
    assert median == TooLittle("Only 2 of 7 were seen, so the median delay is not known.", 7)


@pytest.mark.parametrize("minutes", ["", "3", "1 2 3 4 5"])
def test_fewer_than_six_episodes_are_too_few_for_a_median(minutes: str) -> None:
    n = len(minutes.split())
    assert kaplan_meier(waits(minutes)).median == TooLittle(
        f"A median with its interval needs 6 episodes; there were {n}.", n
    )
