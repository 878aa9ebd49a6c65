"""docs/replay.md says what the code does: its examples are replayed, its tables compared."""

import re
import shlex
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from mistel.cli import app
from simulators import labels, mapping_file
from simulators.forms import casas
from simulators.guesses import LEFT_OUT, TYPES
from simulators.mapping import TELLABLE, Item
from simulators.recording import read
from simulators.survey import survey
from simulators.telling import FALSE, TRUE

PAGE = (Path(__file__).parents[2] / "docs" / "replay.md").read_text(encoding="utf-8")
ZONE = ZoneInfo("Europe/Stockholm")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def _table(heading: str) -> list[str]:
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


def _mistel(line: str) -> str:
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
    return done.stdout


def test_the_examples_do_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    first, _, write, corrected = [line for block in _blocks("sh") for line in block.splitlines()]
    recording, truth, *_ = _blocks("csv")
    (tmp_path / "my_home.csv").write_text(recording, encoding="utf-8")
    (tmp_path / "my_home.labels.csv").write_text(truth, encoding="utf-8")

    assert _mistel(first).startswith(_blocks("text")[0])

    _mistel(write)
    mapping = tmp_path / "my_home.mapping.yaml"
    guessed = mapping_file.load(mapping, survey(tmp_path / "my_home.csv"))
    mapping.write_text(_blocks("yaml")[0], encoding="utf-8")
    said = mapping_file.load(mapping, survey(tmp_path / "my_home.csv"))
    kept = [item for item in guessed.sensors if item.sensor not in {one.sensor for one in said.sensors}]
    mapping.write_text(
        mapping_file.text(
            survey(tmp_path / "my_home.csv"), said.model_copy(update={"sensors": (*said.sensors, *kept)})
        ),
        encoding="utf-8",
    )
    shown = _mistel(corrected)
    assert "Home my-home-2: " in shown
    assert "not sent" not in shown
    assert "labels    2: 1 leave-house, 1 use-toilet" in shown


def test_every_form_that_is_shown_is_read(tmp_path: Path) -> None:
    file = tmp_path / "home"
    forms = []
    for block in _blocks("csv"):
        file.write_text(block, encoding="utf-8")
        if block.startswith("start,end,label"):
            assert len(labels.read(file, ZONE)) == 2
        else:
            forms.append(read(file, ZONE).form.name)
    assert forms == ["durations", "time,sensor,type", "CASAS"]


def test_the_table_of_a_mappings_keys_is_that_of_the_code() -> None:
    wanted = [
        f"| `{name}` | {'yes' if field.is_required() else 'no'} | {field.description} |"
        for name, field in Item.model_fields.items()
    ]
    assert _table("Say what the sensors are") == wanted


def test_the_tables_of_types_are_those_of_the_code() -> None:
    assert _table("The three forms") == [f"| `{letters}` | {kind} |" for letters, kind in casas.TYPES.items()]
    assert _table("What types become") == [
        *(f"| `{kind}` | `{quantity}` |" for kind, quantity in TYPES.items()),
        *(f"| `{kind}` | {reason} |" for kind, reason in LEFT_OUT.items()),
    ]


def test_the_words_and_quantities_are_those_of_the_code() -> None:
    section = PAGE.split("The name of a quantity is a type too.", 1)[1].split("\n\n", 1)[0]
    on, off, quantities = re.split(r"; off is|These quantities", section)
    assert {word.lower() for word in re.findall(r"`(\w+)`", on)} | {"", "opened"} == TRUE
    assert {word.lower() for word in re.findall(r"`(\w+)`", off)} == FALSE
    assert re.findall(r"`([\w.]+)`", quantities) == list(TELLABLE)
