"""The load is what it claims to be: the wire on sockets, readings that are taken, and a run that ends."""

import asyncio
from pathlib import Path

import pytest

from benchmarks import ingest
from benchmarks.load import wire, world
from care.clock import wall_now
from care.quantities import QUANTITIES
from devices.dialects import Known, Message, decode

NOW = wall_now()
HOMES = {f"h{home}": {f"box{home}": frozenset(device for device, *_ in world.DEVICES)} for home in range(world.HOMES)}


@pytest.mark.parametrize("size", [1, 100, 200, 20_000])
def test_packets_are_found_however_the_stream_is_cut(size: int) -> None:
    sent = [wire.publish("mistel/a/h1/c1/events", bytes(size), 7) for _ in range(3)]
    stream = b"".join(sent)
    for cut in range(0, len(stream), max(1, len(stream) // 50)):
        found, rest = wire.packets(stream[:cut])
        assert rest == sum(map(len, sent[: len(found)]))
        more, left = wire.packets(stream[rest:])
        assert len(found) + len(more) == len(sent)
        assert left == len(stream) - rest


def test_every_reading_of_the_load_is_taken_and_no_two_are_one() -> None:
    seconds, count = NOW.timestamp(), 3 * world.HOMES * len(world.DEVICES)
    known = Known(site=world.SITE, homes=HOMES)
    messages = [Message(world.topic(n), world.payload(n, seconds - n * 1e-5), NOW) for n in range(count)]
    messages.append(Message(world.topic(0), world.press(seconds), NOW))
    taken = [decode(message, known) for message in messages]
    assert not [refused for _, refused in taken if refused]
    assert len({event.identity for events, _ in taken for event in events}) == count + 1
    assert {quantity for _, _, quantity, _ in world.DEVICES} <= set(QUANTITIES)


async def test_a_flood_of_every_kind_is_kept_to_the_last_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "COUNT", 10)
    world.furnish(tmp_path, homes=10)
    floods = await asyncio.gather(*(ingest._flood("embedded", kind, tmp_path) for kind in ingest.KINDS))
    assert [flood.done for flood in floods] == [10] * len(ingest.KINDS)
