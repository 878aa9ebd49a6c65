"""For commands: the running instance of the state folder, or one started for as long as the command takes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from care.clock import Now, wall_now
from care.errors import BrokerError, NotFound, SettingError
from care.people import Site, World
from evaluation.furnishing import Hired, Stage, nobody_to_hire
from mistel import admission, state
from mistel.carers import hire
from mistel.instance import ALIVE, started
from mistel.pages import serve_pages
from mistel.settings import Settings
from store.registry import Registry

PATIENCE_SECONDS: Final = 30

Pages = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Reach:
    """An instance as a command sees it: the registry, the broker, and since when its gateways may be believed."""

    settings: Settings
    registry: Registry
    broker_url: str
    since: datetime
    now: Now = wall_now
    pages: Pages | None = None
    """Gives the address of the API, served by then; None where there is none."""

    async def stage(self, site: Site) -> Stage:
        """Give a test site to play in, made when it is not there; returns when its gateway runs.

        Raises SettingError for a site where people live, BrokerError when no gateway takes it.
        """
        try:
            there = self.registry.places.site(site.id)
        except NotFound:
            self.registry.places.add_site(site)
            there = site
        if there.organisation != site.organisation:
            raise SettingError(f"Site {site.id} belongs to another organisation: name another one.")
        if there.world is not World.TEST:
            raise SettingError(f"People live at site {site.id}: play in a test site.")
        await self._gateway_runs(site.id)
        enrol = partial(admission.enrol, self.settings, self.registry)
        ours = partial(self._hire, site.organisation)
        return Stage(self.registry, site.id, self.broker_url, self.now, self.settings.broker_ca, enrol, ours)

    async def _hire(self, organisation: str, carers: int) -> Hired:
        if self.pages is None:
            return await nobody_to_hire(carers)
        return Hired(await self.pages(), hire(self.registry, organisation, carers, self.now()))

    async def _gateway_runs(self, site: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    beat = self.registry.heartbeats.all().get(f"gateway/{site}")
                    if beat is not None and beat.at >= self.since:
                        return
                    await asyncio.sleep(0.02)
        except TimeoutError as error:
            raise BrokerError(
                f"No gateway has taken site {site} in {PATIENCE_SECONDS} s. Look at the log of the running instance, "
                f"or start `mistel gateway --site {site}`."
            ) from error


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Reach]:
    """Use the instance that runs on the state folder; when none does, start one and end it with the block."""
    found = state.running(settings.state_dir)
    if found is None:
        since = wall_now()
        async with started(settings) as instance:
            pages = partial(serve_pages, replace(instance, settings=settings.model_copy(update={"http_port": 0})))
            yield Reach(settings, instance.registry, instance.broker_url, since, pages=pages)
        return
    address = found.pages_url
    with Registry.open(settings.state_dir, settings.database_url) as registry:
        pages_there = partial(_at, address) if address else None
        yield Reach(settings, registry, found.broker_url, wall_now() - ALIVE, pages=pages_there)


async def _at(address: str) -> str:
    return address
