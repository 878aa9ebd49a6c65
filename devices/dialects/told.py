"""What known foreign devices tell on their topics: the part that all dialects share."""

from collections.abc import Mapping
from datetime import datetime

from care.errors import Reason, Refused
from care.found import Found, Mode
from care.quantities import quantity
from devices.dialects import values
from devices.dialects.heard import Heard, Outcome, Place, Reading


def hear(topic: str, payload: bytes, heard: Heard, time: datetime | None = None) -> Outcome | None:
    """Read a message on a topic that a known device tells values or availability on, or both; None when none does."""
    values_told = _readings(topic, payload, heard, time)
    if values_told is None:
        return _presence(topic, payload, heard)
    try:
        here = _presence(topic, payload, heard)
    except Refused:
        here = None  # it is a value
    if here is None:
        return values_told
    return Outcome((*values_told.readings, *here.readings), values_told.refused, said=here.said)


def _readings(topic: str, payload: bytes, heard: Heard, time: datetime | None) -> Outcome | None:
    """Read a message by the channels that listen to its topic; None when none does.

    Each value stands by itself: one that cannot be is refused, the others are taken.
    """
    listeners = heard.listeners.get(topic)
    if listeners is None:
        return None
    told = values.load(payload) if any(channel.path for _, channel in listeners) else {}
    if not isinstance(told, dict):
        raise Refused(Reason.WRONG_TYPE, "The payload is no JSON object.", mend="Send an object with what is told.")
    taken: list[Reading] = []
    refused: list[Refused] = []
    for found, channel in listeners:
        try:
            value = values.value_of(
                channel, values.within(told, channel.path) if channel.path else values.plain(payload)
            )
            if value is not None:
                value = quantity(channel.quantity).check(value)
                taken.append(Reading(found, channel.quantity, value, time, channel.off_delay))
        except Refused as wrong:
            refused.append(
                Refused(wrong.reason, wrong.says, mend=wrong.mend, field=channel.id)
                if found.device
                else _stranger(found)
            )
    return Outcome(tuple(taken), tuple(refused[:1]))


def _presence(topic: str, payload: bytes, heard: Heard) -> Outcome | None:
    """Read a message of an availability topic; None when it is none."""
    listeners = heard.presences.get(topic)
    if listeners is None:
        return None
    said: dict[Place, bool] = {}
    devices: dict[str, Found] = {}
    for found, told in listeners:
        here = values.present(told, payload)
        if here is not None:
            said[topic, told.path] = here
            devices[found.key] = found
    if not said and payload:
        raise Refused(
            Reason.WRONG_TYPE,
            "An availability topic tells neither of its two words.",
            mend=f"Send '{listeners[0][1].online}' or '{listeners[0][1].offline}'.",
        )
    everything = {**heard.said, **said}
    taken = [
        Reading(found, "online", answer)
        for found in devices.values()
        if (answer := _together(found, everything, said)) is not None
    ]
    return Outcome(tuple(taken), said=said)


def is_there(found: Found, said: Mapping[Place, bool]) -> bool | None:
    """Tell whether a device is there by all that was said so far; None where that does not tell."""
    if found.mode is Mode.LATEST:
        answers = {said[told.topic, told.path] for told in found.presences if (told.topic, told.path) in said}
        return answers.pop() if len(answers) == 1 else None
    return _together(found, said, said)


def _together(found: Found, said: Mapping[Place, bool], now: Mapping[Place, bool]) -> bool | None:
    """Give one answer for all availability topics of a device; None while it cannot be known."""
    places = [(told.topic, told.path) for told in found.presences]
    if found.mode is Mode.LATEST:
        return next((now[place] for place in places if place in now), None)
    decisive = found.mode is Mode.ANY  # one true decides "any", one false decides "all"
    answers = [said.get(place) for place in places]
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _stranger(found: Found) -> Refused:
    return not_admitted([found])


def not_admitted(strangers: list[Found]) -> Refused:
    """Say that these devices were found and nobody has placed them yet, and how to."""
    import shlex  # noqa: PLC0415 - only on the way to a refusal

    first = strangers[0]
    names = ", ".join(f"'{found.name:.40}' ({found.key:.60})" for found in strangers[:3])
    return Refused(
        Reason.UNKNOWN_DEVICE,
        f"Found, not admitted: {names}.",
        mend=f"`mistel device admit {first.connection} {shlex.quote(first.key)} --room ROOM` admits it; "
        "`mistel device found` lists all.",
        field="topic",
    )
