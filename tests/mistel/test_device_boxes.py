"""``mistel device box``, ``found`` and ``admit``, as somebody at the command line meets them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.found import Channel, Found, PassedOver
from mistel.cli import app
from store.registry import Registry

DOOR = Found(
    home="flat",
    connection="zig",
    dialect="zigbee2mqtt",
    key="0x01",
    box="0x01",
    name="hall [/door]",
    model="Aqara MCCGQ11LM",
    channels=(
        Channel(
            id="contact", source="bridge/devices", topic="hall door", quantity="contact.open", expected_interval=60
        ),
    ),
)
SIREN = DOOR.model_copy(
    update={
        "key": "0x02",
        "channels": (),
        "passed_over": (PassedOver(id="alarm", source="bridge/devices", why="it is a siren"),),
    }
)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)
    for line in ("site add Sandbox --id sandbox", "home add Flat --site sandbox --id flat"):
        ask(*line.split())
    return tmp_path


def ask(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(
    ("via", "settings"), [("zigbee2mqtt", ["base_topic"]), ("homeassistant", ["discovery_prefix", "topic_prefix"])]
)
def test_a_box_gets_a_login_and_the_prefix_to_set(state: Path, via: str, settings: list[str]) -> None:
    said = ask("device", "box", "Box", "--site", "sandbox", "--home", "flat", "--via", via, "--id", "zig").output
    lines = dict(line.split(maxsplit=1) for line in said.splitlines() if line.startswith("  "))
    assert {"broker", "user", "password", *settings} == set(lines)
    assert lines[settings[0]] == f"mistel/sandbox/flat/zig/via/{via}"
    with Registry.open(state) as registry:
        assert [c.id for c in registry.connections.all()] == ["zig"]
        assert registry.places.devices() == []


def test_what_was_found_is_listed_and_admitted(state: Path) -> None:
    ask("device", "box", "Box", "--site", "sandbox", "--home", "flat", "--via", "zigbee2mqtt", "--id", "zig")
    with Registry.open(state) as registry:
        registry.found.keep([DOOR, SIREN], [], wall_now())
    said = ask("device", "found").output
    assert "hall [/door]" in said
    assert "nothing: it is a siren" in " ".join(said.split())
    assert "mistel device admit zig 0x01 --room ROOM" in said

    said = ask("device", "admit", "zig", "0x01", "--id", "front", "--room", "hall", "--spot", "outer_door").output
    assert "admitted as device front" in said
    assert "at least every 0:01:00" in said
    with Registry.open(state) as registry:
        (placed,) = registry.places.placements()
        assert (placed.device, placed.room, placed.spot.value) == ("front", "hall", "outer_door")
    assert "0x01" not in ask("device", "found").output
    assert "front" in ask("device", "found", "--all").output


def test_what_is_not_there_is_said(state: Path) -> None:
    with pytest.raises(NotFound, match="mistel device found"):
        ask("device", "admit", "zig", "0x09")
    with pytest.raises(SettingError, match="homeassistant and zigbee2mqtt"):
        ask("device", "box", "Box", "--site", "sandbox", "--home", "flat", "--via", "tasmota")
    with pytest.raises(NotFound, match="no home cellar"):
        ask("device", "box", "Box", "--site", "sandbox", "--home", "cellar", "--via", "zigbee2mqtt")
