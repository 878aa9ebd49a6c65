"""Plots of staff's load stay small, however many alerts there were."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.load import measure
from alerts.load.answers import Answers
from dashboards.load_plots import plot, plots_of
from dashboards.tongue import tongue

START = datetime(2026, 3, 2, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")


def test_a_curve_of_many_answers_is_drawn_by_few_points() -> None:
    waits = tuple(timedelta(seconds=n / 10) for n in range(20_000))
    empty = measure([], START, START + timedelta(days=1))
    busy = replace(empty, answers=Answers(waits, never=0, over_first=0, waiting=0, found_late=0))
    assert plots_of(empty) == ["calls"]
    assert plots_of(busy) == ["calls", "answers"]
    assert len(plot("answers", busy, tongue("en"), ZONE, dark=False)) < 60_000
