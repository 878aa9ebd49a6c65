"""Which topic means what, and what a credential may do there: one place that knows the shape of the wire.

Devices speak under ``mistel/{site}/{home}/{connection}/``; we speak under ``mistel-out/``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from care.errors import Reason, Refused
from care.events import CLOCK
from care.ids import ID
from care.people import NOBODY, Connection

ROOT: Final = "mistel"
OUT: Final = "mistel-out"
EVENTS: Final = "events"
STATUS: Final = "status"
ALERTS: Final = "alerts"
ANSWERS: Final = "answers"
TOLD_CLOCK: Final = "clock"
VIA: Final = "via"
MAX_LENGTH: Final = 512

_SHAPE: Final = f"{ROOT}/<site>/<home>/<connection>/{EVENTS}"


class Where(NamedTuple):
    """Where a message came in.

    ``tail`` is "events", "status", "alerts", "answers", "clock" or "via/<dialect>/…".
    ``home`` is "-" (NOBODY) where a connection that listens to many homes speaks of itself.
    """

    site: str
    home: str
    connection: str
    tail: str


@lru_cache(maxsize=16_384)  # devices say the same few topics for ever; parsing anew would be a tenth of decoding
def parse(topic: str) -> Where:
    """Take an incoming topic apart; raise Refused(BAD_TOPIC) when it is not one that devices speak on."""
    if len(topic) > MAX_LENGTH:
        raise Refused(
            Reason.BAD_TOPIC,
            f"The topic has {len(topic)} characters.",
            mend=f"Keep it within {MAX_LENGTH}.",
            field="topic",
        )
    levels = topic.split("/", 4)
    if len(levels) < len(Where._fields) + 1 or levels[0] != ROOT:
        raise Refused(
            Reason.BAD_TOPIC, f"Nothing is taken on {topic!r:.120}.", mend=f"Publish on {_SHAPE}.", field="topic"
        )
    _, site, home, connection, tail = levels
    for name, level in (("site", site), ("home", home), ("connection", connection)):
        if not ID.fullmatch(level):
            raise Refused(
                Reason.BAD_TOPIC,
                f"{level!r:.60} cannot be the id of a {name}.",
                mend="Ids are 1-32 of a-z, 0-9 and hyphen; use those that `mistel device list` shows.",
                field="topic",
            )
    if tail not in (EVENTS, STATUS, ALERTS, ANSWERS, TOLD_CLOCK) and not tail.startswith(f"{VIA}/"):
        raise Refused(
            Reason.BAD_TOPIC,
            f"A topic cannot end in {tail!r:.60}.",
            mend=f"Readings go to {ROOT}/{site}/{home}/{connection}/{EVENTS}.",
            field="topic",
        )
    return Where(site, home, connection, tail)


def addressed(topic: str) -> tuple[str, str, str]:
    """Give the site, home and connection that a topic names, right or wrong; "" where it names none."""
    levels = [level if ID.fullmatch(level) else "" for level in topic[:MAX_LENGTH].split("/")[1:4]]
    site, home, connection = (*levels, "", "", "")[:3]
    return site, home, connection


def events(site: str, home: str, connection: str) -> str:
    """Give the topic where a connection tells readings."""
    return f"{ROOT}/{site}/{home}/{connection}/{EVENTS}"


def status(site: str, home: str, connection: str) -> str:
    """Give the topic where a connection is "online" or "offline" (retained)."""
    return f"{ROOT}/{site}/{home}/{connection}/{STATUS}"


def alerts(site: str, home: str, connection: str) -> str:
    """Give the topic where a solution tells its own alerts."""
    return f"{ROOT}/{site}/{home}/{connection}/{ALERTS}"


def answers(site: str, home: str, connection: str) -> str:
    """Give the topic where a connection answers commands."""
    return f"{ROOT}/{site}/{home}/{connection}/{ANSWERS}"


def told_clock(site: str, home: str, connection: str) -> str:
    """Give the topic where a connection that listens says how far it has come with a home's ticks."""
    return f"{ROOT}/{site}/{home}/{connection}/{TOLD_CLOCK}"


def everything(site: str, tail: str) -> str:
    """Give the filter by which one that listens hears what all homes of its site tell: "events" or "status"."""
    return f"{ROOT}/{site}/+/+/{tail}"


def clock(site: str, home: str) -> str:
    """Give the topic where the ticks of a home's own clock are told."""
    return events(site, home, CLOCK)


def site_filter(site: str) -> str:
    """Give the one filter that takes everything a site's devices say."""
    return f"{ROOT}/{site}/#"


def refused(site: str, home: str, connection: str) -> str:
    """Give the topic where we tell a connection what was refused, and why."""
    return f"{OUT}/{site}/{home}/{connection}/refused"


def commands(site: str, home: str, connection: str) -> str:
    """Give the topic where we tell a connection what to do."""
    return f"{OUT}/{site}/{home}/{connection}/commands"


def processed(site: str, home: str) -> str:
    """Give the topic that says (retained) how far the rules of an own-clock home have come."""
    return f"{OUT}/{site}/{home}/processed"


def about(site: str, home: str) -> str:
    """Give the topic that describes (retained) a home of a test site to those who listen; "+" for all homes."""
    return f"{OUT}/{site}/{home}/about"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one user may do at the broker: the bcrypt hash that lets it in, and the MQTT filters it may use."""

    user: str
    password_hash: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def connection_grant(connection: Connection, password_hash: str) -> Grant:
    """Let a connection publish below itself and read its own out side; one that keeps the clock also tick.

    It may also read its own ``via/``: boxes that speak a dialect of their own subscribe below their prefix and
    some give up when they are refused.
    One that listens reads what all homes of its site tell, tells alerts of them, and answers their ticks.
    Its user name is its id, which is unique in the whole registry.
    """
    site, home = connection.site, connection.home
    publish = [f"{ROOT}/{site}/{home}/{connection.id}/#"]
    subscribe = [f"{OUT}/{site}/{home}/{connection.id}/#", f"{ROOT}/{site}/{home}/{connection.id}/{VIA}/#"]
    if connection.keeps_clock:
        publish.append(clock(site, home))
        subscribe.append(processed(site, home))
    if connection.listens:
        publish += [alerts(site, "+", connection.id), told_clock(site, "+", connection.id)]
        publish.append(status(site, NOBODY, connection.id))
        subscribe += [everything(site, EVENTS), everything(site, STATUS), about(site, "+")]
        subscribe.append(refused(site, "+", connection.id))
    return Grant(connection.id, password_hash, tuple(publish), tuple(subscribe))


def gateway_grant(user: str, password_hash: str, sites: Collection[str] | None = None) -> Grant:
    """Let a gateway read what these sites' devices say and speak on their out side; None means all sites."""
    if sites is None:
        return Grant(user, password_hash, (f"{OUT}/#",), (f"{ROOT}/#",))
    ordered = sorted(sites)
    return Grant(user, password_hash, tuple(f"{OUT}/{site}/#" for site in ordered), tuple(map(site_filter, ordered)))


def matches(topic_filter: str, topic: str) -> bool:
    """Tell whether an MQTT filter takes a topic."""
    wanted, there = topic_filter.split("/"), topic.split("/")
    for number, level in enumerate(wanted):
        if level == "#":
            return True
        if number >= len(there) or level not in ("+", there[number]):
            return False
    return len(wanted) == len(there)
