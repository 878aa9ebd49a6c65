"""A running instance is measured and says how it is: well, and when its rules stand still."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from care.clock import wall_now
from care.errors import BrokerError
from care.people import Connection, Device, Home, Organisation, Site, World
from devices.client import DeviceClient
from devices.credentials import Credentials, hash_password, new_password
from mistel.instance import started
from mistel.pages import serve_pages
from mistel.settings import Settings
from store.registry import Registry

LOGIN = Credentials("c1", new_password())


def _furnish(registry: Registry) -> None:
    places = registry.places
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id="a", organisation="own", name="A", zone="Europe/Stockholm", world=World.TEST))
    places.add_home(Home(id="h1", site="a", name="One"))
    created = datetime(2026, 1, 1, tzinfo=UTC)
    registry.connections.add(
        Connection(id=LOGIN.user, site="a", home="h1", name="box", created=created), hash_password(LOGIN.password)
    )
    places.add_device(Device(id="c1", home="h1", connection=LOGIN.user, name="mat"))


async def test_metrics_and_health_of_an_instance_whose_rules_stand_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"STATE_DIR": str(tmp_path / "state"), "HTTP_PORT": "0", "METRICS_TOKEN": "scrape"}.items():
        monkeypatch.setenv(f"MISTEL_{name}", value)
    async with started(Settings.load()) as instance:
        _furnish(instance.registry)
        url = await serve_pages(instance)
        async with asyncio.timeout(30), httpx.AsyncClient(base_url=url) as asking:
            while "a" not in instance.gateways:
                await asyncio.sleep(0.02)
            gateway = instance.gateways["a"]
            await gateway.ready.wait()
            assert (await asking.get("/health")).json()["status"] == "ok"
            assert (await asking.get("/metrics")).status_code == 401

            judge, stopped = gateway.judge, asyncio.Event()
            assert judge is not None

            async def hangs(*_: object) -> None:
                stopped.set()
                await asyncio.Event().wait()

            monkeypatch.setattr(judge, "_settle", hangs)
            await stopped.wait()
            async with await _let_in(instance.broker_url) as device:
                for _ in range(5):
                    await device.send("bed.occupied", True)
            while gateway.report().followers[0].behind == 0:
                await asyncio.sleep(0.02)
            monkeypatch.setattr(gateway, "now", lambda: wall_now() + timedelta(seconds=40))
            health = await asking.get("/health")
            metrics = (await asking.get("/metrics", headers={"Authorization": "Bearer scrape"})).text
    assert health.status_code == 503
    (says,) = health.json()["parts"]["rules"]["says"]
    assert says.startswith("1 site: ")
    assert "events behind, the oldest for 4" in says
    lines = metrics.splitlines()
    assert 'mistel_broker_connected{site="a"} 1.0' in lines
    assert [line for line in lines if line.startswith("mistel_follower_lag_seconds") and float(line.split()[1]) >= 40]
    assert [line for line in lines if line.startswith("mistel_gateway_heartbeat_age_seconds")]
    assert [line for line in lines if line.startswith("mistel_process_resident_memory_bytes")]


async def _let_in(url: str) -> DeviceClient:
    """Give a client that the broker lets in: a login is admitted once its site's gateway reads."""
    while True:
        client = DeviceClient(url, LOGIN, site="a", home="h1")
        try:
            async with client:
                return DeviceClient(url, LOGIN, site="a", home="h1")
        except BrokerError:
            await asyncio.sleep(0.05)
