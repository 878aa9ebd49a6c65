"""Home Assistant's MQTT discovery: what ESPHome, OpenMQTTGateway and many more speak.

Configurations come on ``<component>/[<node>/]<object>/config`` (one entity) or ``device/<object>/config`` (a whole
device), below the discovery prefix; states come on the topics that they name. See docs/dialects/homeassistant.md.
"""

from typing import Any, Final

from care.errors import Reason, Refused
from care.found import Channel, PassedOver
from devices import topics
from devices.dialects import told, values
from devices.dialects.heard import NOTHING, Heard, Outcome
from devices.dialects.homeassistant.boxes import Box, settle
from devices.dialects.homeassistant.entity import Announcement, entity
from devices.dialects.homeassistant.keys import OF_DEVICE, SHARED, spelled_out, with_base
from devices.dialects.limits import MAX_BYTES, must_be_few, must_fit
from devices.dialects.message import Message
from devices.topics import Where

NAME: Final = "homeassistant"
DEVICE: Final = "device"
CONFIG: Final = "config"
_LEVELS: Final = (3, 4)
BIRTH: Final = "status"
"""Where Home Assistant itself says that it is there."""


def hear(tail: str, message: Message, where: Where, heard: Heard) -> Outcome:
    """Take one message below the discovery prefix; raise Refused when it cannot be taken."""
    must_fit(message.payload, MAX_BYTES)
    levels = tail.split("/")
    if levels[-1] == CONFIG and len(levels) in _LEVELS and tail not in heard.listeners:
        return _announced(tail, levels, message.payload, where, heard)
    outcome = told.hear(tail, message.payload, heard)
    if outcome is None and (tail in heard.passed_over or tail == BIRTH):
        return NOTHING
    if outcome is None:
        raise Refused(
            Reason.UNKNOWN_DEVICE,
            f"No configuration has announced {tail[:120]!r}.",
            mend="Publish the configuration first, retained, on <component>/<object>/config below the same prefix.",
            field="topic",
        )
    return outcome


def _announced(tail: str, levels: list[str], payload: bytes, where: Where, heard: Heard) -> Outcome:
    prefix = f"{topics.ROOT}/{where.site}/{where.home}/{where.connection}/{topics.VIA}/{NAME}/"
    nobody = Box(where.home, where.connection, NAME, tail, tail)
    if not payload:
        return settle(nobody, tail, (), heard)
    config = values.load(payload)
    if not isinstance(config, dict):
        raise Refused(
            Reason.WRONG_TYPE,
            "A configuration is a JSON object, and this is none.",
            mend="Publish the configuration as Home Assistant's documentation describes it, or delete it.",
        )
    config = spelled_out(config)
    component, item = levels[0], levels[-2]
    if component == DEVICE:
        entities = _of_device(config, tail, prefix)
    else:
        entities = [entity(component, with_base(config), Announcement(tail, prefix, (item,)))]
    return settle(_box(config, nobody, entities), tail, entities, heard)


def _of_device(config: dict[str, Any], tail: str, prefix: str) -> list[Channel | PassedOver]:
    components = config.get("components")
    if not isinstance(components, dict) or not isinstance(config.get("device"), dict):
        raise Refused(
            Reason.WRONG_TYPE,
            "The device form needs 'device' and 'components' (dev, cmps) as JSON objects.",
            mend="Give both, or announce each entity by itself on <component>/<object>/config.",
            field="components",
        )
    shared: dict[str, Any] = {key: config[key] for key in SHARED if key in config}
    found = []
    must_be_few(components, "components")
    for item, given in components.items():
        if not isinstance(given, dict):
            raise Refused(
                Reason.WRONG_TYPE,
                f"Component {item[:60]!r} is not a JSON object.",
                mend="Describe each component as an object with 'platform' (p).",
                field="components",
            )
        own = spelled_out(given)
        component = values.word(own.get("platform"), "platform")
        if len(own) == 1:
            continue  # only its platform: it is deleted
        if own.get("unique_id") is None:
            own["unique_id"] = f"{tail}#{item}"
        found.append(
            entity(component, with_base({**shared, **own}, config.get("~")), Announcement(tail, prefix, (item,)))
        )
    return found


def _box(config: dict[str, Any], nobody: Box, entities: list[Channel | PassedOver]) -> Box:
    """Say which box an announcement is of: by its first identifier, else by its first connection, else by itself."""
    device = config.get("device")
    about = spelled_out(device, OF_DEVICE) if isinstance(device, dict) else {}
    known_by = about.get("identifiers")
    first = known_by[0] if isinstance(known_by, list) and known_by else known_by
    connections = about.get("connections")
    if first is None and isinstance(connections, list) and connections and isinstance(connections[0], list):
        first = "-".join(values.as_text(part) or "" for part in connections[0])
    itself = entities[0].id if entities else nobody.key
    key = itself if first is None or first == [] else values.word(first, "identifiers")
    entity_name = entities[0].name if entities and isinstance(entities[0], Channel) else key
    maker, model = (values.name_of(about.get(field), "") for field in ("manufacturer", "model"))
    name = values.name_of(about.get("name"), entity_name)
    return Box(nobody.home, nobody.connection, NAME, key, name, f"{maker} {model}".strip()[: values.MOST_TEXT])
