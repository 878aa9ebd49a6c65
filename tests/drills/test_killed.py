"""Whatever is killed: what was acknowledged is there exactly once, and no alert is missed."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from care.clock import wall_now
from care.events import TICK, Event
from tests.drills.brokers import Broker
from tests.drills.facts import messages, night, told
from tests.drills.place import Place, until

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_gateway_killed_amid_5000_events_keeps_each_once_and_misses_no_alert(homes: Place) -> None:
    facts = night("night", 5000)
    async with asyncio.TaskGroup() as tasks:
        telling = tasks.create_task(homes.tell("night", messages(facts)))
        await until(lambda: homes.kept("night") >= 1250)
        await homes.gateway_ends()
        kept_before = homes.kept("night")
        await telling
    assert 1250 <= kept_before < 5000
    await homes.gateway_starts()
    await homes.is_through("night", facts, facts[-1].time)
    homes.holds("night", facts, facts[-1].time)


async def test_a_broker_killed_amid_a_stream_costs_nothing_that_its_devices_tell_again(
    homes: Place, broker: Broker
) -> None:
    facts = night("night-2", 3000)
    pressed: list[Event] = []
    async with asyncio.TaskGroup() as tasks, homes.device("live") as device:
        telling = tasks.create_task(homes.tell("night-2", messages(facts)))
        killing = tasks.create_task(_kill(broker, lambda: homes.kept("night-2") >= 750 and len(pressed) > 200))
        while not killing.done() or len(pressed) < 600:
            now = wall_now()
            press = len(pressed) % 40 == 0
            event = told("live", now, "button", "alarm.button") if press else told("live", now)
            pressed.append(event)
            if not await device.send(event.quantity, True, device=event.device, time=event.time):
                await until(lambda: device.waiting < 100)
        await telling
    await homes.is_through("night-2", facts, facts[-1].time)
    homes.holds("night-2", facts, facts[-1].time)
    live = [homes.first["live"], *pressed]
    await homes.is_through("live", live, pressed[-1].time - timedelta(seconds=1))
    homes.holds("live", live, pressed[-1].time)


async def _kill(broker: Broker, ready: Callable[[], bool]) -> None:
    await until(ready)
    await broker.die()


async def test_broker_and_gateway_killed_together_lose_nothing_that_the_broker_had_written(
    homes: Place, broker: Broker
) -> None:
    facts = night("night-3", 1000)
    half = len(facts) // 2
    told = messages(facts)
    await homes.tell("night-3", told[:half])
    await homes.gateway_ends()
    await homes.tell("night-3", told[half:])  # the broker has these, and nobody else; they are not told again
    await broker.has_written(told[-1][1])
    await broker.die()
    assert homes.kept("night-3") < sum(event.quantity != TICK for event in facts)
    await homes.gateway_starts()
    await homes.is_through("night-3", facts, facts[-1].time)
    homes.holds("night-3", facts, facts[-1].time)
