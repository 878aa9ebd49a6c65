"""``mistel simulate`` as a person gives it: live, offline, held against real homes; what is wrong is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import MistelError, SettingError
from evaluation.realism.figures import Home, Person
from evaluation.realism.reference import HOURS
from mistel.cli import app
from mistel.commands import simulate
from simulators.population import Population
from store.registry import Registry, RunState

Mistel = Callable[..., tuple[int, str]]

ALIKE = Home(
    number=0,
    profile="independent",
    dwelling="flat",
    days=30,
    events_a_day=400,
    between={10: 5, 50: 47, 90: 257},
    hours=HOURS,
    gaps_of_an_hour=1,
    people=(Person(out=(90.0,) * 60, onsets=(10.0, 12.0) * 15, toilet_visits=(0, 1) * 15),),
)


@pytest.fixture
def mistel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mistel:
    """Give a command; gives its exit status and what it printed, raises what it raised."""
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)

    def give(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["simulate", *words])
        if isinstance(result.exception, MistelError):
            raise result.exception
        return result.exit_code, " ".join(result.output.split())

    return give


def test_live_homes_go_through_everything_into_a_test_site(mistel: Mistel, tmp_path: Path) -> None:
    status, said = mistel("--homes", "3", "--days", "1", "--profile", "moderate_dementia", "--seed", "2")
    assert status == 0
    assert "readings of 3 home-days" in said
    with Registry.open(tmp_path / "state") as registry:
        (asked,) = registry.runs.all()
        assert (asked.kind, asked.state) == ("simulation", RunState.DONE)
        assert asked.result is not None
        assert int(str(asked.result["readings"])) > 3 * 150
        assert asked.spec["title"] == "3 simulated homes, 1 days, seed 2"
        assert len(registry.places.homes("simulated")) == 3


def test_offline_the_same_again_is_equal(mistel: Mistel, tmp_path: Path) -> None:
    asked = ("--homes", "2", "--days", "1", "--offline", "--workers", "1", "--out", str(tmp_path / "out"))
    first, again = mistel(*asked), mistel(*asked)
    assert (first[0], again[0]) == (0, 0)
    assert "Equal to what was there before" in again[1]
    assert first[1].split("Checksum ")[1].split()[0] in again[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--profile", "tired"), "there is no 'tired'; known are couple"),
        (("--dwelling", "castle"), "there is no 'castle'; known are flat"),
        (("--kit", "gold"), "there is no 'gold'; known are base"),
        (("--start", "yesterday"), "write it as 2026-01-31"),
        (("--zone", "Mars/Base"), "is not a time zone"),
        (("--offline", "--speed", "60"), "--speed is of a live simulation"),
    ],
)
def test_what_cannot_be_is_told(mistel: Mistel, words: tuple[str, ...], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        mistel(*words)


@pytest.mark.parametrize("words", [("--homes", "0"), ("--days", "-1"), ("--speed", "0.5"), ("realism", "--homes", "3")])
def test_numbers_out_of_range_are_refused(mistel: Mistel, words: tuple[str, ...]) -> None:
    assert mistel(*words)[0] == 2


def test_homes_that_are_not_like_real_ones_end_with_1(mistel: Mistel, monkeypatch: pytest.MonkeyPatch) -> None:
    def all_alike(population: Population, workers: int) -> Iterator[Home]:
        assert population.start == date(2026, 1, 5)
        assert workers == 1
        return (replace(ALIKE, number=number) for number in range(population.homes))

    monkeypatch.setattr(simulate, "lived", all_alike)
    status, said = mistel("realism", "--workers", "1")
    assert status == 1
    assert "FAIL" in said
    assert "10 of 11 agree" in said


def test_a_page_with_plots_is_written(mistel: Mistel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(simulate, "lived", lambda population, _workers: iter([ALIKE] * population.homes))
    _, said = mistel("realism", "--out", str(tmp_path / "page"))
    assert "Page with plots" in said
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert page.count("<figure><svg") == 4
    assert page.count("<strong>FAIL</strong>") == 1
    assert len(list((tmp_path / "page").glob("*.svg"))) == 4
