"""What a replay makes of a home in the registry, and what became of every reading, without broker."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from care.clock import ClockKind
from care.errors import Reason, SettingError
from care.events import Event, Refusal
from care.people import Connection, Device, Home, Organisation, Site, Spot, World
from devices.credentials import hash_password, matches
from evaluation.furnishing import Stage
from evaluation.recorded_home import check, furnish
from evaluation.replays import Outcome, Replay, _kept, _outcome
from mistel.commands.outcomes import say
from simulators.guesses import guess
from simulators.mapping import Mapped
from simulators.recording import Recording, read
from simulators.survey import survey
from store.journal import Journal, JournalReader
from store.registry import Registry

NOW = datetime(2026, 1, 14, tzinfo=UTC)
ROWS = [f"2019-05-{day:02} 10:00:00,{sensor}" for day in (1, 2, 9) for sensor in ("hall,motion", "front-door,door")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Registry.open(tmp_path / "state") as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        for site in ("recordings", "elsewhere"):
            registry.places.add_site(
                Site(id=site, organisation="own", name=site, zone="Europe/Stockholm", world=World.TEST)
            )
        yield Stage(registry, "recordings", "mqtt://127.0.0.1:1", lambda: NOW)


def _recording(folder: Path, rows: list[str], **changed: object) -> Recording:
    """Read a recording; ``changed`` is what its front door's mapping says differently."""
    file = folder / "home.csv"
    file.write_text("\n".join(["time,sensor,type", *rows, ""]), encoding="utf-8")
    seen = survey(file)
    items = [
        item.model_copy(update=changed if item.sensor == "front-door" else {}) for item in guess(seen.sensors).sensors
    ]
    return read(file, ZoneInfo("Europe/Stockholm"), Mapped(sensors=tuple(items)))


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return _recording(tmp_path, ROWS)


def test_a_home_is_furnished_once_and_its_password_renewed(stage: Stage, recording: Recording) -> None:
    places = stage.registry.places
    first = furnish(stage, recording, "h")
    second = furnish(stage, recording, "h")
    assert second.user == first.user
    hashed = stage.registry.connections.hashes()[first.user]
    assert matches(second.password, hashed)
    assert not matches(first.password, hashed)
    assert places.home("h").clock is ClockKind.OWN
    assert {p.device: (p.room, p.spot) for p in places.placements("h")} == {
        "hall": ("hallway", Spot.ROOM),
        "front-door": (None, Spot.OUTER_DOOR),
    }
    check(stage, recording, "h")


def test_rooms_and_residents_of_a_mapping_are_made(stage: Stage, tmp_path: Path) -> None:
    recording = _recording(tmp_path, ROWS, room="Groventré", resident="a", name="Ytterdörr")
    furnish(stage, recording, "h")
    places = stage.registry.places
    assert {room.id: room.name for room in places.rooms("h")} == {"groventre": "Groventré", "hallway": "hallway"}
    assert [resident.id for resident in places.residents("h")] == ["a"]
    assert {device.name for device in places.devices("h")} == {"hall", "Ytterdörr"}


def test_an_earlier_recording_of_the_same_home_has_its_devices_in_place_too(stage: Stage, tmp_path: Path) -> None:
    furnish(stage, _recording(tmp_path, ROWS[2:]), "h")
    earlier = _recording(tmp_path, ROWS[:2])
    check(stage, earlier, "h")
    furnish(stage, earlier, "h")
    spans = [(p.since.day, p.until and p.until.day) for p in stage.registry.places.placements("h") if p.room is None]
    assert spans == [(30, 1), (1, None)]
    check(stage, earlier, "h")


def test_a_home_where_people_or_simulations_live_is_left_alone(stage: Stage, recording: Recording) -> None:
    places = stage.registry.places
    places.add_home(Home(id="lived-in", site="recordings", name="x", clock=ClockKind.WALL))
    places.add_home(Home(id="far", site="elsewhere", name="x", clock=ClockKind.OWN))
    places.add_home(Home(id="simulated", site="recordings", name="x", clock=ClockKind.OWN))
    for home, says in (("lived-in", "not for"), ("far", "not for"), ("simulated", "nothing was replayed")):
        with pytest.raises(SettingError, match=rf"Home {home} is there already, and .*{says}.*--home"):
            check(stage, recording, home)


def test_a_revoked_connection_is_said_to_be(stage: Stage, recording: Recording) -> None:
    login = furnish(stage, recording, "h")
    stage.registry.connections.revoke(login.user, NOW)
    with pytest.raises(SettingError, match=rf"connection {login.user} was revoked, for good.*--home"):
        check(stage, recording, "h")
    with pytest.raises(SettingError, match="revoked"):
        check(stage, recording, "h")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"spot": Spot.STORAGE}, "front-door is outer_door in no room; for home.csv it would be storage in no room"),
        ({"resident": "a"}, "it would be outer_door in no room, of resident a"),
    ],
)
def test_another_place_for_a_device_is_refused_with_what_to_do(
    stage: Stage, recording: Recording, tmp_path: Path, changed: dict[str, object], says: str
) -> None:
    furnish(stage, recording, "h")
    with pytest.raises(SettingError, match=says):
        check(stage, _recording(tmp_path, ROWS, **changed), "h")


def test_another_credential_in_the_home_is_no_hindrance_but_for_its_own_devices(
    stage: Stage, recording: Recording
) -> None:
    furnish(stage, recording, "h")
    box = Connection(id="c-box", site="recordings", home="h", name="a solution", created=NOW)
    stage.registry.connections.add(box, hash_password("x"))
    check(stage, recording, "h")
    stage.registry.places.add_home(Home(id="g", site="recordings", name="g", clock=ClockKind.OWN))
    for name, keeps in (("recording", True), ("a solution", False)):
        made = Connection(
            id=f"c-g-{keeps}".lower(), site="recordings", home="g", name=name, keeps_clock=keeps, created=NOW
        )
        stage.registry.connections.add(made, hash_password("x"))
    stage.registry.places.add_device(Device(id="hall", home="g", connection="c-g-false", name="hall"))
    with pytest.raises(SettingError, match="Device hall of home g speaks through connection c-g-false"):
        check(stage, recording, "g")


async def _after(stage: Stage, folder: Path, replay: Replay, keep: list[int], refused: int = 0) -> tuple[int, Outcome]:
    """The outcome when the journal has these readings of the recording; and how many were there before."""
    state = folder / "state"
    events = [
        Event("recordings", "h", r.sensor.device, r.sensor.quantity, r.time, r.value, NOW)
        for r in replay.recording.readings()
    ]
    notice = Refusal(
        "recordings",
        "h",
        "c",
        "t",
        Reason.OUT_OF_RANGE,
        "v",
        "It is too warm.",
        "Mend it.",
        "",
        NOW + timedelta(seconds=1),
    )
    with Journal.open(state, "recordings") as journal, JournalReader.open(state, "recordings") as reader:
        await journal.keep([events[0]])
        already = _kept(reader, replay)
        await journal.keep([events[number] for number in keep], [notice] * refused)
        return already, _outcome(stage, reader, replay, already, NOW)


async def test_every_reading_is_found_new_or_there_already(stage: Stage, tmp_path: Path, recording: Recording) -> None:
    already, outcome = await _after(stage, tmp_path, Replay("h", recording), keep=list(range(6)))
    assert (already, outcome.new, outcome.already, outcome.missing) == (1, 5, 1, 0)
    assert outcome.accounted


async def test_readings_that_were_refused_are_named_by_line_with_the_reason(
    stage: Stage, tmp_path: Path, recording: Recording
) -> None:
    _, outcome = await _after(stage, tmp_path, Replay("h", recording), keep=[1, 2, 3], refused=2)
    assert (outcome.new, outcome.missing, outcome.lines) == (3, 2, (6, 7))
    assert outcome.accounted
    said = _said(outcome)
    assert "  refused   2\n            home.csv:6, home.csv:7\n            2 x out_of_range: It is too warm.\n" in said
    assert outcome.record["missing_lines"] == [6, 7]


async def test_readings_that_are_missing_without_a_reason_are_not_accounted_for(
    stage: Stage, tmp_path: Path, recording: Recording
) -> None:
    _, outcome = await _after(stage, tmp_path, Replay("h", recording), keep=[1, 2, 3])
    assert not outcome.accounted
    assert "and no reason was given: look at the log" in _said(outcome)


def _said(outcome: Outcome) -> str:
    console = Console(record=True, width=300)
    say(console, outcome, ZoneInfo("Europe/Stockholm"))
    return console.export_text()
