"""``mistel solution report``, as somebody at the command line meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mistel.cli import app
from store.registry import Registry
from tests.evaluation.scores.tried import OURS, five_nights, put


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["solution", *words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands are given in; a solution has two runs that are done."""
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    assert ask("add", "Night watch", "--kind", "detector", "--id", OURS).exit_code == 0
    with Registry.open(tmp_path / "state") as registry:
        site = registry.solutions.get(OURS).site
        nights = five_nights(ours=[[105], [130], [], [50], []], rules=[[110], [110], [110], [], []])
        put(registry, nights, site=site, run="try-1")
        put(registry, nights, site=site, run="try-2", spec={"version": "2"})
    return tmp_path


def test_a_report_is_written_as_html_in_english_unless_something_else_is_asked(folder: Path) -> None:
    said = ask("report", "Night watch", "--run", "try-1")
    assert said.exit_code == 0, said.output
    assert "Night watch: report of a run" in (folder / "try-1-en.html").read_text()


def test_the_files_name_says_that_it_is_a_pdf(folder: Path) -> None:
    said = ask("report", "try-2", "--language", "sv", "--out", "reports/watch.pdf")
    assert said.exit_code == 0, said.output
    assert (folder / "reports" / "watch.pdf").read_bytes().startswith(b"%PDF-")
