"""``mistel solution connect``: a login for a part of a solution, and settings that go into a file."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mistel import state
from mistel.cli import app
from store.registry import Registry


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("MISTEL_PUBLIC_BROKER_URL", "mqtt://mistel.example:18830")
    monkeypatch.setenv("COLUMNS", "200")
    state.prepare(tmp_path)
    mistel("solution add 'Bed mat' --kind device --id bed-mat")
    mistel("solution add Watcher --kind detector --id watcher")
    return tmp_path


def mistel(line: str, status: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(app, shlex.split(line))
    if status:
        assert done.exit_code
        return str(done.exception), done.stderr
    assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
    return done.stdout, done.stderr


def test_the_settings_of_one_language_go_alone_to_the_output_and_how_to_use_them_beside_it(folder: Path) -> None:
    said, beside = mistel("solution connect bed-mat --for paho")
    compile(said, "with_paho.py", "exec")
    assert 'URL = "mqtt://mistel.example:18830"' in said
    assert "python with_paho.py motion true" in beside
    with Registry.open(folder, None) as registry:
        (connection,) = registry.connections.all()
        assert connection.solution == "bed-mat"
        assert not connection.listens
        assert f'USER = "{connection.id}"' in said
        assert [device.connection for device in registry.places.devices()] == [connection.id]


def test_a_detector_listens_and_carries_no_device(folder: Path) -> None:
    said, _ = mistel("solution connect watcher")
    assert "export MQTT_URL=mqtt://mistel.example:18830 MQTT_SITE=s-" in said
    with Registry.open(folder, None) as registry:
        (connection,) = registry.connections.all()
        assert connection.listens
        assert registry.places.devices() == []


def test_all_settings_are_shown_with_the_login(folder: Path) -> None:
    said, _ = mistel("solution connect bed-mat --name 'Left mat'")
    assert all(word in said for word in ("mosquitto_pub", "with_node.js", "Arduino", "password "))
    box, _ = mistel("solution connect bed-mat --as box --for zigbee2mqtt")
    assert "base_topic: mistel/s-" in box


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("solution connect nobody", "There is no solution 'nobody'"),
        ("solution connect bed-mat --for cobol", "there are mosquitto, paho, client"),
        ("solution connect bed-mat --home elsewhere", "is not of this sandbox"),
        (f"solution connect bed-mat --name {'x' * 121}", "1 to 120"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_let_in(folder: Path, line: str, says: str) -> None:
    error, _ = mistel(line, status=1)
    assert says in error
    with Registry.open(folder, None) as registry:
        assert registry.connections.all() == []


def test_without_a_broker_it_says_what_to_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MISTEL_PUBLIC_BROKER_URL")
    error, _ = mistel("solution connect bed-mat", status=1)
    assert "start `mistel serve` first" in error
