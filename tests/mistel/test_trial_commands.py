"""Trials at the command line: from a file to a frozen plan with its lot, consents, log, changes and the end."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.people import OWN, Home, Resident, Site, World
from care.solutions import Kind, Solution
from care.trials import State
from mistel.cli import assembled
from store.registry import Registry
from tests.evaluation.trial_files import NOW, PLAN

SHELL = CliRunner()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    state = tmp_path / "state"
    monkeypatch.setenv("MISTEL_STATE_DIR", str(state))
    monkeypatch.setenv("COLUMNS", "200")
    registry = Registry.open(state)
    registry.places.add_organisation(OWN)
    for world, site in ((World.REAL, "house"), (World.TEST, "sandbox")):
        registry.places.add_site(Site(id=site, organisation=OWN.id, name=site, zone="Europe/Stockholm", world=world))
    for home in ("h1", "h2", "h3", "h4"):
        registry.places.add_home(Home(id=home, site="house", name=home))
        registry.places.add_resident(Resident(id="r1", home=home))
    registry.solutions.add(
        Solution(
            id="s-cameras",
            organisation=OWN.id,
            site="sandbox",
            name="Cameras",
            kinds=frozenset({Kind.ALARM_DEVICE}),
            created=NOW,
        )
    )
    return registry


def said(*words: str, code: int = 0) -> str:
    came = SHELL.invoke(assembled(words), list(words))
    assert came.exit_code == code, came.output + repr(came.exception)
    return came.output + (str(came.exception) if came.exception else "")


def test_a_trial_from_its_file_to_its_end(opened: Registry, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    assert "Nothing stands in the way" in said("trial", "new", str(file), "--id", "nights")
    assert "nights" in said("trial", "list")
    assert "Nothing is collected without consent" in said("trial", "show", "nights")
    for home in ("h1", "h2", "h3", "h4"):
        said("trial", "consent", "nights", "--home", home, "--who", "r1")
    assert "Frozen" in said("trial", "freeze", "nights")
    shown = said("trial", "show", "Fewer visits at night")
    assert "All who live there have consented" in shown
    assert "Drawn from seed" in shown
    said("trial", "withdraw", "nights", "--home", "h1", "--who", "r1", "--remove")
    [first, *_] = opened.trials.consents("nights")
    assert first.withdrawn is not None
    assert first.remove
    said("trial", "log", "nights", "New beds.", "--kind", "environment", "--home", "h2", "--since", "2030-02-01")
    file.write_text(PLAN.replace("margin: 0.2", "margin: 0.3"))
    assert "Changed: aims" in said("trial", "change", "nights", str(file), "--why", "The need was read again.")
    assert "changed after it was frozen: aims" in said("trial", "show", "nights")
    assert "Stopped" in said("trial", "stop", "nights", "--why", "No cameras came.")
    assert opened.trials.get("nights").state is State.STOPPED


def test_what_stands_in_the_way_is_told_and_nothing_is_frozen(opened: Registry, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("h4]", "h9]").replace("s-cameras", "s-none"))
    wrong = said("trial", "new", str(file), "--check", code=1)
    assert "There is no home 'h9'" in wrong
    assert "s-none" in wrong
    assert opened.trials.all() == []


def test_a_home_is_in_one_trial_at_a_time(opened: Registry, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    said("trial", "new", str(file), "--id", "first")
    said("trial", "freeze", "first")
    said("trial", "new", str(file), "--id", "second")
    assert "one trial at a time" in said("trial", "freeze", "second", code=1)
    assert opened.trials.get("second").state is State.DRAFT
