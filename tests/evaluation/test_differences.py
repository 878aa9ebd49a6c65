"""Differences with their intervals: published examples, and how often the intervals hold the truth."""

import math
from random import Random

import pytest

from evaluation.differences import Pairs, independent, paired_median, paired_proportions
from evaluation.estimates import Estimate, Result, TooLittle, proportion, rate


def bounds(result: Result) -> tuple[float, float, float]:
    assert isinstance(result, Estimate), result
    return (round(result.value, 4), round(result.low, 4), round(result.high, 4))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (Pairs(1, 1, 7, 12), (-0.2857, -0.5069, -0.0256)),  # Fagerland, Lydersen and Laake 2014: -0.507 to -0.026
        (Pairs(14, 5, 0, 22), (0.1220, 0.0115, 0.2265)),  # Altman et al. 2000, table 6.2
    ],
)
def test_a_difference_within_pairs_is_as_published(pairs: Pairs, expected: tuple[float, float, float]) -> None:
    assert bounds(paired_proportions(pairs, of="episodes")) == expected


def test_a_difference_of_independent_proportions_is_as_published() -> None:
    """56 of 70 against 48 of 80 (Newcombe 1998): 0.0524 to 0.3339."""
    first, second = proportion(56, 70, of="episodes"), proportion(48, 80, of="episodes")
    assert bounds(independent(first, second)) == (0.2, 0.0524, 0.3339)


def test_turned_round_the_difference_is_turned_round() -> None:
    _, low, high = bounds(paired_proportions(Pairs(8, 5, 1, 6), of="episodes"))
    _, back_low, back_high = bounds(paired_proportions(Pairs(8, 1, 5, 6), of="episodes"))
    assert (low, high) == (-back_high, -back_low)


def test_pairs_that_agree_in_all_still_leave_room() -> None:
    for pairs in (Pairs(10, 0, 0, 0), Pairs(0, 0, 0, 10), Pairs(5, 0, 0, 5)):
        value, low, high = bounds(paired_proportions(pairs, of="episodes"))
        assert value == 0
        assert low < 0 < high


@pytest.mark.parametrize(("both", "one", "other"), [(0.5, 0.2, 0.1), (0.85, 0.1, 0.02), (0.3, 0.3, 0.3)])
def test_nineteen_of_twenty_intervals_within_pairs_hold_the_truth(both: float, one: float, other: float) -> None:
    rng, held, times = Random(1), 0, 1000
    for _ in range(times):
        drawn = rng.choices("bfsn", (both, one, other, 1 - both - one - other), k=30)
        _, low, high = bounds(paired_proportions(Pairs(*(drawn.count(kind) for kind in "bfsn")), of="episodes"))
        held += low <= one - other <= high
    assert 0.93 <= held / times <= 0.99


def test_a_difference_of_rates_holds_zero_where_both_are_alike() -> None:
    first, second = (rate(3, weeks, unit="per resident-week") for weeks in (2.0, 2.0))
    value, low, high = bounds(independent(first, second))
    assert value == 0
    assert low == -high < 0


def test_where_one_has_no_upper_bound_the_difference_has_none_on_that_side() -> None:
    unbounded = Estimate(60, 30, math.inf, 8, "Kaplan-Meier, log-log interval", "s")
    found = independent(unbounded, Estimate(50, 40, 70, 8, "Kaplan-Meier, log-log interval", "s"))
    assert isinstance(found, Estimate)
    assert math.isfinite(found.low)
    assert found.high == math.inf


def test_too_little_on_either_side_is_too_little() -> None:
    enough, nothing = proportion(1, 2, of="alerts"), proportion(0, 0, of="alerts")
    assert isinstance(independent(enough, nothing), TooLittle)
    assert isinstance(independent(nothing, enough), TooLittle)
    assert isinstance(paired_proportions(Pairs(0, 0, 0, 0), of="episodes"), TooLittle)


def test_a_median_difference_needs_six_pairs() -> None:
    assert isinstance(paired_median([1.0] * 5, of="episodes", unit="s"), TooLittle)
    assert bounds(paired_median([3.0, 1.0, 2.0, 6.0, 5.0, 4.0], of="episodes", unit="s")) == (3.5, 1, 6)


def test_the_interval_of_a_median_difference_is_that_of_the_sign_test() -> None:
    """Of ten the second and the ninth: 2 * (1 + 10) / 1024 = 2.1 %, and the third would be 10.9 %."""
    assert bounds(paired_median([float(n) for n in range(10)], of="episodes", unit="s")) == (4.5, 1, 8)
