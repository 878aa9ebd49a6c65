"""The worker: takes the runs that people ask for, one at a time, and plays them."""

import asyncio
import logging
import os
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from care.errors import MistelError, NotFound
from care.people import Site, World
from evaluation.runs import Spec, carry_out
from mistel.reach import Reach
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from store.registry import Run, RunState

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0


async def work(reach: Reach) -> None:
    """Take runs until cancelled; one that cannot be played is failed with why, and the next is taken."""
    name = f"process {os.getpid()}"
    while True:
        run = await asyncio.to_thread(reach.registry.runs.take, name, reach.now())
        if run is None:
            await asyncio.sleep(LOOK_SECONDS)
            continue
        log.info("run %s begins", run.id)
        try:
            await _play(reach, run)
        except MistelError as error:
            log.warning("run %s failed: %s", run.id, error)


async def _play(reach: Reach, run: Run) -> None:
    try:
        spec = Spec.model_validate(run.spec)
        scenarios = [_scenario(name) for name in spec.scenarios]
        site = Site(
            id=spec.site, organisation=run.organisation, name="Scenarios", zone=scenarios[0].zone, world=World.TEST
        )
        stage = await reach.stage(site)
    except (MistelError, ValidationError) as error:
        reach.registry.runs.finish(run.id, RunState.FAILED, {"why": str(error)})
        raise NotFound(str(error)) from error
    await carry_out(stage, run, scenarios, _silent)


def _scenario(name: str) -> Scenario:
    paths = {path.stem: path for path in ours()}
    if name not in paths:
        raise NotFound(f"There is no scenario '{name}'; known are {', '.join(paths)}.")
    return load(paths[name])


def _silent(_scenario: str, _done: float, _at: datetime) -> None:
    """Show nothing: progress is in the registry."""
