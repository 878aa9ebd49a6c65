"""Whatever a file holds, it is read in order or refused by file and line."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.errors import ScenarioError
from care.quantities import QUANTITIES
from simulators import labels, mapping_file
from simulators.forms import FORMS
from simulators.guesses import TYPES, guess
from simulators.local_time import LATE, Doubt
from simulators.ordering import Order
from simulators.recording import read
from simulators.survey import Seen, Survey, survey

START = datetime(2025, 5, 1, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")
FILES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)

times = ["2025-10-26 02:30:00", "2025-10-26", "02:10:00", "2025-03-30 02:30:00", "2026-01-01 00:00:00+01:00"]
words = ["", "ON", "off", "M001", "D2", "4", "door", "motion", "temperature", "Sleeping begin", '"', "é"]
cell = st.sampled_from([*times, *words, "21.5", "3", "-1", "nan"])
first = st.sampled_from(["time,sensor,type", "ts,sensor,type,room,value,dur_s", "2025-10-26 02:30:00 M1 ON", "a"])
line = st.one_of(
    st.lists(cell, min_size=1, max_size=7).map(",".join),
    st.lists(cell, min_size=1, max_size=7).map(" ".join),
    st.tuples(cell, cell).map(lambda cells: f"2025-10-26 02:30:00,{cells[0]},{cells[1]}"),
    st.tuples(cell, cell, cell).map(lambda cells: f"2025-10-26 02:30:00,{cells[0]},{cells[1]},,{cells[2]},3"),
)
text = st.tuples(first, st.lists(line, max_size=12)).map(lambda parts: "\n".join([parts[0], *parts[1]]).encode())


@FILES
@given(content=st.one_of(text, st.binary(max_size=200)))
def test_any_file_is_a_recording_in_order_or_refused_by_file_and_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "home.csv"
    file.write_bytes(content)
    refused = None
    try:
        recording = read(file, ZONE)
    except ScenarioError as error:
        refused = str(error)
    if refused is not None:
        assert refused.startswith(f"{file}:")
        return
    times = [reading.time for reading in recording.readings()]
    assert times == sorted(times)
    assert len(times) == recording.sent > 0
    assert (times[0], times[-1]) == (recording.start, recording.end)


@FILES
@given(content=st.one_of(text, st.binary(max_size=100), st.text(max_size=100).map(str.encode)))
def test_any_file_is_labels_or_a_mapping_or_refused_by_file_and_line(tmp_path: Path, content: bytes) -> None:
    file, recording = tmp_path / "any", tmp_path / "home.csv"
    file.write_bytes(content.replace(b"time,sensor,type", b"start,end,label"))
    recording.write_text("time,sensor,type\n2025-05-01 10:00:00,hall,motion\n")
    for reader in (lambda: labels.read(file, ZONE), lambda: mapping_file.load(file, survey(recording))):
        with suppress(ScenarioError):
            reader()


seen = st.builds(
    Seen,
    sensor=st.one_of(
        st.sampled_from(["Kitchen", "kitchen", "K", "front door", "clock"]), st.text(min_size=1, max_size=200)
    ),
    type=st.one_of(st.sampled_from([*TYPES, *QUANTITIES, "Door", "item"]), st.text(max_size=50)),
    room=st.one_of(st.just(""), st.text(max_size=200)),
    rows=st.just(1),
    line=st.just(2),
)


@FILES
@given(sensors=st.lists(seen, max_size=12, unique_by=lambda one: (one.sensor, one.type)))
def test_any_sensors_are_guessed_and_what_is_written_of_them_is_read_back(tmp_path: Path, sensors: list[Seen]) -> None:
    found = Survey(tmp_path / "home.csv", FORMS[1], tuple(sensors))
    mapped = guess(found.sensors)
    file = tmp_path / "home.mapping.yaml"
    file.write_text(mapping_file.text(found, mapped), encoding="utf-8")
    if sensors:
        assert mapping_file.load(file, found) == mapped
    assert len({item.device for item in mapped.sensors} - {"clock"}) == len(sensors)


@given(
    steps=st.lists(st.tuples(st.integers(-80_000, 3_000), st.integers(0, 400_000)), min_size=1, max_size=60),
)
def test_rows_up_to_a_day_late_come_out_in_order_whatever_lasts_how_long(steps: list[tuple[int, int]]) -> None:
    latest = START
    rows = []
    for number, (step, lasts) in enumerate(steps):
        begun = latest + timedelta(seconds=step)
        latest = max(latest, begun)
        rows.append((begun, begun + timedelta(seconds=lasts), number, number))
    out = list(Order().sort(iter(rows)))
    assert [moment for moment, _, _ in out] == sorted(moment for _, moment, _, _ in rows)
    assert {number for _, _, number in out} == set(range(len(rows)))


def test_no_more_is_held_than_may_be_and_what_comes_too_late_for_that_is_named() -> None:
    def minute(number: int, line: int) -> tuple[datetime, datetime, int, int]:
        at = START + timedelta(minutes=number)
        return at, at, line, number

    taken: list[int] = []

    def rows() -> list[tuple[datetime, datetime, int, int]]:
        return [minute(n, n) for n in range(1, 30)]

    for _, _, number in Order(most=10).sort(iter(rows())):
        taken.append(number)
    assert taken == list(range(1, 30))
    with pytest.raises(Doubt) as doubt:
        list(Order(most=10).sort(iter([*rows(), minute(2, 30)])))
    assert doubt.value.row == 30
    assert "the row comes too late" in doubt.value.says


def test_readings_are_given_as_soon_as_no_row_can_come_before_them() -> None:
    taken = 0

    def rows() -> object:
        nonlocal taken
        for number in range(1000):
            taken += 1
            at = START + number * LATE / 10
            yield at, at, number, number

    next(iter(Order().sort(rows())))  # type: ignore[arg-type]
    assert taken < 20
