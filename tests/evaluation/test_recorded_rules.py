"""A rule tried on recordings with other parameters: what differs, and what it refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from care.errors import SettingError
from evaluation.estimates import Estimate
from evaluation.recorded_rules import checked, compare
from mistel.cli import app
from simulators.recording import read

STOCKHOLM = ZoneInfo("Europe/Stockholm")
RULE = "left_home_at_night"
ROWS = """time,sensor,type
2026-01-12 12:00:00,hall,motion
2026-01-13 23:00:00,front-door,door
2026-01-13 23:07:00,hall,motion
2026-01-15 02:00:00,front-door,door
2026-01-15 03:00:00,hall,motion
2026-01-26 12:00:00,hall,motion
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home.csv"
    path.write_text(ROWS)
    return path


async def test_a_shorter_quiet_time_raises_one_more_and_the_other_one_is_the_same_though_earlier(home: Path) -> None:
    compared = await compare(read(home, STOCKHOLM), RULE, {}, {"quiet_minutes": 5})

    assert [one.onset for one in compared.old.found] == [datetime(2026, 1, 15, 1, 10, tzinfo=UTC)]
    assert [one.onset for one in compared.added] == [datetime(2026, 1, 13, 22, 5, tzinfo=UTC)]
    assert compared.gone == []
    a_week = compared.new.a_week
    assert isinstance(a_week, Estimate)
    assert (a_week.value, a_week.n, compared.new.lasted) == (1.0, 2, timedelta(days=14))


@pytest.mark.parametrize(
    ("rule", "values", "says"),
    [
        ("left_home", {}, "There is no rule 'left_home'"),
        (RULE, {"quiet": 5}, "there is no such parameter.*quiet_minutes"),
        (RULE, {"quiet_minutes": -5}, "-5 cannot be used"),
    ],
)
def test_what_no_rule_takes_is_refused_with_what_it_takes(rule: str, values: dict[str, int], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        checked(rule, values)


def test_the_command_prints_both_side_by_side(home: Path) -> None:
    said = CliRunner().invoke(app, ["alerts", "backtest", "--rule", RULE, "--set", "quiet_minutes=5", str(home)])

    assert said.exception is None, said.exception
    assert "new: quiet_minutes = 5" in said.output
    assert "0.50 (0.01-2.79)" in said.output
    assert "1.00 (0.12-3.61)" in said.output
    assert "only new  home.csv  2026-01-13 23:05 to 01-13 23:07" in said.output


def test_a_parameter_without_a_value_is_refused(home: Path) -> None:
    said = CliRunner().invoke(app, ["alerts", "backtest", "--rule", RULE, "--set", "quiet_minutes", str(home)])

    assert isinstance(said.exception, SettingError)
    assert "is not parameter=value" in str(said.exception)
