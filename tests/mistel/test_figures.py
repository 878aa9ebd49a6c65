"""A gateway that runs apart gives its metrics and its health on a port of its own."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from care.clock import wall_now
from care.errors import SettingError
from devices.dialects.senml import pack
from mistel.figures import Figures, figures_app, serve_figures
from mistel.settings import Settings
from tests.gateway.at_a_site import AtASite, at_a_site

EVENTS = "mistel/a/h1/c1/events"


def client(site: AtASite, token: str = "", **headers: str) -> httpx.AsyncClient:
    app = figures_app(Figures.of({"a": site.gateway}, site.state, wall_now), token)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway", headers=headers)


async def test_rules_that_are_stopped_lag_in_the_metrics_and_are_503_with_the_reason(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device, client(site) as asking:
        assert ((await asking.get("/health")).status_code, site.gateway.report().connected) == (200, True)
        judge = site.gateway.judge
        assert judge is not None
        stopped = asyncio.Event()

        async def hangs(*_: object) -> None:
            stopped.set()
            await asyncio.Event().wait()

        judge._settle = hangs  # type: ignore[method-assign]
        async with asyncio.timeout(20):
            await stopped.wait()
        for _ in range(3):
            await device.publish(EVENTS, pack([("hall/motion", True, wall_now())]), qos=1)
        await site.until(lambda: site.reader.counts().events == 3)
        site.gateway.now = lambda: wall_now() + timedelta(seconds=45)
        metrics = (await asking.get("/metrics")).text
        health = await asking.get("/health")
    assert 'mistel_follower_lag_events{follower="rules",site="a"} 3.0' in metrics.splitlines()
    assert health.status_code == 503
    (says,) = health.json()["parts"]["rules"]["says"]
    assert says.startswith("Site a: 3 events behind, the oldest for 4")
    assert [name for name, part in health.json()["parts"].items() if not part["ok"]] == ["rules"]


async def test_a_broker_that_is_gone_is_503_with_the_reason(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, client(site) as asking:
        os.kill(site.broker.child.pid, signal.SIGKILL)
        await site.until(lambda: not site.gateway.report().connected)
        health = await asking.get("/health")
    assert health.status_code == 503
    assert health.json()["parts"]["broker"] == {"ok": False, "says": ["Site a: not connected to the broker."]}


async def test_with_a_token_set_metrics_need_it_and_health_names_no_site(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site:
        async with client(site, "secret") as asking:
            assert (await asking.get("/metrics")).status_code == 401
            assert (await asking.get("/health")).status_code == 200
        async with client(site, "secret", Authorization="Bearer secret") as asking:
            assert "mistel_broker_connected" in (await asking.get("/metrics")).text


async def test_no_port_gives_no_metrics_and_a_taken_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    async with asyncio.TaskGroup() as tasks:
        owned: list[asyncio.Task[None]] = []

        def own(work: Coroutine[object, object, None], name: str) -> None:
            owned.append(tasks.create_task(work, name=name))

        figures = Figures.of({}, tmp_path, wall_now)
        assert await serve_figures(Settings.load(), figures, own) is None
        settings = Settings.load(metrics_port=unused_tcp_port)
        url = await serve_figures(settings, figures, own)
        async with httpx.AsyncClient() as asking:
            answer = await asking.get(f"{url}/metrics")
        assert "mistel_process_cpu_seconds_total" in answer.text
        with pytest.raises(SettingError, match="MISTEL_METRICS_PORT"):
            await serve_figures(settings, figures, own)
        for task in owned:
            task.cancel()
