"""What `mistel replay` refuses before anything is started or sent, and the mapping that it writes."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care.errors import ScenarioError, SettingError
from mistel.cli import app

ROWS = "time,sensor,type\n2019-01-14 22:50:00,bedroom,motion\n2019-01-14 22:51:00,cat,mood\n"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "home.csv"
    file.write_text(ROWS)
    return file


def _replay(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


def test_a_wrong_row_is_named_and_nothing_is_sent(file: Path, state: Path) -> None:
    file.write_text(ROWS + "yesterday,bedroom,motion\n")
    wrong = _replay(file).exception
    assert isinstance(wrong, ScenarioError)
    assert str(wrong).startswith(f"{file}:4: 'yesterday' is not a time")
    assert not state.exists()


def test_a_zone_that_there_is_not_is_named(file: Path) -> None:
    wrong = _replay(file, "--zone", "Sweden/Västerås").exception
    assert isinstance(wrong, SettingError)
    assert "IANA" in str(wrong)


def test_one_home_cannot_be_named_for_several_recordings(file: Path) -> None:
    wrong = _replay(file, file, "--home", "a").exception
    assert isinstance(wrong, SettingError)
    assert "homes are named after the files" in str(wrong)


def test_a_home_that_is_no_id_is_named(file: Path) -> None:
    assert "'Anna B' is not an id" in str(_replay(file, "--home", "Anna B").exception)


def test_files_that_would_be_one_home_are_named(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "Home.csv"
    other.parent.mkdir()
    other.write_text(ROWS)
    wrong = _replay(file, other).exception
    assert isinstance(wrong, SettingError)
    assert f"{file}, {other} would all be home home" in str(wrong)


def test_labels_and_mappings_belong_to_the_recording_of_their_name(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "home.two.csv"
    other.write_text(ROWS)
    wrong = _replay(file, other, "--labels", tmp_path / "elsewhere.csv").exception
    assert isinstance(wrong, SettingError)
    assert "no recording is called that. Name it after its own, as in home.labels.csv" in str(wrong)
    twice = _replay(file, other, "--mapping", tmp_path / "home.two.a.yaml", "--mapping", tmp_path / "home.two.b.yaml")
    assert "home.two.csv has" in str(twice.exception)


def test_a_mapping_is_written_once_and_says_what_is_not_sent(file: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "home.mapping.yaml"
    done = _replay("--write-mapping", mapping, file)
    assert done.exit_code == 0
    assert "not sent  cat: type 'mood' is not known" in done.output
    assert f"mistel replay {file} --mapping {mapping}" in done.output
    assert 'sensor: "bedroom"' in mapping.read_text()
    again = _replay("--write-mapping", mapping, file).exception
    assert isinstance(again, SettingError)
    assert "is there already" in str(again)
    assert "one file with --write-mapping" in str(_replay("--write-mapping", mapping, file, file).exception)


def test_a_mapping_for_another_recording_is_named_by_file_and_line(file: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "home.mapping.yaml"
    mapping.write_text("sensors:\n  - sensor: bedrom\n    quantity: motion\n    device: d\n")
    wrong = _replay(file, "--mapping", mapping).exception
    assert isinstance(wrong, ScenarioError)
    assert str(wrong) == f"{mapping}:2: home.csv has no sensor 'bedrom'; did you mean 'bedroom'?"
