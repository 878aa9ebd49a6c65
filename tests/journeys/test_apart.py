"""Gateways and pages run apart, as the compose file runs them: the pages know by heartbeat how the gateways are."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx

from care.people import Organisation, Site, World
from store.registry import Registry


@asynccontextmanager
async def _running(*words: str, **settings: str) -> AsyncIterator[None]:
    """Run a command of ours until the block ends."""
    environment = {**os.environ, **{f"MISTEL_{name}": value for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mistel", *words, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        assert await process.wait() == 0


async def _when(url: str, wanted: str, status: int = 200) -> httpx.Response:
    """Ask until the answer holds what is wanted."""
    async with asyncio.timeout(40), httpx.AsyncClient() as asking:
        while True:
            try:
                answer = await asking.get(url, headers={"Authorization": "Bearer scrape"})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == status and wanted in answer.text:
                return answer
            await asyncio.sleep(0.05)


async def test_gateways_and_pages_apart_are_measured_and_healthy(
    tmp_path: Path, unused_tcp_port_factory: object
) -> None:
    assert callable(unused_tcp_port_factory)
    ports = [str(unused_tcp_port_factory()) for _ in range(3)]
    state = tmp_path / "state"
    common = {"STATE_DIR": str(state), "METRICS_TOKEN": "scrape", "LOG_FORMAT": "json"}
    with Registry.open(state) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        site = Site(id="a", organisation="own", name="A", zone="Europe/Stockholm", world=World.TEST)
        registry.places.add_site(site)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(_running("gateway", "--all", METRICS_PORT=ports[0], **common))
            await stack.enter_async_context(_running("api", METRICS_PORT=ports[1], HTTP_PORT=ports[2], **common))
            await _when(f"http://127.0.0.1:{ports[0]}/metrics", 'mistel_broker_connected{site="a"} 1.0')
            registry.places.add_site(site.model_copy(update={"id": "b"}))  # one that is made later has a gateway too
            await _when(f"http://127.0.0.1:{ports[0]}/metrics", 'mistel_broker_connected{site="b"} 1.0')
            for port in ports:
                health = await _when(f"http://127.0.0.1:{port}/health", '"status":"ok"')
                assert all(part["ok"] for part in health.json()["parts"].values())
            for port in ports[1:]:
                await _when(f"http://127.0.0.1:{port}/metrics", 'mistel_gateway_heartbeat_age_seconds{site="b"}')
