from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from care.errors import ScenarioError
from care.ids import ID
from care.people import Spot
from simulators.guesses import spot
from simulators.recording import Recording, read

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home.csv"


def _read(file: Path, *rows: str, zone: ZoneInfo = STOCKHOLM, header: str = "time,sensor,type") -> Recording:
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return read(file, zone)


def _utc(recording: Recording) -> list[str]:
    return [reading.time.strftime("%d %H:%M") for reading in recording.readings()]


def test_rows_become_readings_in_utc(file: Path) -> None:
    recording = _read(file, "2019-07-18 09:48:03,front-door,door", "2019-07-18 09:48:11,hallway,motion")
    told = list(recording.feed("h-1").told)
    assert [(t.device, t.quantity, t.value) for t in told] == [
        ("front-door", "contact.open", True),
        ("hallway", "motion", True),
    ]
    assert told[0].time == recording.start == datetime(2019, 7, 18, 7, 48, 3, tzinfo=UTC)
    assert told[1].time == recording.end
    assert recording.rows == 2


def test_fractions_of_seconds_and_zones_are_kept(file: Path) -> None:
    recording = _read(file, "2019-07-18T09:48:03.25,hall,motion", "2019-07-18 09:48:03+01:00,hall,motion")
    assert [reading.time for reading in recording.readings()] == [
        datetime(2019, 7, 18, 7, 48, 3, 250_000, tzinfo=UTC),
        datetime(2019, 7, 18, 8, 48, 3, tzinfo=UTC),
    ]


def test_the_hour_that_comes_twice_is_told_apart_by_the_order_of_the_file(file: Path) -> None:
    rows = [f"2025-10-26 {at}:00,hall,motion" for at in ("01:50", "02:10", "02:50", "02:05", "02:59", "03:01")]
    assert _utc(_read(file, *rows)) == ["25 23:50", "26 00:10", "26 00:50", "26 01:05", "26 01:59", "26 02:01"]


def test_an_hour_that_comes_twice_but_is_written_once_is_the_first(file: Path) -> None:
    rows = [f"2025-10-26 {at}:00,hall,motion" for at in ("02:10", "02:50", "03:10")]
    assert _utc(_read(file, *rows)) == ["26 00:10", "26 00:50", "26 02:10"]


def test_the_hour_that_never_comes_is_of_a_clock_not_yet_set(file: Path) -> None:
    rows = [f"2025-03-30 {at}:00,hall,motion" for at in ("01:50", "02:10", "03:20")]
    assert _utc(_read(file, *rows)) == ["30 00:50", "30 01:10", "30 01:20"]


def test_the_hour_that_never_comes_is_of_a_clock_set_early_when_the_next_row_says_so(file: Path) -> None:
    rows = [f"2025-03-30 {at}:00,hall,motion" for at in ("00:30", "02:40", "03:10")]
    assert _utc(_read(file, *rows)) == ["29 23:30", "30 00:40", "30 01:10"]


def test_rows_up_to_a_day_late_are_put_in_their_place_and_counted(file: Path) -> None:
    rows = [f"2025-05-0{at}:00,hall,motion" for at in ("1 10:00", "1 09:00", "1 11:00", "2 11:00", "1 11:30")]
    recording = _read(file, *rows)
    assert _utc(recording) == ["01 07:00", "01 08:00", "01 09:00", "01 09:30", "02 09:00"]
    assert (recording.late.count, recording.late.line) == (2, 3)


def test_a_row_a_little_late_is_not_taken_for_a_clock_that_was_set_back(file: Path) -> None:
    rows = [f"2025-10-26 02:{at},hall,motion" for at in ("10:30", "10:00", "10:40", "50:00", "09:00", "59:00")]
    recording = _read(file, *rows)
    assert _utc(recording) == ["26 00:10", "26 00:10", "26 00:10", "26 00:50", "26 01:09", "26 01:59"]
    assert recording.late.count == 1


def test_the_same_row_twice_is_told_once_and_counted(file: Path) -> None:
    recording = _read(file, *["2025-05-01 10:00:00,hall,motion"] * 3, "2025-05-01 10:00:00,kitchen,motion")
    assert (recording.rows, recording.sent) == (4, 2)
    assert (recording.twice.count, recording.twice.line) == (2, 3)


def test_sensors_of_unknown_types_are_not_sent_and_named(file: Path) -> None:
    rows = ["10:00:00,hall,motion", "10:00:01,cat,mood", "10:00:02,cat,mood", "10:00:03,meter,electricity"]
    recording = _read(file, *(f"2025-05-01 {row}" for row in rows))
    assert (recording.rows, recording.sent) == (4, 1)
    (cat, meter) = recording.unsent
    assert (cat.sensor, cat.rows, cat.line) == ("cat", 2, 3)
    assert cat.reason.startswith("type 'mood' is not known; known are motion, ")
    assert (meter.sensor, meter.reason) == ("meter", "the file does not say in which unit")


def test_rows_of_one_instant_keep_their_order(file: Path) -> None:
    recording = _read(file, "2025-05-01 10:00:00,b,motion", "2025-05-01 10:00:00,a,motion")
    assert [reading.sensor.name for reading in recording.readings()] == ["b", "a"]


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        (["2025-05-02 10:00:00,hall,motion", "2025-05-01 09:00:00,hall,motion"], 3, "(line 2): time goes back by more"),
        (["2035-05-01 10:00:00,hall,motion", "2025-05-01 09:00:00,hall,motion"], 3, "comes after 2035-05-01 10:00:00"),
        (["2025-05-01 10:00:00,hall,movement"], 2, "nothing can be sent of it; 'hall': type 'movement' is not known"),
        (["2025-05-01 10:00:00,hall"], 2, "2 values where time,sensor,type are wanted"),
        (["2025-05-01 10:00:00,,motion"], 2, "the sensor has no name"),
        (["yesterday,hall,motion"], 2, "'yesterday' is not a time; write it as"),
        (["2025-05-01,hall,motion"], 2, "'2025-05-01' is not a time"),
        (["1970-01-01 00:00:00,hall,motion"], 2, "outside the years"),
        (["", "2025-05-01 25:00:00,hall,motion"], 3, "is not a time"),
        ([], 2, "has no rows"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(file: Path, rows: list[str], line: int, says: str) -> None:
    with pytest.raises(ScenarioError) as wrong:
        _read(file, *rows)
    assert str(wrong.value).startswith(f"{file}:{line}: ")
    assert says in str(wrong.value)


def test_another_header_is_refused(file: Path) -> None:
    with pytest.raises(ScenarioError, match=r"home\.csv:1: the first row is 'a,b'; it must be time,sensor,type; or"):
        _read(file, "1,2", header="a,b")


@pytest.mark.parametrize("content", [b"", b"time,sensor,type\n2025-05-01 10:00:00,k\xff,motion\n", b"\x00\x01\x02"])
def test_what_is_no_recording_is_refused_by_name(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=r"home\.csv:1: "):
        read(file, STOCKHOLM)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"gone\.csv:1: cannot be read .* check the path"):
        read(tmp_path / "gone.csv", STOCKHOLM)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("front-door", "door", Spot.OUTER_DOOR),
        ("back-door", "door", Spot.OUTER_DOOR),
        ("Ytterdörr", "door", Spot.OUTER_DOOR),
        ("Entré", "door", Spot.OUTER_DOOR),
        ("fridge-door", "door", Spot.STORAGE),
        ("Kylskåp", "door", Spot.STORAGE),
        ("Cupboard, kitchen", "door", Spot.STORAGE),
        ("bathroom door", "door", Spot.INNER_DOOR),
        ("front hall", "motion", Spot.ROOM),
    ],
)
def test_a_sensors_name_says_what_it_stands_for(name: str, kind: str, expected: Spot) -> None:
    assert spot(name, kind) == expected


def test_sensors_names_become_ids_that_differ(file: Path) -> None:
    names = ["Kök", "kok", "KÖK ", "a" * 40, "a" * 41, "***", "a" * 32]
    recording = _read(file, *(f"2025-05-01 10:00:0{n},{name},motion" for n, name in enumerate(names)))
    devices = [sensor.device for sensor in recording.sensors]
    assert len(set(devices)) == len(devices) == len(names)
    assert all(ID.fullmatch(device) for device in devices)
    assert {"kok", "sensor"} <= set(devices)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "rows"), [("home_a", 26_416), ("home_b", 23_063)])
def test_real_homes_are_read_whole_and_in_order(recordings: Path, name: str, rows: int) -> None:
    recording = read(recordings / f"{name}.csv", ZoneInfo("Europe/London"))
    assert recording.rows == rows
    spots = {sensor.name: sensor.spot for sensor in recording.sensors}
    assert spots["front-door"] == spots["back-door"] == Spot.OUTER_DOOR
    assert spots["fridge-door"] == Spot.STORAGE
    times = [told.time for told in recording.feed("h-real").told]
    assert len(times) == rows
    assert all(before <= after for before, after in pairwise(times))
    assert timedelta(days=40) < times[-1] - times[0] < timedelta(days=80)
