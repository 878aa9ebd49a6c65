from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from care.errors import ScenarioError
from simulators.labels import Label, from_marks, read

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2025, 5, 1, 10, tzinfo=UTC)


def _read(folder: Path, *rows: str) -> tuple[Label, ...]:
    file = folder / "home.labels.csv"
    file.write_text("\n".join(["start,end,label", *rows, ""]), encoding="utf-8")
    return read(file, STOCKHOLM)


def test_labels_have_their_times_in_utc_and_may_overlap(tmp_path: Path) -> None:
    sleeping, toilet = _read(
        tmp_path, "2025-05-01 22:00:00,2025-05-02 07:00:00,sleep", "2025-05-02 03:00:00,2025-05-02 03:05:00,use-toilet"
    )
    assert (sleeping.start, sleeping.end) == (START.replace(hour=20), datetime(2025, 5, 2, 5, tzinfo=UTC))
    assert (toilet.label, toilet.line) == ("use-toilet", 3)


def test_a_night_when_the_clock_is_set_back_is_an_hour_longer(tmp_path: Path) -> None:
    (night,) = _read(tmp_path, "2025-10-25 23:00:00,2025-10-26 07:00:00,sleep")
    assert night.end - night.start == timedelta(hours=9)


def test_what_ends_in_the_hour_that_comes_twice_ends_after_it_began(tmp_path: Path) -> None:
    first, second = _read(
        tmp_path, "2025-10-26 02:10:00,2025-10-26 02:50:00,a", "2025-10-26 02:30:00,2025-10-26 02:20:00,b"
    )
    assert (f"{first.start:%H:%M}", f"{first.end:%H:%M}") == ("00:10", "00:50")
    assert (f"{second.start:%H:%M}", f"{second.end:%H:%M}") == ("00:30", "01:20")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2025-05-01 10:00:00,2025-05-01 09:00:00,sleep", "before it begins; mend the row"),
        ("2025-05-01 10:00:00,2025-05-01 11:00:00,", "the label is empty"),
        ("2025-05-01 10:00:00,sleep", "2 values where start,end,label are wanted"),
        ("2025-05-01 10:00:00,soon,sleep", "'soon' is not a time"),
        ("2024-05-01 10:00:00,2024-05-01 11:00:00,sleep", "time goes back by more than a day"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(ScenarioError) as wrong:
        _read(tmp_path, "2025-05-01 09:00:00,2025-05-01 10:00:00,before", row)
    assert f"{tmp_path}/home.labels.csv:3: " in str(wrong.value)
    assert says in str(wrong.value)


def test_a_recording_given_as_labels_is_named(tmp_path: Path) -> None:
    file = tmp_path / "home.csv"
    file.write_text("time,sensor,type\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"home\.csv:1: .* it must be start,end,label"):
        read(file, STOCKHOLM)


def test_marks_without_their_other_half_are_left_out_and_named() -> None:
    at = [START + timedelta(minutes=n) for n in range(6)]
    labels, odd = from_marks(
        [
            (at[0], 1, "sleep", True),
            (at[1], 2, "eat", False),
            (at[2], 3, "sleep", True),
            (at[3], 4, "sleep", False),
            (at[4], 5, "read", True),
        ]
    )
    assert labels == (Label("sleep", at[2], at[3], 3),)
    assert odd == (
        "line 1: 'sleep' begins, and begins again on line 3; left out",
        "line 2: 'eat' ends, but it has not begun; left out",
        "line 5: 'read' begins, but it never ends; left out",
    )
