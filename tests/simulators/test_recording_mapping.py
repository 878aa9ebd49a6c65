"""Mapping files: guesses written out, corrected by people, read back; mistakes are named by file and line."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from care.errors import ScenarioError, SettingError
from care.people import Spot
from simulators import mapping_file
from simulators.guesses import guess
from simulators.mapping import TELLABLE
from simulators.recording import read
from simulators.survey import Survey, survey

ROWS = """\
ts,sensor,type,room,value,dur_s
2008-02-25 10:00:00,Front door,door,entry,ON,4
2008-02-25 10:01:00,4,contact,kitchen,ON,90
2008-02-25 10:02:00,"Åsa's ""lamp"": #2",light,,ON,5
2008-02-25 10:03:00,Kitchen,motion,kitchen,ON,1
2008-02-25 10:04:00,Kitchen,temperature,kitchen,21,
2008-02-25 10:05:00,meter,electricity,,17,
"""
GOOD = """\
sensors:
  - sensor: Front door
    quantity: contact.open
    device: d-1
    spot: outer_door

  - sensor: 4
    quantity: none
    reason: nobody knows
"""


@pytest.fixture
def seen(tmp_path: Path) -> Survey:
    file = tmp_path / "c.csv"
    file.write_text(ROWS, encoding="utf-8")
    return survey(file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "c.mapping.yaml"


def test_what_is_written_reads_as_the_guess_that_it_is(seen: Survey, file: Path) -> None:
    written = mapping_file.write(file, seen)
    assert mapping_file.load(file, seen) == written == guess(seen.sensors)
    text = file.read_text(encoding="utf-8")
    assert '# 1 row of type "contact", the first on line 3\n  - sensor: "4"\n    quantity: contact.open' in text
    assert 'quantity: none\n    reason: "the file does not say in which unit"' in text


def test_what_has_been_corrected_is_not_written_over(seen: Survey, file: Path) -> None:
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(SettingError, match="is there already"):
        mapping_file.write(file, seen)
    assert file.read_text() == "mine"


def test_a_place_where_nothing_can_be_written_is_named(seen: Survey, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be written"):
        mapping_file.write(tmp_path / "nowhere" / "m.yaml", seen)


def test_a_recording_is_what_its_mapping_says(seen: Survey, file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    recording = read(seen.path, ZoneInfo("UTC"), mapping_file.load(file, seen))
    (door,) = recording.sensors
    assert (door.device, door.spot, recording.sent) == ("d-1", Spot.OUTER_DOOR, 2)
    assert [(one.sensor, one.reason) for one in recording.unsent] == [
        ("4", "nobody knows"),
        ('Åsa\'s "lamp": #2', "the mapping does not name it"),
        ("Kitchen", "the mapping does not name it"),
        ("Kitchen", "the mapping does not name it"),
        ("meter", "the mapping does not name it"),
    ]


def test_two_sensors_may_be_one_device(seen: Survey, file: Path) -> None:
    file.write_text(
        "sensors:\n"
        "  - {sensor: Kitchen, type: motion, quantity: motion, device: d, room: kitchen}\n"
        "  - {sensor: Kitchen, type: temperature, quantity: temperature, device: d, room: kitchen}\n",
        encoding="utf-8",
    )
    recording = read(seen.path, ZoneInfo("UTC"), mapping_file.load(file, seen))
    assert {(sensor.device, sensor.quantity) for sensor in recording.sensors} == {("d", "motion"), ("d", "temperature")}


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("sensor: Front door", "sensor: Frnt door", 2, "c.csv has no sensor 'Frnt door'; did you mean 'Front door'?"),
        ("sensor: 4", "sensor: 5", 7, "c.csv has no sensor '5'; it has 4, Front door, Kitchen"),
        ("quantity: contact.open", "quantity: contact", 3, "unknown quantity 'contact'; did you mean contact.open?"),
        ("quantity: contact.open", "quantity: tick", 3, "unknown quantity 'tick'; "),
        ("device: d-1", "device: Door 1", 4, "device: string should match pattern"),
        ("device: d-1", "device: clock", 4, "device: 'clock' stands for the home's own clock"),
        ("    device: d-1\n", "", 2, "'device' is missing"),
        ("spot: outer_door", "spot: outside", 5, "spot: input should be 'outer_door', 'inner_door'"),
        ("spot: outer_door", "stands: outer_door", 5, "unknown key 'stands'; "),
        ("spot: outer_door", "reason: why not", 5, "a reason is given for what is not sent"),
        ("    reason: nobody knows\n", "", 8, "say why in 'reason'"),
        ("sensor: 4", "sensor: Front door", 7, "'Front door' stands here a second time"),
        ("sensor: 4", "sensor: 4\n    type: window", 8, "'4' is never a window; its rows say contact"),
        ("quantity: none\n    reason: nobody knows", "quantity: flush\n    device: d-1", 9, "device 'd-1' is that of"),
        ("sensors:", "devices:", 1, "'sensors' is missing; add it"),
        ("sensors:", "- sensors:", 1, "a mapping is a list of keys with values; start with 'sensors:'"),
        ("  - sensor: 4", "  - &a\n    sensor: 4", 7, "anchors (& and *) are not used in mappings"),
        ("device: d-1", "device: [d-1", 5, "this is not YAML"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(
    seen: Survey, file: Path, before: str, after: str, line: int, says: str
) -> None:
    assert GOOD.count(before) == 1
    file.write_text(GOOD.replace(before, after), encoding="utf-8")
    with pytest.raises(ScenarioError) as wrong:
        mapping_file.load(file, seen)
    named = str(wrong.value).removeprefix(f"{file}:")
    assert says in named
    assert abs(int(named.split(":", 1)[0]) - line) <= ("YAML" in says), named


def test_everything_that_can_be_told_can_be_mapped_but_what_homes_tell_themselves() -> None:
    assert {"motion", "contact.open", "temperature"} <= set(TELLABLE)
    assert not {"tick", "online"} & set(TELLABLE)
