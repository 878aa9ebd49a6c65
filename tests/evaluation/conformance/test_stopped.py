"""A check that is stopped says so, and holds nothing."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from care.clock import wall_now
from care.errors import Conflict
from care.people import Connection, Home, Organisation, Site, World
from devices.credentials import hash_password, new_password
from evaluation.conformance import Times, checks_of
from evaluation.conformance.bench import bench
from evaluation.conformance.checking import asked, carry_out, subject_of
from store.registry import Registry, RunState


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as opened:
        opened.places.add_organisation(Organisation(id="maker", name="Maker"))
        opened.places.add_site(
            Site(id="box", organisation="maker", name="Box", zone="Europe/Stockholm", world=World.TEST)
        )
        opened.places.add_home(Home(id="flat", site="box", name="Flat"))
        sensor = Connection(id="sensor", site="box", home="flat", name="Sensor", created=wall_now())
        opened.connections.add(sensor, hash_password(new_password()))
        yield opened


async def check(registry: Registry, folder: Path, times: Times, begun: Callable[[], object]) -> None:
    sensor = registry.connections.get("sensor")
    run = asked("run-1", sensor, "maker", times, wall_now(), "test")
    registry.runs.add(run)
    async with bench(subject_of(registry, sensor), folder / "check", "127.0.0.1", None, wall_now) as made:
        await carry_out(registry, run, made, times=times, declared={}, say=lambda _, __: begun())


async def test_a_check_that_is_stopped_is_kept_as_such(registry: Registry, tmp_path: Path) -> None:
    begun = asyncio.Event()
    checking = asyncio.create_task(check(registry, tmp_path, Times(), begun.set))
    await begun.wait()
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    (kept,) = checks_of(registry, "sensor")
    assert (kept.state, kept.note, kept.result) == (RunState.FAILED, "It was stopped.", None)


async def test_a_check_that_somebody_else_stops_ends_and_stays_so(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await check(registry, tmp_path, Times(patience=0.1), lambda: registry.runs.stop("run-1", "Anna stopped it."))
    assert caught.group_contains(Conflict)
    (kept,) = checks_of(registry, "sensor")
    assert (kept.state, kept.note) == (RunState.FAILED, "Anna stopped it.")
