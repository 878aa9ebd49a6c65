"""How often rules call in recordings of real homes, in which nothing is known to have happened: seldom.

docs/alerts.md states these figures.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from evaluation.recorded_rules import compare
from simulators.recording import read

ZONES = {"home_a": "Europe/London", "home_b": "Europe/London", "home_c": "Europe/Stockholm"}
ALERTS = {("fall", "home_a"): 0, ("fall", "home_b"): 0, ("inactivity", "home_a"): 1, ("inactivity", "home_c"): 0}
"""In 73, 45 and 27 days."""


@pytest.mark.shared
@pytest.mark.parametrize(("situation", "home"), ALERTS)
async def test_a_rule_calls_no_oftener_than_the_page_says(recordings: Path, situation: str, home: str) -> None:
    recording = read(recordings / f"{home}.csv", ZoneInfo(ZONES[home]))
    compared = await compare(recording, situation, {}, {})
    assert len(compared.new.found) == ALERTS[situation, home]


@pytest.mark.shared
async def test_four_hours_of_stillness_call_once_more_than_five(recordings: Path) -> None:
    recording = read(recordings / "home_b.csv", ZoneInfo(ZONES["home_b"]))
    compared = await compare(recording, "inactivity", {}, {"hours": 4})
    assert (len(compared.old.found), len(compared.new.found)) == (7, 8)
