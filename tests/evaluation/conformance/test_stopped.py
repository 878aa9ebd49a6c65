"""A check that is stopped says so, and holds nothing."""

import asyncio
from pathlib import Path

import pytest

from care.clock import wall_now
from care.people import Connection, Home, Organisation, Site, World
from devices.credentials import hash_password, new_password
from evaluation.conformance import Times, checks_of
from evaluation.conformance.bench import bench
from evaluation.conformance.checking import asked, carry_out, subject_of
from store.registry import Registry, RunState


async def test_a_check_that_is_stopped_is_kept_as_such(tmp_path: Path) -> None:
    waiting = asyncio.Event()
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="maker", name="Maker"))
        registry.places.add_site(
            Site(id="box", organisation="maker", name="Box", zone="Europe/Stockholm", world=World.TEST)
        )
        registry.places.add_home(Home(id="flat", site="box", name="Flat"))
        sensor = Connection(id="sensor", site="box", home="flat", name="Sensor", created=wall_now())
        registry.connections.add(sensor, hash_password(new_password()))
        run = asked("run-1", sensor, "maker", Times(), wall_now(), "test")
        registry.runs.add(run)

        async def check() -> None:
            async with bench(subject_of(registry, sensor), tmp_path / "check", "127.0.0.1", None, wall_now) as made:
                await carry_out(registry, run, made, times=Times(), declared={}, say=lambda _, __: waiting.set())

        checking = asyncio.create_task(check())
        await waiting.wait()
        checking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await checking
        (kept,) = checks_of(registry, "sensor")
        assert (kept.state, kept.note, kept.result) == (RunState.FAILED, "It was stopped.", None)
