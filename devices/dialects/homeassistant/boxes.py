"""Which device of a box an announced entity belongs to: what is alike is apart, what is not is together.

A box's first device carries what it has one of; a second door is a second device. An entity stays where it was put,
whatever is announced later and in whatever order, for somebody may have placed that device.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from care.errors import Reason, Refused
from care.found import Channel, Found, PassedOver
from devices.dialects.heard import Heard, Outcome

MOST_CHANNELS: Final = 64
"""Channels of one device, and things passed over."""


@dataclass(frozen=True, slots=True)
class Box:
    """What a configuration says of the thing it is of."""

    home: str
    connection: str
    dialect: str
    key: str
    name: str
    model: str = ""


def settle(box: Box, source: str, entities: Sequence[Channel | PassedOver], heard: Heard) -> Outcome:
    """Put what ``source`` announces now in the place of what it announced before.

    An entity whose id another source has announced is refused; that one keeps it.
    """
    devices = {key: _without(found, source) for key, found in heard.devices.items()}
    kept_at = {
        (channel.id, channel.quantity): found.key
        for found in heard.devices.values()
        for channel in found.channels
        if channel.source == source and found.box == box.key
    }
    owners = {each.id: (each.source, found.name) for found in devices.values() for each in _announced(found)}
    refused = [_claimed_twice(entity.id, *owners[entity.id]) for entity in entities if entity.id in owners]
    ours = {entity.id: entity for entity in entities if entity.id not in owners}.values()
    channels = [entity for entity in ours if isinstance(entity, Channel)]
    for channel in sorted(channels, key=lambda c: (c.id, c.quantity) not in kept_at):
        key = kept_at.get((channel.id, channel.quantity)) or _room_for(channel, box, devices)
        found = devices.get(key) or _new(box, key, channel.name)
        devices[key] = found.model_copy(update={"channels": (*found.channels, channel)[:MOST_CHANNELS]})
    for over in ours:
        if isinstance(over, PassedOver):
            found = devices.get(box.key) or _new(box, box.key, "")
            devices[box.key] = found.model_copy(update={"passed_over": (*found.passed_over, over)[:MOST_CHANNELS]})
    if ours and box.key in devices:
        devices[box.key] = devices[box.key].model_copy(update={"name": box.name, "model": box.model})
    return _difference(
        heard, {key: _as_before(found, heard.devices.get(key)) for key, found in devices.items()}, refused
    )


def _difference(heard: Heard, devices: dict[str, Found], refused: Sequence[Refused]) -> Outcome:
    gone = tuple(
        key
        for key, found in devices.items()
        if not found.channels and not found.passed_over and found.device is None and key in heard.devices
    )
    changed = tuple(found for key, found in devices.items() if key not in gone and found != heard.devices.get(key))
    return Outcome(refused=tuple(refused), found=changed, gone=gone)


def _as_before(found: Found, before: Found | None) -> Found:
    """Give it in the order that it had: what is announced again unchanged is no change."""
    if before is None or found is before:
        return found
    place = {each.id: number for number, each in enumerate(_announced(before))}
    last = len(place)
    return found.model_copy(
        update={
            "channels": tuple(sorted(found.channels, key=lambda c: place.get(c.id, last))),
            "passed_over": tuple(sorted(found.passed_over, key=lambda p: place.get(p.id, last))),
        }
    )


def _announced(found: Found) -> tuple[Channel | PassedOver, ...]:
    return (*found.channels, *found.passed_over)


def _without(found: Found, source: str) -> Found:
    if all(each.source != source for each in _announced(found)):
        return found
    return found.model_copy(
        update={
            "channels": tuple(c for c in found.channels if c.source != source),
            "passed_over": tuple(p for p in found.passed_over if p.source != source),
        }
    )


def _room_for(channel: Channel, box: Box, devices: dict[str, Found]) -> str:
    """Give the box's first device that does not tell this quantity yet; a new one when all do."""
    number = 1
    while True:
        key = box.key if number == 1 else f"{box.key}/{number}"
        found = devices.get(key)
        if found is None or all(other.quantity != channel.quantity for other in found.channels):
            return key
        number += 1


def _new(box: Box, key: str, name: str) -> Found:
    return Found(
        home=box.home,
        connection=box.connection,
        dialect=box.dialect,
        key=key,
        box=box.key,
        name=box.name if key == box.key else f"{box.name} {name}".strip(),
        model=box.model,
    )


def _claimed_twice(unique: str, source: str, name: str) -> Refused:
    return Refused(
        Reason.UNKNOWN_DEVICE,
        f"'{unique:.60}' is claimed twice: '{name:.40}' announced it first, on {source:.100}.",
        mend="Give each entity a unique_id of its own, or delete the first by an empty retained message there.",
        field="unique_id",
    )
