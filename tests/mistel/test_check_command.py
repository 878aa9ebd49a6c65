"""``mistel device check``, as somebody at the command line meets it; the course itself has tests of its own."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care.clock import ClockKind, wall_now
from care.errors import MistelError, NotFound, ScenarioError, SettingError
from care.people import Connection, Device, Home, Site, World
from devices.credentials import hash_password, new_password
from evaluation.conformance import checks_of
from mistel.cli import app
from store.registry import Registry, RunState

SOON = ("--patience", "0.05")


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["device", "check", *words])


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("checking")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MISTEL_STATE_DIR", str(folder))
        for line in ("site add Sandbox --id sandbox", "home add Flat --site sandbox --id flat"):
            assert CliRunner().invoke(app, line.split()).exit_code == 0
        with Registry.open(folder) as registry:
            owner = registry.places.site("sandbox").organisation
            registry.places.add_site(
                Site(id="real", organisation=owner, name="Rosen", zone="Europe/Stockholm", world=World.REAL)
            )
            registry.places.add_home(Home(id="lived-in", site="real", name="Flat"))
            registry.places.add_home(Home(id="played", site="sandbox", name="Played", clock=ClockKind.OWN))
            for name, home in (
                ("box", "flat"),
                ("lamp", "flat"),
                ("far", "lived-in"),
                ("doll", "played"),
                ("ear", "flat"),
            ):
                site = registry.places.home(home).site
                connection = Connection(
                    id=name, site=site, home=home, name=f"The {name}", listens=name == "ear", created=wall_now()
                )
                registry.connections.add(connection, hash_password(new_password()))
            for device, connection in (("mat", "box"), ("chair", "box"), ("bulb", "lamp")):
                registry.places.add_device(
                    Device(id=device, home="flat", connection=connection, name="Same" if device != "mat" else "Bed mat")
                )
        yield folder


def test_a_device_that_never_comes_gets_no_grade_and_exit_status_1(state: Path) -> None:
    result = ask("mat", *SOON)
    assert result.exit_code == 1
    assert re.search(r"broker  mqtts://127\.0\.0\.1:\d+ ", result.stderr)
    assert str(state / "conformance" / "tls" / "ca.pem") in result.stderr
    assert "mistel/sandbox/flat/box/events" in result.stderr
    assert "not shown  bronze: A last will says that it has gone" in result.stdout
    assert "it never connected" in result.stdout
    assert "No grade yet" in result.stdout


def test_without_a_grade_to_reach_it_ends_with_0_and_tells_json(state: Path) -> None:
    result = ask("box", *SOON, "--at-least", "none", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["grade"], told["connection"]) == (0, "none", "box")
    with Registry.open(state) as registry:
        newest = checks_of(registry, "box")[0]
        assert (newest.run, newest.state) == (told["run"], RunState.DONE)


def test_the_address_and_the_ca_stay_from_one_check_to_the_next(state: Path) -> None:
    first, second = (ask("mat", *SOON).stderr.splitlines()[1:3] for _ in range(2))
    assert first == second


def test_what_was_declared_once_is_remembered(root: Path, state: Path) -> None:
    given = ask("lamp", *SOON, "--json", "--declarations", str(root / "examples" / "good_device.yaml"))
    again = ask("lamp", *SOON, "--json")
    assert json.loads(again.stdout)["declarations"] == json.loads(given.stdout)["declarations"] != {}


@pytest.mark.parametrize("name", ["Bed mat", "The box"])
def test_a_device_is_known_by_its_id_or_name_or_its_connections(state: Path, name: str) -> None:
    assert json.loads(ask(name, *SOON, "--json").stdout)["connection"] == "box"


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("nobody",), NotFound, "no device or connection 'nobody'"),
        (("Same",), NotFound, "box, lamp"),
        (("mat", "--site", "real"), NotFound, "no device or connection 'mat'"),
        (("far",), SettingError, "People live at site real"),
        (("doll",), SettingError, "own clock"),
        (("ear",), SettingError, "is a detector"),
        (("mat", "--listen", "::"), SettingError, "Name the one address"),
        (("mat", "--watch", "0"), SettingError, "--watch"),
        (("mat", "--declarations", "nowhere.yaml"), ScenarioError, "cannot be read"),
        (("mat", "--listen", "192.0.2.1"), MistelError, "192.0.2.1"),
    ],
)
def test_what_cannot_be_checked_is_said(state: Path, words: tuple[str, ...], error: type[Exception], says: str) -> None:
    result = ask(*words, *SOON)
    raised = result.exception
    while isinstance(raised, BaseExceptionGroup):
        raised = raised.exceptions[0]
    assert isinstance(raised, error)
    assert says in str(raised)
