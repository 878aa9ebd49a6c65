"""How often a device tells something, by what it told while nobody disturbed it."""

from datetime import UTC, datetime, timedelta

import pytest

from evaluation.conformance.course import usual_gap

START = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "gap"),
    [
        ([], 0),
        ([3], 0),
        ([0, 10, 20, 30], 10),
        ([0, 0.00001, 10, 10.00001, 20, 20.00001], 10),  # temperature and battery
        ([0, 0.1, 0.2, 10, 10.1, 10.2], 9.8),
        ([0, 0.05, 0.1, 0.15], 0.05),
        ([20, 0, 10], 10),
        ([5, 5, 5], 0),
    ],
)
def test_what_is_told_at_once_counts_as_one_moment(seconds: list[float], gap: float) -> None:
    assert usual_gap(START + timedelta(seconds=second) for second in seconds) == pytest.approx(gap)
