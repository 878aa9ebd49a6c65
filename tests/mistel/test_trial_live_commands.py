"""``mistel trial connect`` and ``mistel trial visits``: a login in a home of the trial; visits from a file, once."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.clock import ClockKind, wall_now
from care.trials import Condition, Consent
from mistel import state
from mistel.cli import app
from store.registry import Registry
from tests.gateway.at_a_site import furnish, try_a_solution


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("MISTEL_PUBLIC_BROKER_URL", "mqtt://mistel.example:18830")
    monkeypatch.setenv("COLUMNS", "200")
    state.prepare(tmp_path)
    with Registry.open(tmp_path, None) as registry:
        furnish(registry, ClockKind.WALL)
        try_a_solution(registry, Condition.SOLUTION)
    return tmp_path


def mistel(line: str, status: int = 0, answers: str | None = None) -> str:
    done = CliRunner().invoke(app, shlex.split(line), input=answers)
    if status:
        assert done.exit_code
        return f"{done.stdout} {done.exception}"
    assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
    return done.stdout


def test_a_solution_gets_a_login_in_a_home_of_its_trial_and_who_has_not_consented_is_said(folder: Path) -> None:
    said = mistel("trial connect 'Tried in one home' h1 --name 'On her wrist'")
    assert "home      h1" in said
    assert "Nothing is taken before these consent too: r1." in said
    with Registry.open(folder, None) as registry:
        [new] = [one for one in registry.connections.all("a") if one.name == "On her wrist"]
        assert (new.home, new.solution) == ("h1", "s1")
        registry.trials.consent(Consent(trial="t", home="h1", who="r1", given=wall_now(), by="nurse"))
    assert "consent too" not in mistel("trial connect t h1")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("trial connect nothing h1", "There is no trial 'nothing'"),
        ("trial connect t h7", "Home 'h7' is not of trial 't'; its homes are h1."),
        ("trial connect t h1 --as detector", "where people live it is not let in"),
    ],
)
def test_what_is_not_of_the_trial_gets_no_login(folder: Path, line: str, says: str) -> None:
    assert says in mistel(line, status=2)
    with Registry.open(folder, None) as registry:
        assert len(registry.connections.all("a")) == 2


def test_visits_of_a_file_are_shown_kept_once_and_taken_back(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "besok.csv"
    file.write_bytes("hem;började;minuter;typ\nh1;2026-01-31 22:15;7,5;planerat\n".encode("latin-1"))
    shown = mistel(f"trial visits {file}", status=1, answers="n\n")
    assert "1 visits (Latin-1, semicolons between cells)" in shown
    assert "2026-01-31 21:15" in shown
    assert "1 visits kept." in mistel(f"trial visits {file}", answers="y\n")
    assert "nothing was changed" in mistel(f"trial visits {file} --yes")
    with Registry.open(folder, None) as registry:
        assert [one.minutes for one in registry.visits.of_home("h1")] == [7.5]
    assert "1 visits taken back." in mistel(f"trial visits {file} --undo --yes")
    with Registry.open(folder, None) as registry:
        assert registry.visits.of_home("h1") == []


def test_with_a_wrong_line_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("home,began,minutes,kind\nh1,2026-01-31 22:15,7,planned\nh1,2026-01-31 23:15,7,5,planned\n")
    said = mistel(f"trial visits {file} --yes", status=2)
    assert "visits.csv:3: it has 5 cells" in said
    assert "nothing was kept" in said
    with Registry.open(folder, None) as registry:
        assert registry.visits.of_home("h1") == []
