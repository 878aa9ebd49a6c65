import math

import pytest
from scipy import stats

from evaluation.estimates import Estimate, TooLittle, proportion, rate


def test_a_proportion_carries_wilsons_interval() -> None:
    # Newcombe 1998, table I: 15 of 148 gives 0.0624 to 0.1605
    found = proportion(15, 148, of="episodes")
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(0.10135, abs=1e-5)
    assert (found.low, found.high) == (pytest.approx(0.0624, abs=5e-5), pytest.approx(0.1605, abs=5e-5))
    assert found.n == 148


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (29, 29, 0.8830, 1.0)],
)
def test_wilsons_interval_is_that_of_the_literature_and_keeps_within_0_and_1(
    hits: int, n: int, low: float, high: float
) -> None:
    found = proportion(hits, n, of="episodes")
    assert isinstance(found, Estimate)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_proportion_of_nothing_is_too_little_and_says_of_what() -> None:
    assert proportion(0, 0, of="alerts") == TooLittle("There were no alerts.", 0)


@pytest.mark.parametrize(("hits", "n"), [(3, 2), (-1, 2)])
def test_more_hits_than_trials_cannot_be(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        proportion(hits, n, of="episodes")


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood's bounds for one unit of exposure, as tabulated (Pearson and Hartley, table 40)
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (50, 37.11, 65.92)],
)
def test_a_rate_carries_the_exact_poisson_interval(count: int, low: float, high: float) -> None:
    found = rate(count, 4.0, unit="per week")
    assert isinstance(found, Estimate)
    assert found.value == count / 4
    assert (found.low * 4, found.high * 4) == (pytest.approx(low, rel=1e-3), pytest.approx(high, rel=1e-3))
    assert (found.n, found.unit) == (count, "per week")


def test_the_poisson_interval_is_that_of_the_chi_squared_distribution() -> None:
    for count in range(1, 40):
        found = rate(count, 2.5, unit="")
        assert isinstance(found, Estimate)
        assert found.low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 / 2.5)
        assert found.high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2 / 2.5)


def test_a_rate_over_no_time_is_too_little() -> None:
    assert rate(2, 0.0, unit="per week") == TooLittle("No time was monitored.", 2)


def test_a_rate_of_nothing_over_some_time_still_has_an_upper_bound() -> None:
    found = rate(0, 52.0, unit="per week")
    assert isinstance(found, Estimate)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(-math.log(0.025) / 52)


def test_negative_counts_and_times_are_turned_down() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        rate(1, -1.0, unit="")
