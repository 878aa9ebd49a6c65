"""Make a simulated trial: its homes' days lived and written to the sources of any trial; plan, consents, lot, log."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from care.errors import Conflict, NotFound
from care.trials import Consent, Entry, Logged, State, Trial
from evaluation.trials.allotting import allot
from evaluation.trials.simulated.answered import answered
from evaluation.trials.simulated.came import Lived
from evaluation.trials.simulated.desk import answer
from evaluation.trials.simulated.homes import lived
from evaluation.trials.simulated.pilot import Pilot
from evaluation.trials.simulated.places import CREATED, move_in, settle
from evaluation.trials.simulated.readings import journal
from evaluation.trials.simulated.visits import visits
from evaluation.trials.starting import freeze_and_draw
from store.registry import Registry

BY: Final = "simulated"
"""Who did what an evaluator does in a trial where people live."""
HOUR: Final = timedelta(hours=1)
Show = Callable[[str, float], None]
"""Is told what goes on, and how far it is, from 0 to 1."""


def there(registry: Registry, pilot: Pilot) -> Trial | None:
    """Give the trial, where it was made before; raises Conflict where only a part of it was."""
    try:
        return registry.trials.get(pilot.name)
    except NotFound:
        if any(site.id == pilot.name for site in registry.places.sites()):
            raise Conflict(
                f"Site '{pilot.name}' is there without its trial: making that was broken off. Use another --seed."
            ) from None
        return None


async def make(
    registry: Registry, state: Path, pilot: Pilot, organisation: str, *, workers: int = 1, show: Show = lambda *_: None
) -> Trial:
    """Make it, of this organisation; ``state`` is the folder of journals.

    The trial itself is written last, so that one that was broken off is none. Raises Conflict when it, or a part of it,
    is there, and StoreError when its journal cannot be written.
    """
    if there(registry, pilot) is not None:
        raise Conflict(f"Trial '{pilot.name}' is there already.")
    allocation = allot(pilot.plan())
    found: list[Lived] = []
    async with journal(state, pilot.name) as readings:
        for number, home in enumerate(lived(pilot, allocation, workers), 1):
            await readings.keep(home.home, home.events, pilot.story(number - 1).end)
            home.events.clear()  # they lie in the journal now; many homes do not fit into memory
            found.append(home)
            show("Living", number / pilot.homes)
    return await asyncio.to_thread(_register, registry, pilot, organisation, allocation, found, show)


def _register(
    registry: Registry, pilot: Pilot, organisation: str, allocation: Mapping[str, int], found: list[Lived], show: Show
) -> Trial:
    plan = pilot.plan()
    settle(registry, pilot, organisation)
    sequences = [plan.sequences[allocation[cluster.id]] for cluster in plan.clusters for _ in cluster.homes]
    residents: dict[str, str] = {}
    for number, (home, sequence) in enumerate(zip(found, sequences, strict=True)):
        story = pilot.story(number)
        resident = story.household.residents[0].id
        residents[home.home] = resident
        move_in(registry, pilot, story, f"Home {number + 1}")
        came = answer(registry, pilot.name, home.home, resident, home.calls)
        registry.visits.add(*visits(home, resident, came))
        registry.answers.add_all(
            list(answered(plan, sequence, home.home, resident, seed=str(story.seed), effect=pilot.effect))
        )
        show("Writing", (number + 1) / len(found))
    return _enter(registry, pilot, organisation, residents)


def _enter(registry: Registry, pilot: Pilot, organisation: str, residents: Mapping[str, str]) -> Trial:
    """Add the trial with its consents, freeze it, draw its lot (the one that was lived by), and log what is true."""
    plan, at = pilot.plan(), CREATED
    registry.trials.add(
        Trial(id=pilot.name, organisation=organisation, state=State.DRAFT, plan=plan, created=at, created_by=BY)
    )
    registry.trials.consent(
        *(
            Consent(trial=pilot.name, home=home, who=resident, given=at + HOUR, by=BY)
            for home, resident in residents.items()
        )
    )
    freeze_and_draw(registry, registry.trials.get(pilot.name), by=BY, at=at + 2 * HOUR)
    registry.trials.log(
        Logged(
            trial=pilot.name,
            entry=Entry.NOTE,
            says=f"Simulated: with the solution night visits truly are {1 - pilot.effect:g} times as many as without.",
            by=BY,
            at=at + 3 * HOUR,
        )
    )
    return registry.trials.get(pilot.name)
