"""A gateway that is refused at first gets in once it is admitted, and goes on."""

import asyncio
from pathlib import Path

from care.clock import wall_now
from devices import topics
from devices.broker import EmbeddedBroker
from devices.credentials import Credentials, hash_password
from gateway.session import Session

GATEWAY = Credentials("gateway", "g" * 22)


async def test_a_gateway_that_was_refused_gets_in_once_it_is_admitted(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        session = Session(broker.url, GATEWAY, client_id="mistel-a", subscription="mistel/a/#", now=wall_now)
        running = asyncio.create_task(session.run())
        async with asyncio.timeout(30):
            await session.refused.wait()
            await broker.admit([topics.gateway_grant(GATEWAY.user, hash_password(GATEWAY.password))])
            await session.connected.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
