"""Alerts that solutions tell, and their answers to ticks, on the wire, as JSON (docs/detectors.md)."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from care.claims import MOST_BYTES, Claim
from care.clock import to_micros
from care.errors import Reason, Refused
from care.people import NOBODY
from devices import topics
from devices.dialects.message import Known, Message
from devices.dialects.readings import EARLIEST
from devices.dialects.whose import devices_of
from devices.stated import read_stated
from devices.topics import Where

MOST_AHEAD: Final = timedelta(minutes=5)
"""How far an alert may claim to begin or end after the time at which it is told."""
_EXAMPLE: Final = 'Tell it as {"id": "1", "situation": "fall", "onset": "2026-11-22T03:00:00Z"}.'


class _Clock(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    time: AwareDatetime


def pack_alert(claim: Claim) -> bytes:
    """Write an alert as it is sent."""
    return claim.text.encode()


def pack_clock(time: datetime) -> bytes:
    """Write the answer to a tick: all up to ``time`` has been heard, and what there was to tell has been told."""
    return _Clock(time=time).model_dump_json().encode()


def claimed(
    situation: str,
    onset: datetime,
    *,
    ended: datetime | None = None,
    resident: str | None = None,
    id: str | None = None,  # noqa: A002 - its name on the wire
    withdrawn: bool = False,
) -> Claim:
    """Give an alert to tell; without ``id`` it is made of situation and onset. ValueError for what can be none."""
    number = id or f"{situation:.40}-{to_micros(onset)}"
    return Claim(id=number, situation=situation, onset=onset, ended=ended, resident=resident, withdrawn=withdrawn)


def is_alert(topic: str) -> bool:
    """Tell whether a message is a solution's alert, by its topic alone."""
    return topic.endswith(f"/{topics.ALERTS}") and f"/{topics.VIA}/" not in topic


def is_clock(topic: str) -> bool:
    """Tell whether a message answers a tick, by its topic alone."""
    return topic.endswith(f"/{topics.TOLD_CLOCK}") and f"/{topics.VIA}/" not in topic


def read_alert(message: Message, known: Known) -> tuple[Where, Claim]:
    """Give the alert that a solution tells, and of which home; raise Refused for what is none, or of nobody."""
    where = _where(message, known, topics.ALERTS)
    if where.connection not in known.solutions:
        raise Refused(
            Reason.UNSUPPORTED,
            f"Connection {where.connection} belongs to no solution, and only solutions tell alerts of their own.",
            mend="Connect it as a solution's: `mistel solution connect`. A device tells readings instead.",
            field="topic",
        )
    claim = read_stated(
        message.payload, Claim, most_bytes=MOST_BYTES, what="An alert", reason=Reason.BAD_ALERT, mend=_EXAMPLE
    )
    if claim.onset < EARLIEST:
        raise Refused(
            Reason.IMPOSSIBLE_TIME,
            f"{claim.onset.isoformat(timespec='seconds')} is before {EARLIEST.date()}.",
            mend="Give the onset by the home's clock: ISO 8601 with a zone, or seconds since 1970.",
            field="onset",
        )
    if claim.resident is not None and claim.resident not in known.residents.get(where.home, ()):
        raise Refused(
            Reason.BAD_ALERT,
            f"Nobody called '{claim.resident}' lives in home {where.home}.",
            mend=f"{topics.about(where.site, where.home)} lists who does; leave it out where you cannot know.",
            field="resident",
        )
    return where, claim


def read_clock(message: Message, known: Known) -> tuple[Where, datetime]:
    """Give how far one that listens has come with a home's ticks; home "-" says that it will answer.

    Raises Refused for what says nothing of the kind, and for one that does not listen.
    """
    where = _where(message, known, topics.TOLD_CLOCK)
    if where.connection not in known.listeners:
        raise Refused(
            Reason.UNSUPPORTED,
            f"Connection {where.connection} listens to no homes, so it answers no ticks.",
            mend="Connect it as a detector: `mistel solution connect`.",
            field="topic",
        )
    told = read_stated(
        message.payload,
        _Clock,
        most_bytes=MOST_BYTES,
        what="An answer to a tick",
        reason=Reason.BAD_CLOCK,
        mend='Send the tick\'s time: {"time": "2026-11-22T03:00:00Z"}.',
    )
    return where, told.time


def must_have_been(claim: Claim, told: datetime) -> Claim:
    """Give a claim as told at ``told`` by its home's clock: what is a little ahead began then, and no later.

    Raises Refused for what is further ahead than MOST_AHEAD.
    """
    for field, moment in (("onset", claim.onset), ("ended", claim.ended)):
        if moment is not None and moment > told + MOST_AHEAD:
            raise Refused(
                Reason.IMPOSSIBLE_TIME,
                f"{moment.isoformat(timespec='seconds')} is {(moment - told) // timedelta(seconds=1)} s ahead of the "
                f"home's clock; at most {MOST_AHEAD.seconds} s are taken.",
                mend="Go by the time of what you hear of this home, not by your own clock.",
                field=field,
            )
    ended = None if claim.ended is None else min(claim.ended, told)
    return claim.model_copy(update={"onset": min(claim.onset, told), "ended": ended})


def _where(message: Message, known: Known, tail: str) -> Where:
    where = topics.parse(message.topic)
    if where.site != known.site or where.tail != tail:
        raise Refused(
            Reason.BAD_TOPIC,
            f"This is not taken at site {known.site}.",
            mend=f"Publish on {topics.ROOT}/{known.site}/<home>/{where.connection}/{tail}.",
            field="topic",
        )
    if where.connection not in known.listeners:
        devices_of(where, known)
    elif where.home not in known.homes and (where.home != NOBODY or tail != topics.TOLD_CLOCK):
        raise Refused(
            Reason.UNKNOWN_HOME,
            f"Site {where.site} has no home {where.home}.",
            mend=f"Tell alerts of homes that you hear of; {topics.about(where.site, '+')} describes them.",
            field="topic",
        )
    return where
