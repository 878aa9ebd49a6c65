"""``mistel solution add|list|show``, as somebody at the command line meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.access.passwords import is_once
from care.clock import ClockKind
from care.errors import Conflict, NotFound, SettingError
from care.people import Role, World
from care.solutions import Kind
from evaluation.solutions.sandbox import bench_of
from mistel.cli import app
from mistel.commands.solution import find
from store.registry import Registry


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["solution", *words])


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)
    return tmp_path


def test_a_solution_gets_a_sandbox_of_its_own_with_a_bench(state: Path) -> None:
    added = ask("add", "Floor sensor", "--kind", "device", "--kind", "detector", "--id", "floor", "--version", "0.3")
    assert added.exit_code == 0, added.output
    with Registry.open(state) as registry:
        solution = registry.solutions.get("floor")
        site, bench = registry.places.site(solution.site), bench_of(registry, solution)
    assert solution.kinds == {Kind.DEVICE, Kind.DETECTOR}
    assert (site.organisation, site.world) == (solution.organisation, World.TEST)
    assert (bench.name, bench.clock) == ("Bench", ClockKind.WALL)
    assert "Floor sensor" in ask("list").output
    shown = ask("show", "Floor sensor").output
    assert "version 0.3" in shown
    assert "- Which need does it meet?" in shown


def test_what_cannot_be_kept_leaves_nothing_behind(state: Path) -> None:
    assert ask("add", "One", "--kind", "device", "--id", "one").exit_code == 0
    again = ask("add", "Another", "--kind", "device", "--id", "one")
    crooked = ask("add", "Another", "--kind", "device", "--version", "a b")
    assert isinstance(again.exception, Conflict)
    assert isinstance(crooked.exception, SettingError)
    with Registry.open(state) as registry:
        assert len(registry.places.sites()) == 1


def test_a_name_that_nobody_or_several_have_is_said(state: Path) -> None:
    for _ in range(2):
        assert ask("add", "Mat", "--kind", "device").exit_code == 0
    with Registry.open(state) as registry:
        with pytest.raises(SettingError, match="Several solutions are called 'Mat'; say which by id"):
            find(registry, "Mat")
        with pytest.raises(NotFound, match="There is no solution 'mat'"):
            find(registry, "mat")


def test_a_maker_who_is_new_gets_an_organisation_and_a_login_of_their_own(state: Path) -> None:
    added = ask(
        "add", "Bed mat", "--kind", "device", "--maker", "Ek AB", "--email", "kim@ek.example", "--person", "Kim"
    )
    assert "password for the first time" in added.output
    with Registry.open(state) as registry:
        person = registry.people.by_email("kim@ek.example")
        (solution,) = registry.solutions.all()
        assert person is not None
        assert person.roles == {solution.organisation: {Role.INNOVATOR}}
        assert solution.organisation != registry.places.host()
        assert is_once(registry.people.password_hash(person.id))
    again = ask("add", "Lamp", "--kind", "device", "--maker", "Ek AB", "--email", "kim@ek.example", "--person", "Kim")
    halfway = ask("add", "Lamp", "--kind", "device", "--maker", "Ek AB")
    assert isinstance(again.exception, Conflict)
    assert isinstance(halfway.exception, SettingError)
    with Registry.open(state) as registry:
        assert (len(registry.solutions.all()), len(registry.places.organisations())) == (1, 2)
