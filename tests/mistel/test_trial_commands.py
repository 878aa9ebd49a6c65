"""``mistel trial …``: from a file to a frozen plan with its lot, consents, a log, and the end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.people import OWN, Home, Resident, Site, World
from care.solutions import Kind, Solution
from mistel import cli
from mistel.state import prepare
from store.registry import Registry

PLAN = """\
title: Quieter nights
solution: camera
design: stepped_wedge
homes: [h1, h2, h3, h4]
periods: {first: 2098-12-07, count: 5, days: 14}
aims:
  - {indicator: night_visits, aspect: primary}
  - {indicator: contact_minutes, aspect: guardrail, margin: 0.15}
seed: "1"
"""
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four homes of our own, and a camera to try in them."""
    folder = tmp_path / "state"
    monkeypatch.setenv("MISTEL_STATE_DIR", str(folder))
    prepare(folder)
    registry = Registry.open(folder)
    places = registry.places
    places.add_organisation(OWN)
    for name, world in (("house", World.REAL), ("bench", World.TEST)):
        places.add_site(Site(id=name, organisation=OWN.id, name=name, zone="Europe/Stockholm", world=world))
    for number in range(1, 5):
        places.add_home(Home(id=f"h{number}", site="house", name=f"Home {number}"))
        places.add_resident(Resident(id=f"r{number}", home=f"h{number}", parameters={}))
    places.add_home(Home(id="lab", site="bench", name="Lab"))
    kinds = frozenset({Kind.DEVICE})
    registry.solutions.add(
        Solution(id="camera", organisation=OWN.id, site="bench", name="Camera", kinds=kinds, created=AT)
    )
    registry.close()
    return folder


def trial(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """Run a command; give what it says."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", ["mistel", "trial", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    said = capsys.readouterr()
    assert (ended.value.code or 0) == code, said
    return " ".join((said.out + said.err).split())


def written(folder: Path, text: str = PLAN) -> str:
    file = folder / "plan.yaml"
    file.write_text(text)
    return str(file)


def test_a_trial_from_its_file_to_its_end(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    said = trial(capsys, "new", written(tmp_path), "--id", "quiet")
    assert "Nothing stands in the way" in said
    assert "h1: r1" in trial(capsys, "check", "quiet")
    said = trial(capsys, "freeze", "Quieter nights")  # by its title
    assert "fingerprint" in said
    assert said.count("sequence") == 4
    assert "log a change" in trial(capsys, "new", written(tmp_path), "--id", "quiet", code=2)
    trial(capsys, "consent", "quiet", "--home", "h1", "--who", "r1")
    trial(capsys, "consent", "quiet", "--home", "h1", "--who", "cohabitant 1")
    assert "stopped" in trial(capsys, "withdraw", "quiet", "--home", "h1", "--who", "cohabitant 1", "--remove")
    trial(capsys, "log", "quiet", "New beds in all homes", "--kind", "environment", "--since", "2098-12-10")
    longer = written(tmp_path, PLAN.replace("days: 14", "days: 21"))
    assert "Changed: periods" in trial(capsys, "change", "quiet", longer, "--why", "Delivery was late")
    shown = trial(capsys, "show", "quiet")
    for words in (
        "changed after it was frozen: periods",
        "New beds",
        "Delivery was late",
        "h1: cohabitant 1",
        "h2: r2",
    ):
        assert words in shown
    assert "Stopped" in trial(capsys, "stop", "quiet", "--why", "The supplier left")
    assert "stopped" in trial(capsys, "list")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[h1, h2, h3, h4]", "[h1, h1, h3, h4]", "plan.yaml:4: "),
        ("indicator: night_visits", "indicator: night_visit", "plan.yaml:7: "),
        ("count: 5", "count: 2", "needs 3 periods"),
        (
            "{first: 2098-12-07, count: 5, days: 14}",
            "[{first: 2098-12-07, last: 2098-12-08}, *a, *a]".replace("*a", "{first: 2098-12-08, last: 2098-12-09}"),
            "plan.yaml:5: periods: periods overlap",
        ),
        ("aspect: primary", "aspect: secondary", "exactly one aim is primary"),
        ("margin: 0.15", "margin: .nan", "plan.yaml:8: "),
        ("[h1, h2, h3, h4]", "[h1]", "there is one"),
    ],
)
def test_a_plan_that_is_wrong_says_where_and_what(
    old: str, new: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in trial(capsys, "new", written(tmp_path, PLAN.replace(old, new)), code=2)


def test_what_stands_in_the_way_is_told_and_holds_it_up(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trial(capsys, "new", written(tmp_path), "--id", "one")
    trial(capsys, "freeze", "one")
    other = PLAN.replace("h4]", "lab]").replace("Quieter nights", "Another")
    said = trial(capsys, "new", written(tmp_path, other), "--id", "two")
    assert "'h1' is in the trial 'Quieter nights'" in said
    assert "people and simulations are never one trial" in said
    assert "cannot be frozen" in trial(capsys, "freeze", "two", code=2)
    assert "people and simulations" in trial(capsys, "check", "two", code=1)
