"""``mistel alerts load`` prints staff's load of a site against its targets."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alerts.desk import Desk
from care.alerts import Onset
from care.clock import wall_now
from care.people import Home, Organisation, Site, World
from dashboards import load_plots
from mistel.cli import app
from store.registry import Registry


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site where three falls came within the last hours, and one was answered."""
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)
    now = wall_now()
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        registry.places.add_site(
            Site(id="a", organisation="own", name="House A", zone="Europe/Stockholm", world=World.TEST)
        )
        registry.places.add_home(Home(id="h1", site="a", name="Flat 1"))
        desk = Desk(registry, wall_now)
        raised = desk.apply([Onset("fall", "h1", None, now - timedelta(hours=n)) for n in (1, 2, 3)], "a")
        desk.acknowledge(raised[0].id, 1, "kim", raised[0].onset + timedelta(seconds=40))
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["alerts", "load", *words])
    return done.exit_code, done.output


@pytest.mark.usefixtures("state")
def test_the_load_is_printed_against_the_targets() -> None:
    code, said = run("--site", "a", "--days", "1")
    assert code == 0, said
    assert "3 alerts called somebody." in said
    assert "There is no rota: one person is counted as on duty." in said
    assert "at least 97.5% (TSA, telecare)" in said
    assert "33.3%" in said
    assert "Flat 1" in said


def test_plots_are_written_where_asked_for(state: Path) -> None:
    code, said = run("--site", "a", "--days", "1", "--plots", str(state / "plots"))
    assert code == 0, said
    assert sorted(path.name for path in (state / "plots").iterdir()) == ["answers.svg", "calls.svg"]


def test_plots_without_the_extra_are_refused_with_what_to_do(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_plots, "may_draw", lambda: False)
    done = CliRunner().invoke(app, ["alerts", "load", "--site", "a", "--plots", str(state)])
    assert "mistel[lab]" in str(done.exception)


@pytest.mark.usefixtures("state")
def test_a_site_that_there_is_not_is_named() -> None:
    done = CliRunner().invoke(app, ["alerts", "load", "--site", "nowhere"])
    assert "nowhere" in str(done.exception)
