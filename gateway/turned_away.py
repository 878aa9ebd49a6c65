"""Refusals of what the broker turned away: whose it was, and how to mend it, so that nobody hunts through logs."""

import asyncio
import logging
import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from care.clock import EPOCH, Now
from care.errors import MistelError, NotFound, Reason, Refused
from care.events import Refusal
from care.ids import ID
from care.people import NOBODY, Connection
from devices import topics
from devices.broker.turned_away import LogTail, TurnedAway, Why, read
from devices.dialects import Message
from devices.dialects.refusing import legible, refusal
from gateway.ingest import Ingest
from store.registry import Registry

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.25
AGAIN: Final = timedelta(minutes=1)
"""The same is noted anew after this; a device that tries again every second does not fill its feed."""
MOST: Final = 2_000
"""So many different things are remembered as noted."""
MOST_A_MINUTE: Final = 30
"""So much is noted of one connection, or home, in a minute: anybody may try a login in its name."""

_OURS: Final = re.compile(r"-[0-9a-f]{16}$")
"""What our client adds to its connection's id for its client id."""


@dataclass
class Doorkeeper:
    """Follows the broker's log and has each site's gateway keep what was turned away of its connections.

    A login is of the connection that it names. A topic is of the connection whose id is the client id (or begins it, by
    our client); of one that says nothing of itself, of the home that the topic names, where there is one.
    """

    tail: LogTail
    registry: Registry
    ingest_of: Callable[[str], Ingest | None]
    now: Now
    _noted: OrderedDict[tuple[str, Why, str], datetime] = field(default_factory=OrderedDict)
    _minute: datetime = EPOCH
    _of_minute: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def run(self) -> None:
        """Follow until cancelled; what cannot be kept is said in the log."""
        while True:
            try:
                await self.look()
            except (MistelError, OSError) as error:
                log.warning("what the broker turned away is not told: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Keep what was turned away since the last look."""
        by_site: dict[str, list[Refusal]] = defaultdict(list)
        for one in await asyncio.to_thread(self._new):
            by_site[one.site].append(one)
        for site, refusals in by_site.items():
            ingest = self.ingest_of(site)
            if ingest is not None:
                await ingest.note(refusals)

    def _new(self) -> list[Refusal]:
        seen = (found for line in self.tail.new() if (found := read(line)) is not None)
        refusals = [one for found in self._unnoted(seen) if (one := self.refusal(found)) is not None]
        return [one for one in refusals if self._has_room(one)]

    def _has_room(self, one: Refusal) -> bool:
        if self.now() - self._minute >= AGAIN:
            self._minute, self._of_minute = self.now(), Counter()
        self._of_minute[one.home, one.connection] += 1
        return self._of_minute[one.home, one.connection] <= MOST_A_MINUTE

    def _unnoted(self, found: Iterable[TurnedAway]) -> Iterable[TurnedAway]:
        """Give each thing once a minute; a client id that is made up anew each time is not looked at."""
        for one in found:
            now, key = self.now(), (self._name(one), one.why, one.topic)
            told = self._noted.get(key)
            if told is None or now - told >= AGAIN:
                self._noted[key] = now
                self._noted.move_to_end(key)
                if len(self._noted) > MOST:
                    self._noted.popitem(last=False)
                yield one

    @staticmethod
    def _name(one: TurnedAway) -> str:
        return one.user or _OURS.sub("", one.client) if one.user or ID.fullmatch(one.client) else ""

    def refusal(self, one: TurnedAway) -> Refusal | None:
        """Give the refusal of what was turned away; None when it is of nobody that we know."""
        connection = self._connection(one)
        if connection is not None:
            where = topics.events(connection.site, connection.home, connection.id)
            return self._refusal(where, one, connection)
        site, home, _ = topics.addressed(one.topic)
        if one.why is not Why.PUBLISH or not home or not one.topic.startswith(f"{topics.ROOT}/"):
            return None
        try:
            if self.registry.places.home(home).site != site:
                return None
        except NotFound:
            return None
        where = topics.events(site, home, NOBODY)
        return self._refusal(where, one, None)

    def _refusal(self, where: str, one: TurnedAway, connection: Connection | None) -> Refusal:
        """Give a refusal that is of ``where``, on the topic that was wanted."""
        found = refusal(Message(where, b"", self.now()), _said(one, connection))
        return replace(found, topic=legible(one.topic, topics.MAX_LENGTH))

    def _connection(self, one: TurnedAway) -> Connection | None:
        name = self._name(one)
        if not ID.fullmatch(name):
            return None
        try:
            return self.registry.connections.get(name)
        except NotFound:
            return None


def _said(one: TurnedAway, connection: Connection | None) -> Refused:
    who = connection.id if connection else "Somebody who did not say in the client id which connection it is"
    own = topics.events(connection.site, connection.home, connection.id) if connection else ""
    if one.why is Why.LOGIN:
        if connection is not None and connection.revoked:
            says, mend = f"{who} was taken away, and wanted to log in.", "Make another connection."
        else:
            says = f"{who} wanted to log in with a wrong password."
            mend = "Copy the password that was shown once, or have another one made."
        return Refused(Reason.LOGIN_REFUSED, says, mend=mend, field="password")
    if one.why is Why.SIGN:
        return Refused(
            Reason.NOT_ALLOWED,
            f"{who} used a topic with a sign that the broker does not take, such as a space.",
            mend=f"Use letters, digits, - and /; readings go to {own}.",
            field="topic",
        )
    doing = "published on" if one.why is Why.PUBLISH else "wanted to hear"
    says = f"{who} {doing} {one.topic:.200}, where it may not; the broker dropped it without a word."
    mend = f"Publish below {own.removesuffix(topics.EVENTS)}: readings on {own}." if own else "Look at its topic."
    if one.why is Why.SUBSCRIBE and connection is not None:
        out = topics.refused(connection.site, connection.home, connection.id).rpartition("/")[0]
        mend = f"Subscribe below {out}/."
    return Refused(Reason.NOT_ALLOWED, says, mend=mend, field="topic")
