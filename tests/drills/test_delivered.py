"""However facts are delivered, repeated, disordered, days late, they end as if each had come once and in time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest

from alerts.desk import HANDOVER_AFTER
from care.clock import wall_now
from care.events import TICK, Event
from tests.drills.conftest import FIFTY
from tests.drills.facts import messages, night, packed, two_days
from tests.drills.place import Place, until

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_same_message_three_times_is_kept_once_and_calls_once(homes: Place) -> None:
    facts = night("thrice", 800)
    once = messages(facts)
    await homes.tell("thrice", [again for message in once for again in (message, message)] + once)
    await homes.is_through("thrice", facts, facts[-1].time)
    homes.holds("thrice", facts, facts[-1].time)


async def test_packs_out_of_order_end_in_the_alerts_of_their_order_and_late_ones_are_marked(homes: Place) -> None:
    facts = night("disorder", 3000)
    ticks = [event for event in facts if event.quantity == TICK]
    readings = [event for event in facts if event.quantity != TICK]
    packs = [packed(readings[start : start + 100]) for start in range(0, len(readings), 100)]
    Random("packs").shuffle(packs)
    told = [message for pack, tick in zip(packs, ticks[:-1], strict=True) for message in (pack, packed([tick]))]
    await homes.tell("disorder", [*told, packed(ticks[-1:])])
    await homes.is_through("disorder", facts, ticks[-1].time)
    homes.holds("disorder", facts, ticks[-1].time)
    assert {alert.found_late for alert in homes.alerts("disorder")} == {True, False}


async def test_a_device_that_buffered_48_hours_is_judged_as_if_it_had_been_there(homes: Place) -> None:
    now = wall_now()
    facts = list(two_days("away", now, Random("away")))
    await until(lambda: "away" in homes.reader.judged())
    async with homes.device("away") as device:
        await asyncio.gather(*(device.send(e.quantity, e.value, device=e.device, time=e.time) for e in facts))
    await _late_facts_are_judged(homes, "away", facts, now)


async def test_fifty_homes_that_buffered_48_hours_deliver_at_once(homes: Place) -> None:
    now = wall_now()
    told = {home: list(two_days(home, now, Random(home))) for home in FIFTY}
    await until(lambda: homes.reader.judged().keys() >= told.keys())
    await asyncio.gather(
        *(
            homes.tell(home, [packed(facts[start : start + 50]) for start in range(0, len(facts), 50)])
            for home, facts in told.items()
        )
    )
    for home, facts in told.items():
        await _late_facts_are_judged(homes, home, facts, now)


async def _late_facts_are_judged(homes: Place, home: str, facts: Sequence[Event], now: datetime) -> None:
    all_facts = [homes.first[home], *facts]
    await homes.is_through(home, all_facts, homes.first[home].time)
    homes.holds(home, all_facts, now)
    alerts = homes.alerts(home)
    assert {alert.situation for alert in alerts} >= {"left_home_at_night"}
    assert all(alert.found_late for alert in alerts)
    assert all(alert.handover for alert in alerts if alert.onset < now - HANDOVER_AFTER)
