"""Make the Thing Description of a device from what is known of it."""

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from care.people import Device
from care.quantities import QUANTITIES, Kind, Quantity
from devices import topics
from devices.description.checking import ALWAYS
from devices.description.corrected import AT_LEAST
from devices.description.seen import Seen
from devices.description.thing import CONTEXT, PREFIX, TYPES, VOCABULARY

MQTT_BINDING: Final = "http://www.w3.org/2018/wot/mqtt#"
LOGIN: Final = "login"
SENML: Final = "application/senml+json"
NOTHING_SEEN: Final[Mapping[str, Seen]] = MappingProxyType({})


def make(
    device: Device, site: str, told: Iterable[str], *, broker: str, seen: Mapping[str, Seen] = NOTHING_SEEN
) -> dict[str, JsonValue]:
    """Describe a device: each quantity that it has ``told`` is an event of that name, where it can be heard.

    What was ``seen`` of it regularly has ``mistel:atLeastEvery``; its range is that of the quantity, for what was seen
    so far is no limit. ``broker`` is the broker's address, such as mqtts://broker.example:8883, or "". What it has not
    told is not known: a device that never spoke is described without events.
    """
    topic = topics.events(site, device.home, device.connection)
    events: dict[str, JsonValue] = {
        name: _event(QUANTITIES[name], device, topic, seen.get(name))
        for name in sorted(set(told) - ALWAYS)
        if name in QUANTITIES
    }
    thing: dict[str, JsonValue] = {
        "@context": [CONTEXT, {"mqv": MQTT_BINDING, PREFIX: VOCABULARY}],
        "title": device.name,
        "security": [LOGIN],
        "securityDefinitions": {LOGIN: {"scheme": "basic", "in": "auto"}},
    }
    if broker:
        thing["base"] = broker
    if device.model:
        thing["mistel:model"] = device.model
    if events:
        thing["events"] = events
    return thing


def _event(quantity: Quantity, device: Device, topic: str, seen: Seen | None) -> JsonValue:
    data: dict[str, JsonValue] = {"type": TYPES[quantity.kind][0]}
    if quantity.kind is Kind.NUMBER:
        if quantity.unit:
            data["unit"] = quantity.unit
        edges = {"minimum": quantity.low, "maximum": quantity.high}
        data |= {edge: value for edge, value in edges.items() if math.isfinite(value)}
    record = quantity.name if device.id == device.connection else f"{device.id}/{quantity.name}"
    form: dict[str, JsonValue] = {
        "href": "",
        "op": "subscribeevent",
        "contentType": SENML,
        "mqv:controlPacket": "subscribe",
        "mqv:filter": topic,
        "mqv:qos": "1",
        "mqv:retain": False,
    }
    event: dict[str, JsonValue] = {
        "title": quantity.meaning,
        "data": data,
        "mistel:record": record,
        "forms": [form],
    }
    if seen is not None and seen.at_least_every is not None:
        event[AT_LEAST] = seen.at_least_every
    return event
