"""``mistel trial report``, ``trial assess`` and ``benefit from-trial``, on a small simulated trial."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import NotFound
from care.people import OWN
from evaluation.benefit.file import load
from evaluation.trials.simulated.made import make
from evaluation.trials.simulated.pilot import Pilot
from mistel.cli import app
from store.registry import Registry

PILOT = Pilot(seed=1, homes=6, days=4)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("state")
    registry = Registry.open(made)
    registry.places.add_organisation(OWN)
    asyncio.run(make(registry, made, PILOT, OWN.id))
    return made


def mistel(state: Path, *words: str) -> str:
    done = CliRunner().invoke(app, list(words), env={"MISTEL_STATE_DIR": str(state)})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_what_an_assessor_says_stands_in_the_report(state: Path, tmp_path: Path) -> None:
    words = (
        "Quiet at night",
        "--area",
        "citizen",
        "--mark",
        "pass",
        "--evidence",
        "Four of five said so",
        "--by",
        "Asta",
    )
    assert "Kept: Quiet at night, pass." in mistel(state, "trial", "assess", PILOT.name, *words)
    said = mistel(state, "trial", "report", PILOT.name, "--language", "sv", "--out", str(tmp_path / "r.html"))
    assert "Nattbesök av personal" in said
    written = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Four of five said so" in written
    mistel(state, "trial", "report", PILOT.name, "--out", str(tmp_path / "r.pdf"))
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_a_calculation_of_a_trial_can_be_gone_on_with(state: Path, tmp_path: Path) -> None:
    out = tmp_path / "of-trial.yaml"
    said = mistel(state, "benefit", "from-trial", PILOT.name, "--out", str(out))
    assert "those of the example 'night_supervision'" in said
    assert load(out).changes["night visits"].before.expected > 1


def test_a_trial_that_is_not_there_has_no_report(state: Path) -> None:
    with pytest.raises(NotFound):
        mistel(state, "trial", "report", "nothing")
