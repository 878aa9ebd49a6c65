"""Zigbee2MQTT: a Zigbee network behind one connection.

The inventory comes on ``bridge/devices``, states as JSON on ``<friendly_name>``, availability on
``<friendly_name>/availability``; whether the bridge itself is there on ``bridge/state``, below the base topic.
See docs/dialects/zigbee2mqtt.md.
"""

from datetime import UTC, datetime
from typing import Final

from care.clock import from_micros
from care.errors import Reason, Refused
from care.found import Presence
from devices.dialects import told, values
from devices.dialects.heard import NOTHING, Heard, Outcome, Reading
from devices.dialects.limits import MAX_BYTES, must_fit
from devices.dialects.message import Message
from devices.dialects.zigbee2mqtt import inventory
from devices.topics import Where

NAME: Final = "zigbee2mqtt"
MAX_INVENTORY: Final = 2 * 1024 * 1024
"""Bytes of an inventory: a large network's is long, and little of it is kept."""
BRIDGE: Final = "bridge/"
STATE: Final = "bridge/state"
_BRIDGE_STATE: Final = Presence(topic=STATE, path=("state",))
_COMMANDS: Final = ("/set", "/get")
LAST_SEEN: Final = "last_seen"


def hear(tail: str, message: Message, where: Where, heard: Heard) -> Outcome:
    """Take one message below the base topic; raise Refused when it cannot be taken."""
    payload = message.payload
    if tail == inventory.SOURCE:
        must_fit(payload, MAX_INVENTORY)
        return inventory.take(payload, where, NAME, heard)
    if tail.startswith(BRIDGE) and tail != STATE:
        return NOTHING  # its log, its settings, answers to requests: of any size, and no reading
    must_fit(payload, MAX_BYTES)
    if tail == STATE:
        return _bridge_is_there(payload)
    if tail in heard.listeners and not payload:
        return NOTHING  # a retained state was deleted
    outcome = told.hear(tail, payload, heard, _last_seen(payload) if tail in heard.listeners else None)
    if outcome is not None:
        return outcome
    if tail.endswith(_COMMANDS) or any(found.name == tail for found in heard.devices.values()):
        return NOTHING
    raise Refused(
        Reason.UNKNOWN_DEVICE,
        f"The inventory (bridge/devices) names no device {tail[:120]!r}.",
        mend="Restart Zigbee2MQTT so that it publishes its inventory; leave 'output' at json; groups are not taken.",
        field="topic",
    )


def _bridge_is_there(payload: bytes) -> Outcome:
    here = values.present(_BRIDGE_STATE, payload)
    if here is None:
        if not payload:
            return NOTHING
        raise Refused(Reason.WRONG_TYPE, "A bridge's state is online or offline.", mend="Update Zigbee2MQTT.")
    return Outcome((Reading(None, "online", here),))


def _last_seen(payload: bytes) -> datetime | None:
    """Give the time that the message says it is of: ISO 8601 with a zone, or milliseconds since 1970; else None."""
    try:
        seen = values.within(values.load(payload), (LAST_SEEN,))
    except Refused:
        return None  # it will be refused for that
    try:
        if isinstance(seen, str):
            time = datetime.fromisoformat(seen)
            return time.astimezone(UTC) if time.tzinfo else None
        if isinstance(seen, int) and not isinstance(seen, bool):
            return from_micros(seen * 1000)
    except (ValueError, OverflowError):
        return None
    return None
