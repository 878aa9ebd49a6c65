"""Readings: a SenML pack of a known connection to events whose time and value can be true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from care.errors import Reason, Refused
from care.events import ALERT, CLOCK, TICK, UPDATE_INTERVAL, Event
from care.quantities import QUANTITIES, quantity
from devices.dialects import senml
from devices.dialects.message import Known, Message
from devices.dialects.whose import device_and_quantity, devices_of
from devices.topics import Where, alerts
from devices.units import in_unit

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST_OF_OWN_CLOCKS: Final = datetime(2100, 1, 1, tzinfo=UTC)
MOST_AHEAD: Final = timedelta(minutes=5)
"""How far a device's clock may be ahead of ours."""


def read(message: Message, where: Where, known: Known) -> tuple[Event, ...]:
    """Give the pack's events in its order; raise Refused for the first record that cannot be kept."""
    devices = devices_of(where, known)
    received = message.received
    own_clock = where.home in known.own_clock
    latest = LATEST_OF_OWN_CLOCKS if own_clock else received + MOST_AHEAD
    must_be_timed = own_clock or message.retain
    records = senml.resolve(message.payload, received)
    events = []
    for number, record in enumerate(records, 1):
        try:
            device, name = device_and_quantity(record.name, where.connection, devices)
            if (name == TICK) is not (device == CLOCK):
                raise _not_the_clock(where, own_clock=own_clock)
            if name == ALERT:
                raise _not_a_reading(where)
            told = quantity(name)
            unit = record.unit
            value = told.check(in_unit(record.value, unit, told) if unit and unit != told.unit else record.value)
            if not EARLIEST <= record.time <= latest:
                raise _impossible(record.time, received, own_clock=own_clock)
            if must_be_timed and not record.timed:
                raise _no_time(where, own_clock=own_clock)
        except Refused as refused:
            raise senml.in_record(refused, number, len(records)) from None
        events.append(Event(where.site, where.home, device, name, record.time, value, received))
        if record.update_time:
            events.append(_update_interval(events[-1], record.update_time))
    return tuple(events)


def _update_interval(told: Event, longest: timedelta) -> Event:
    """Give what a reading said by ``ut`` of its device; a device that names over a month may be quiet for a month."""
    seconds = min(longest.total_seconds(), QUANTITIES[UPDATE_INTERVAL].high)
    return replace(told, quantity=UPDATE_INTERVAL, value=seconds)


def _not_the_clock(where: Where, *, own_clock: bool) -> Refused:
    if own_clock:
        says = f"Ticks, and nothing else, are told on the topic of connection '{CLOCK}'."
        mend = f"Send ticks on mistel/{where.site}/{where.home}/{CLOCK}/events and readings on your own topic."
    else:
        says = f"The time of home {where.home} is told by the wall clock, not by ticks."
        mend = "Leave the ticks out, or make a home with its own clock (test sites only)."
    return Refused(Reason.UNSUPPORTED, says, mend=mend, field="n")


def _not_a_reading(where: Where) -> Refused:
    return Refused(
        Reason.UNSUPPORTED,
        "An alert is no reading.",
        mend=f"A solution tells its alerts on {alerts(where.site, where.home, where.connection)}.",
        field="n",
    )


def _impossible(time: datetime, received: datetime, *, own_clock: bool) -> Refused:
    told = time.isoformat(timespec="seconds")
    if time < EARLIEST:
        says = f"{told} is before {EARLIEST.date()}."
    elif own_clock:
        says = f"{told} is after {LATEST_OF_OWN_CLOCKS.date()}."
    else:
        ahead = (time - received) // timedelta(seconds=1)
        says = f"{told} is {ahead} s ahead of our clock; at most {MOST_AHEAD.seconds} s are taken."
    return Refused(
        Reason.IMPOSSIBLE_TIME,
        says,
        mend="Set the device's clock (NTP), send seconds (not milliseconds) since 1970 UTC, or leave 't' out for now.",
        field="t",
    )


def _no_time(where: Where, *, own_clock: bool) -> Refused:
    if own_clock:
        says = f"Home {where.home} has its own clock, and this reading does not say its time."
        mend = "Give 't' in seconds since 1970 (UTC) by that home's clock."
    else:
        says = "This is a kept (retained) copy of a reading that does not say its time."
        mend = "Publish readings without the retain flag, or with 't' in seconds since 1970 (UTC)."
    return Refused(Reason.IMPOSSIBLE_TIME, says, mend=mend, field="t")
