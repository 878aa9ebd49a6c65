"""``mistel device describe`` prints a description, takes one, and says what is wrong with it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import MistelError
from care.events import Event
from care.people import Connection, Device, Home, Organisation, Site, World
from mistel.cli import app
from store.journal import Journal
from store.registry import Registry

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
async def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    with Registry.open(tmp_path / "state") as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        site = Site(id="a", organisation="own", name="a", zone="Europe/Stockholm", world=World.TEST)
        registry.places.add_site(site)
        registry.places.add_home(Home(id="h1", site="a", name="h1"))
        registry.connections.add(Connection(id="c1", site="a", home="h1", name="box", created=NOON), "hash")
        registry.places.add_device(Device(id="mat", home="h1", connection="c1", name="Mat"))
    with Journal.open(tmp_path / "state", "a") as journal:
        await journal.keep([Event("a", "h1", "mat", "temperature", NOON, 21.0, NOON)])
    return tmp_path


def describe(*words: str) -> str:
    done = CliRunner().invoke(app, ["device", "describe", "mat", "--home", "h1", *words])
    if isinstance(done.exception, MistelError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_is_printed_can_be_uploaded_changed_printed_again_and_removed(state: Path) -> None:
    thing = json.loads(describe())
    assert list(thing["events"]) == ["temperature"]
    thing["events"]["temperature"]["data"]["maximum"] = 40
    file = state / "mat.json"
    file.write_text(json.dumps(thing))
    describe("--upload", str(file), "--mode", "strict")
    assert json.loads(describe()) == thing
    with Registry.open(state / "state") as registry:
        uploaded = registry.descriptions.get("h1", "mat")
    assert uploaded is not None
    assert (uploaded.mode, uploaded.thing) == ("strict", thing)
    describe("--remove")
    assert json.loads(describe())["events"]["temperature"]["data"]["maximum"] == 150


@pytest.mark.parametrize(
    ("text", "says"),
    [("nothing", "not JSON"), ("{}", "@context"), (None, "cannot be read")],
)
def test_what_cannot_be_taken_is_said(state: Path, text: str | None, says: str) -> None:
    file = state / "mat.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(MistelError, match=says):
        describe("--upload", str(file))


def test_a_device_that_is_not_there_is_named(state: Path) -> None:
    done = CliRunner().invoke(app, ["device", "describe", "lamp", "--home", "h1"])
    assert "no device 'lamp'" in str(done.exception)
