"""Dialects: from a message and what is known of the devices to events or a refusal, as pure functions.

A message is taken whole or refused whole. Whatever the topic and the bytes, ``decode`` returns; it never raises.
"""

from typing import Final

from care.errors import Reason, Refused
from care.events import Event, Refusal
from devices import topics
from devices.dialects import readings, status
from devices.dialects.message import Known, Message

MAX_BYTES: Final = 256 * 1024
EXCERPT: Final = 200

__all__ = ["MAX_BYTES", "Known", "Message", "decode"]


def decode(message: Message, known: Known) -> tuple[tuple[Event, ...], tuple[Refusal, ...]]:
    """Give the message's events in their order, or one refusal; never raises for what came from outside."""
    try:
        return _events(message, known), ()
    except Refused as refused:
        return (), (_refusal(message, refused),)


def _events(message: Message, known: Known) -> tuple[Event, ...]:
    if len(message.payload) > MAX_BYTES:
        raise Refused(
            Reason.TOO_LARGE,
            f"The message has {len(message.payload)} bytes.",
            mend=f"Send at most {MAX_BYTES} bytes in one message.",
        )
    where = topics.parse(message.topic)
    if where.site != known.site:
        raise Refused(
            Reason.BAD_TOPIC,
            f"Site {where.site} is not this gateway's.",
            mend=f"Publish below {topics.ROOT}/{known.site}/.",
            field="topic",
        )
    if where.tail == topics.EVENTS:
        return readings.read(message, where, known)
    if where.tail == topics.STATUS:
        return status.read(message, where, known)
    raise Refused(
        Reason.UNSUPPORTED,
        f"Nothing is taken on …/{where.tail:.60} yet.",
        mend=f"Send readings as SenML on {topics.events(where.site, where.home, where.connection)}.",
        field="topic",
    )


def _refusal(message: Message, refused: Refused) -> Refusal:
    site, home, connection = topics.addressed(message.topic)
    return Refusal(
        site=site,
        home=home,
        connection=connection,
        topic=_legible(message.topic, topics.MAX_LENGTH),
        reason=refused.reason.value,
        field=_legible(refused.field, EXCERPT),
        says=_legible(refused.says, 2 * EXCERPT),
        mend=_legible(refused.mend, 2 * EXCERPT),
        excerpt=_legible(message.payload[: 4 * EXCERPT].decode("utf-8", "replace"), EXCERPT),
        received=message.received,
    )


def _legible(text: str, most: int) -> str:
    """Shorten, and replace what cannot be shown or kept: control characters would reach terminals and databases."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:most])
