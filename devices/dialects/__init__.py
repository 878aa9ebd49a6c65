"""Dialects: from a message and what is known of the devices to events or a refusal, as pure functions.

``decode`` is for our own topics: a message is taken whole or refused whole. ``via.hear`` is for foreign dialects.
Whatever the topic and the bytes, both return; they never raise.
"""

from care.errors import Reason, Refused
from care.events import Event, Refusal
from care.people import NOBODY
from devices import topics
from devices.dialects import readings, status
from devices.dialects.limits import MAX_BYTES, must_fit
from devices.dialects.message import Known, Message
from devices.dialects.refusing import refusal

__all__ = ["MAX_BYTES", "Known", "Message", "decode"]


def decode(message: Message, known: Known) -> tuple[tuple[Event, ...], tuple[Refusal, ...]]:
    """Give the message's events in their order, or one refusal; never raises for what came from outside."""
    try:
        return _events(message, known), ()
    except Refused as refused:
        return (), (refusal(message, refused),)


def _events(message: Message, known: Known) -> tuple[Event, ...]:
    if len(message.payload) > MAX_BYTES:  # asked here, where every message passes, to save a call
        must_fit(message.payload, MAX_BYTES)
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
        home = known.listeners.get(where.connection) if where.home == NOBODY else None
        return status.read(message, where if home is None else where._replace(home=home), known)
    raise Refused(
        Reason.UNSUPPORTED,
        f"Nothing is taken on …/{where.tail:.60} yet.",
        mend=f"Send readings as SenML on {topics.events(where.site, where.home, where.connection)}.",
        field="topic",
    )
