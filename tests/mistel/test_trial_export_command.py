"""``mistel trial export``: a trial that is over, as files; nothing is written over by mistake, nothing too early."""

import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.clock import wall_now
from mistel import state
from mistel.cli import app
from store.registry import Registry
from tests.evaluation.indicators.trial import fill, trial


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    state.prepare(tmp_path)
    return tmp_path


def mistel(line: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, shlex.split(line))
    return done.exit_code, f"{done.stdout} {done.exception or ''}"


async def test_a_trial_that_is_over_is_written_and_not_written_over(folder: Path) -> None:
    with Registry.open(folder) as registry:
        await fill(registry, folder)
    out = folder / "out"
    status, said = mistel(f"trial export 'Secret title' --out {out}")
    assert status == 0, said
    assert f"Wrote {out}" in said
    assert (out / "README.md").exists()
    before = (out / "allocation.parquet").stat().st_mtime_ns
    status, said = mistel(f"trial export t1 --out {out}")
    assert status
    assert "holds an export already" in said
    assert (out / "allocation.parquet").stat().st_mtime_ns == before
    assert mistel(f"trial export t1 --out {out} --force")[0] == 0


async def test_before_the_end_it_says_until_when(folder: Path) -> None:
    with Registry.open(folder) as registry:
        await fill(registry, folder)
        plan = trial().plan
        today = wall_now().date()
        on = tuple(
            period.model_copy(
                update={"first": today + timedelta(days=10 * n), "last": today + timedelta(days=10 * n + 9)}
            )
            for n, period in enumerate(plan.periods)
        )
        later = plan.model_copy(update={"periods": on})
        registry.trials.change("t1", later, "later", by="p1", at=wall_now())
    status, said = mistel(f"trial export t1 --out {folder / 'out'}")
    assert status
    assert f"goes on until {on[-1].last}" in said
    assert not (folder / "out").exists()
