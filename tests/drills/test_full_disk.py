"""A disk that is full: nothing is acknowledged, and once there is room everything is there."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from care.clock import ClockKind
from gateway.site import SiteGateway
from tests.drills.brokers import Broker, running
from tests.drills.facts import messages, night
from tests.drills.place import place, until
from tests.small_disk import SmallDisk, no_small_disk, small_disk

pytestmark = pytest.mark.asyncio(loop_scope="package")


@dataclass
class Room:
    """Where the state lies, and how it gets full."""

    state: Path
    disk: SmallDisk | None

    def is_gone(self, gateway: SiteGateway) -> None:
        if self.disk is not None:
            self.disk.fill()
            return
        assert gateway.ingest is not None
        gateway.ingest.journal._connection.execute("PRAGMA max_page_count=1")  # as many as there are

    def is_made(self) -> None:
        if self.disk is not None:
            self.disk.make_room()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A small disk; where none may be mounted, with CI=true a limit of SQLite's that fails as a full disk does."""
    with small_disk(tmp_path / "disk", 16) as disk:
        if disk is None and os.environ.get("CI") != "true":
            no_small_disk()
        yield Room(tmp_path / "disk" / "state", disk)


async def test_the_embedded_broker_acknowledges_nothing_on_a_full_disk_and_goes_on_with_room(tmp_path: Path) -> None:
    facts = night("full", 1000, site="d")
    told = messages(facts)
    with small_disk(tmp_path / "disk", 32) as disk:
        if disk is None:
            no_small_disk()
            return
        async with (
            running("embedded", disk.folder) as broker,
            place(tmp_path / "state", broker, {"full": ClockKind.OWN}, site="d") as there,
            there.gateway_within(),
            asyncio.TaskGroup() as tasks,
        ):
            await there.tell("full", told[:200])
            disk.fill()
            telling = tasks.create_task(there.tell("full", told[200:], patience=1))
            log = disk.folder / "broker" / "nats-server.log"
            await until(lambda: "no space left" in log.read_text())
            assert not telling.done()
            disk.make_room()
            await telling
            await there.is_through("full", facts, facts[-1].time)
            there.holds("full", facts, facts[-1].time)


async def test_a_full_disk_acknowledges_nothing_and_with_room_everything_is_there(broker: Broker, room: Room) -> None:
    facts = night("full", 4000, site="d")
    told = messages(facts)
    async with place(room.state, broker, {"full": ClockKind.OWN}, site="d") as there:
        async with there.gateway_within() as gateway:
            await there.tell("full", told[:200])
            await until(lambda: there.reader.last_seq() == 200)
            room.is_gone(gateway)
            await there.tell("full", told[200:])
            ingest = gateway.ingest
            assert ingest is not None
            await until(lambda: "Make room" in ingest.trouble)
            kept = there.kept("full")
            assert kept < 4000
        room.is_made()
        async with there.gateway_within():  # another gateway: what the first had acknowledged would not come again
            await there.is_through("full", facts, facts[-1].time)
            there.holds("full", facts, facts[-1].time)
