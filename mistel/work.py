"""The worker: takes the runs that people ask for, and plays them one at a time; slow tries of solutions go beside."""

import asyncio
import logging
import os
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from care.errors import MistelError, NotFound
from care.people import Site, World
from evaluation.runs import Spec, carry_out
from evaluation.solutions import trying
from evaluation.solutions.asking import TrySpec
from evaluation.solutions.results import KIND
from mistel.reach import Reach
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from store.journal import JournalReader
from store.registry import Run, RunState

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
MOST_BESIDE: Final = 10
"""So many slow tries go on beside the one run that is played as fast as it is taken."""


async def work(reach: Reach) -> None:
    """Take runs until cancelled; one that cannot be played is failed with why, and the next is taken."""
    name = f"process {os.getpid()}"
    async with asyncio.TaskGroup() as slow:
        beside: set[asyncio.Task[None]] = set()
        while True:
            run = await asyncio.to_thread(reach.registry.runs.take, name, reach.now())
            if run is None:
                await asyncio.sleep(LOOK_SECONDS)
            elif run.kind == KIND and run.spec.get("speed") is not None and len(beside) < MOST_BESIDE:
                task = slow.create_task(_carry_out(reach, run), name=f"run {run.id}")
                beside.add(task)
                task.add_done_callback(beside.discard)
            else:
                await _carry_out(reach, run)


async def _carry_out(reach: Reach, run: Run) -> None:
    log.info("run %s begins", run.id)
    try:
        await (_try(reach, run) if run.kind == KIND else _play(reach, run))
    except MistelError as error:
        log.warning("run %s failed: %s", run.id, error)


async def _try(reach: Reach, run: Run) -> None:
    try:
        spec = TrySpec.model_validate(run.spec)
        scenarios = [_scenario(name) for name in spec.scenarios]
        stage = await reach.stage(reach.registry.places.site(spec.site))
    except (MistelError, ValidationError) as error:
        raise _failed(reach, run, error) from error
    with JournalReader.open(reach.settings.state_dir, spec.site) as reader:
        await trying.carry_out(stage, run, scenarios, reader)


def _failed(reach: Reach, run: Run, error: Exception) -> NotFound:
    """Keep why a run could not begin."""
    reach.registry.runs.finish(run.id, RunState.FAILED, {"why": str(error)})
    return NotFound(str(error))


async def _play(reach: Reach, run: Run) -> None:
    try:
        spec = Spec.model_validate(run.spec)
        scenarios = [_scenario(name) for name in spec.scenarios]
        site = Site(
            id=spec.site, organisation=run.organisation, name="Scenarios", zone=scenarios[0].zone, world=World.TEST
        )
        stage = await reach.stage(site)
    except (MistelError, ValidationError) as error:
        raise _failed(reach, run, error) from error
    await carry_out(stage, run, scenarios, _silent)


def _scenario(name: str) -> Scenario:
    paths = {path.stem: path for path in ours()}
    if name not in paths:
        raise NotFound(f"There is no scenario '{name}'; known are {', '.join(paths)}.")
    return load(paths[name])


def _silent(_scenario: str, _done: float, _at: datetime) -> None:
    """Show nothing: progress is in the registry."""
