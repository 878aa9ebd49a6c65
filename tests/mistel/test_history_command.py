"""`mistel alerts history` writes every move, for whoever has the machine."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alerts.desk import Desk
from care.alerts import Onset
from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.people import Home, Organisation, Site, World
from mistel.cli import app
from store.registry import Registry

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One alert at each of two homes, of which one was answered."""
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        registry.places.add_site(Site(id="s1", organisation="own", name="S", zone="Europe/Stockholm", world=World.TEST))
        desk = Desk(registry, wall_now)
        for home in ("h1", "h2"):
            registry.places.add_home(Home(id=home, site="s1", name=home))
        first, _second = desk.apply([Onset("fall", home, None, NOON) for home in ("h1", "h2")], "s1")
        desk.acknowledge(first.id, 1, "eva", NOON)


def run(*arguments: str) -> str:
    answer = CliRunner().invoke(app, ["alerts", "history", *arguments], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_it_is_printed_for_the_next_program_and_chosen_by_home_and_time() -> None:
    rows = list(csv.DictReader(io.StringIO(run())))
    assert [(row["home"], row["move"], row["by"]) for row in rows] == [
        ("h1", "raise", "rules"),
        ("h2", "raise", "rules"),
        ("h1", "acknowledge", "eva"),
    ]
    lines = run("--site", "s1", "--home", "h2", "--form", "jsonl").splitlines()
    assert [json.loads(line)["move"] for line in lines] == ["raise"]
    assert len(run("--site", "s1", "--since", "2026-01-14T13:00").splitlines()) == 1 + 3  # 13:00 there is noon
    assert len(run("--site", "s1", "--since", "2026-01-14T13:01").splitlines()) == 1


def test_a_file_is_not_written_over_by_mistake_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "moves.csv"
    run("--out", str(file))
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1 + 3
    for wrong, error in (
        (["--out", str(file)], SettingError),
        (["--since", "yesterday"], SettingError),
        (["--site", "nowhere"], NotFound),
        (["--home", "h9"], NotFound),
    ):
        with pytest.raises(error):
            CliRunner().invoke(app, ["alerts", "history", *wrong], catch_exceptions=False)
