"""The forms that recordings come in, each with its own traps."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from care.errors import ScenarioError
from care.people import Spot
from simulators.forms import casas
from simulators.recording import Recording, read

UTC_ZONE = ZoneInfo("UTC")
WITH_DURATIONS = "ts,sensor,type,room,value,dur_s"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home.csv"


def _read(file: Path, *lines: str, zone: ZoneInfo = UTC_ZONE) -> Recording:
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return read(file, zone)


def _told(recording: Recording) -> list[str]:
    return [f"{t.time:%H:%M:%S} {t.device} {t.quantity} {str(t.value).lower()}" for t in recording.feed("h").told]


def test_what_lasts_is_told_when_it_begins_and_when_it_ends(file: Path) -> None:
    recording = _read(
        file,
        WITH_DURATIONS,
        "2008-02-25 10:00:00,Front door,door,entry,ON,4",
        "2008-02-25 10:01:00,Microwave,appliance,kitchen,ON,90",
        "2008-02-25 10:05:00,Toilet Flush,flush,bathroom,ON,1.5",
    )
    assert _told(recording) == [
        "10:00:00 front-door contact.open true",
        "10:00:04 front-door contact.open false",
        "10:01:00 microwave appliance.on true",
        "10:02:30 microwave appliance.on false",
        "10:05:00 toilet-flush flush true",
        "10:05:01 toilet-flush flush false",
    ]
    assert recording.end == datetime(2008, 2, 25, 10, 5, 1, 500_000, tzinfo=UTC)
    assert [(s.item.room, s.spot) for s in recording.sensors] == [
        ("entry", Spot.OUTER_DOOR),
        ("kitchen", Spot.ROOM),
        ("bathroom", Spot.ROOM),
    ]


def test_ends_that_overlap_come_in_the_order_of_time(file: Path) -> None:
    recording = _read(
        file,
        WITH_DURATIONS,
        "2008-02-25 10:00:00,Bedroom door,door,bedroom,ON,604258",
        "2008-02-25 10:00:01,Fridge,contact,kitchen,ON,10",
        "2008-02-26 10:00:00,Fridge,contact,kitchen,ON,10",
        "2008-02-28 10:00:00,Fridge,contact,kitchen,ON,10",
    )
    times = [reading.time for reading in recording.readings()]
    assert times == sorted(times)
    assert recording.sent == len(times) == 8
    assert recording.end - recording.start == timedelta(seconds=604258)
    assert recording.late.count == 0


def test_a_door_that_opens_as_it_closes_closes_first(file: Path) -> None:
    rows = [f"2008-02-25 10:00:0{at},D,door,,ON,{lasts}" for at, lasts in ((0, 3), (3, 2))]
    values = [reading.value for reading in _read(file, WITH_DURATIONS, *rows).readings()]
    assert values == [True, False, True, False]


def test_what_lasted_no_second_is_on_for_an_instant(file: Path) -> None:
    recording = _read(file, WITH_DURATIONS, "2008-02-25 10:00:00,D,door,,ON,0")
    on, off = recording.readings()
    assert (on.value, off.value) == (True, False)
    assert off.time - on.time == timedelta(milliseconds=1)


def test_a_value_without_duration_is_told_once(file: Path) -> None:
    recording = _read(
        file,
        WITH_DURATIONS,
        "2008-02-25 10:00:00,hall,temperature,hall,21.5,",
        "2008-02-25 10:00:01,D,door,hall,OFF,",
        "2008-02-25 10:00:02,planner,reminder.shown,hall,Lunch,",
    )
    assert _told(recording) == [
        "10:00:00 hall temperature 21.5",
        "10:00:01 d contact.open false",
        "10:00:02 planner reminder.shown lunch",
    ]


def test_sensors_may_be_called_by_numbers_and_share_names(file: Path) -> None:
    recording = _read(
        file,
        WITH_DURATIONS,
        "2008-02-25 10:00:00,4,contact,kitchen,ON,1",
        "2008-02-25 10:00:05,Kitchen,motion,kitchen,ON,1",
        "2008-02-25 10:00:07,Kitchen,temperature,kitchen,20,",
    )
    assert [(s.name, s.device, s.quantity) for s in recording.sensors] == [
        ("4", "4", "contact.open"),
        ("Kitchen", "kitchen-motion", "motion"),
        ("Kitchen", "kitchen-temperature", "temperature"),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2008-02-25 10:00:00,D,door,,maybe,3", "'maybe' is neither on (or open) nor off (or closed)"),
        ("2008-02-25 10:00:00,D,door,,OFF,3", "'OFF' cannot last 3 s; only what is on can"),
        ("2008-02-25 10:00:00,T,temperature,,warm,", "'warm' is not a number"),
        ("2008-02-25 10:00:00,T,temperature,,,", "the row has no value, and a number is wanted"),
        ("2008-02-25 10:00:00,T,temperature,,900,", "temperature lies between -60 and 150 Cel, not 900"),
        ("2008-02-25 10:00:00,T,temperature,,nan,", "temperature lies between"),
    ],
)
def test_a_value_that_cannot_be_is_not_sent_and_named_by_line(file: Path, row: str, says: str) -> None:
    recording = _read(file, WITH_DURATIONS, "2008-02-25 09:00:00,hall,motion,,ON,", row, row)
    assert recording.sent == 1
    (unsent,) = recording.unsent
    assert (unsent.rows, unsent.line) == (2, 3)
    assert says in unsent.reason


@pytest.mark.parametrize("lasts", ["-1", "soon", "inf", "nan", "99999999999"])
def test_a_duration_that_cannot_be_is_named_by_file_and_line(file: Path, lasts: str) -> None:
    with pytest.raises(ScenarioError, match=r"home\.csv:2: dur_s is .* seconds, from 0 to a year"):
        _read(file, WITH_DURATIONS, f"2008-02-25 10:00:00,D,door,,ON,{lasts}")


def test_labels_given_as_a_recording_are_named(file: Path) -> None:
    with pytest.raises(ScenarioError, match=r"home\.csv:1: these are labels.*--labels"):
        _read(file, "start,end,label", "2008-02-25 00:19:32,2008-02-25 00:21:24,brush-teeth")


CASAS = """\
2010-11-04 00:03:50.209589 M003 ON Sleeping begin
2010-11-04 00:03:57.399391\tM003\tOFF
2010-11-04 00:15:08.984841 T002 21.5

2010-11-04 05:40:51.303739 M004 ON Bed_to_Toilet begin
2010-11-04 05:43:30.279021 M004 OFF Bed_to_Toilet end
2010-11-04 08:01:12.282970 M003 OFF Sleeping end
2010-11-04 08:10:01 D002 OPEN
2010-11-04 08:10:09 D002 CLOSE
2010-11-04 08:20:00.1 L005 ON R1 Watch TV="begin"
"""


def test_the_casas_form_is_read(file: Path) -> None:
    recording = _read(file, CASAS)
    assert recording.form.name == "CASAS"
    assert _told(recording) == [
        "00:03:50 m003 motion true",
        "00:03:57 m003 motion false",
        "00:15:08 t002 temperature 21.5",
        "05:40:51 m004 motion true",
        "05:43:30 m004 motion false",
        "08:01:12 m003 motion false",
        "08:10:01 d002 contact.open true",
        "08:10:09 d002 contact.open false",
        "08:20:00 l005 appliance.on true",
    ]
    assert recording.start.microsecond == 209589


def test_what_casas_rows_say_of_activities_becomes_labels(file: Path) -> None:
    recording = _read(file, CASAS)
    assert [(label.label, f"{label.start:%H:%M}", f"{label.end:%H:%M}", label.line) for label in recording.labels] == [
        ("Sleeping", "00:03", "08:01", 1),
        ("Bed_to_Toilet", "05:40", "05:43", 5),
    ]
    assert recording.odd == ("line 10: 'R1 Watch TV' begins, but it never ends; left out",)


def test_a_casas_row_that_nobody_can_mend_is_named_and_the_rest_is_told(file: Path) -> None:
    recording = _read(
        file,
        "2010-11-04 00:00:01 M001 ON",
        "2010-11-04 00:00:02 M001",
        "2010-13-04 00:00:03 M001 ON",
        "2010-11-04 00:00:04 M001 OFFc",
        "2010-11-04 00:00:05 M001 OFF",
    )
    assert (recording.rows, recording.sent) == (5, 2)
    assert [(u.sensor, u.rows, u.line, u.reason) for u in recording.unsent] == [
        ("(a row that cannot be read)", 2, 2, "'2010-11-04 00:00:02 M001' is not date, time, sensor and value"),
        ("M001", 1, 4, "'OFFc' is neither on (or open) nor off (or closed)"),
    ]


@pytest.mark.parametrize(
    ("sensor", "kind"),
    [
        ("M001", "motion"),
        ("MA012", "motion"),
        ("m1", "motion"),
        ("D003", "door"),
        ("T101", "temperature"),
        ("I07", "item"),
        ("AD1-A", "burner"),
        ("AD1-C", "water"),
        ("P001", "electricity"),
        ("asterisk", "telephone"),
        ("BATV003", "battery voltage"),
        ("E002", "E"),
        ("Kitchen", "KITCHEN"),
        ("4", "4"),
    ],
)
def test_a_casas_sensor_is_known_by_its_letters(sensor: str, kind: str) -> None:
    assert casas.kind(sensor) == kind


def test_casas_sensors_without_a_quantity_are_named_with_the_reason(file: Path) -> None:
    rows = ["M01 ON", "I01 ABSENT", "I01 PRESENT", "AD1-A 2.82", "P001 747", "asterisk START", "asterisk END", "X9 ON"]
    recording = _read(file, *(f"2008-02-27 12:43:{n:02} {row}" for n, row in enumerate(rows)))
    assert _told(recording)[1:] == ["12:43:05 asterisk appliance.on true", "12:43:06 asterisk appliance.on false"]
    assert [(u.sensor, u.rows) for u in recording.unsent] == [("I01", 2), ("AD1-A", 1), ("P001", 1), ("X9", 1)]
    assert "type 'X' is not known" in recording.unsent[-1].reason


@pytest.mark.shared
def test_every_row_of_the_home_with_durations_is_told_twice(recordings: Path) -> None:
    recording = read(recordings / "home_c.csv", ZoneInfo("Europe/Amsterdam"), labels=recordings / "home_c.labels.csv")
    assert (recording.rows, recording.sent, recording.unsent) == (1229, 2458, ())
    assert recording.twice.count == recording.late.count == 0
    assert len(recording.labels) == 259
    times = [reading.time for reading in recording.readings()]
    assert times == sorted(times)
    spots = {sensor.name: sensor.spot for sensor in recording.sensors}
    assert spots["Front door"] is Spot.OUTER_DOOR
    assert spots["Hall-Toilet door"] is Spot.INNER_DOOR
    assert {spots[name] for name in ("Fridge", "Freezer", "Plates cupboard", "4")} == {Spot.STORAGE}
