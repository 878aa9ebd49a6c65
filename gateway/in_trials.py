"""Solutions out of their sandbox: what they tell is taken where and while their trial goes on and all consent.

Looked at for each message, by the registry as it was a second ago at most; so it makes no difference whether this
gateway ran when consent was withdrawn. Of what is refused nothing is kept, not even when each was told: the first is
noted, and once an hour that it goes on.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from care.clock import EPOCH, ClockKind
from care.errors import Refused
from care.events import Event, Refusal
from care.live import Standing, no_trial
from care.people import Connection, World
from care.trials import Condition, Consent, State
from devices import topics
from devices.dialects import Message
from devices.dialects.refusing import refusal
from store.registry import Registry

LOOK_EVERY: Final = timedelta(seconds=1)
AGAIN: Final = timedelta(hours=1)

_NOTHING_SAID: Final = b""


def _no_clock(_home: str) -> datetime | None:
    """Know of no clock but the wall's."""
    return None


@dataclass
class InTrials:
    """The connections of one site that are a solution's out of its sandbox, and what stands for each.

    ``refused`` counts messages and readings that were not taken. ``clock`` gives the time of a home that keeps its own.
    """

    registry: Registry
    site: str
    clock: Callable[[str], datetime | None] = _no_clock
    refused: int = 0
    _standings: dict[str, tuple[Connection, tuple[Standing, ...]]] = field(default_factory=dict)
    _devices: dict[tuple[str, str], str] = field(default_factory=dict)
    _own_clock: frozenset[str] = frozenset()
    _unseen: frozenset[str] = frozenset()
    _number: int = -1
    _looked: datetime = EPOCH
    _told: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def follow(self, now: datetime) -> None:
        """Look, at most once a second, whether anything has changed."""
        if timedelta() <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        newest = self.registry.changes.last()
        if newest != self._number:
            self.read()
            self._number = newest

    def read(self) -> None:
        """Read anew who is out of a sandbox here, by which trial, and who consents."""
        out = [one for one in self.registry.connections.all(self.site) if one.solution is not None]
        if out:
            sandboxes = {one.id: one.site for one in self.registry.solutions.all()}
            other = self.site if self.registry.places.site(self.site).world is World.TEST else ""
            out = [one for one in out if sandboxes.get(str(one.solution), other) != self.site]
        before = self._standings
        stood = _standings(self.registry, self.site, out) if out else {}
        self._standings = {one.id: (one, stood[one.id]) for one in out}
        self._told = {one: told for one, told in self._told.items() if before.get(one) == self._standings.get(one)}
        self._devices = {
            (device.home, device.id): device.connection
            for device in (self.registry.places.devices(site=self.site) if out else ())
            if device.connection in self._standings
        }
        if out:
            homes = self.registry.places.homes(self.site)
            self._own_clock = frozenset(home.id for home in homes if home.clock is ClockKind.OWN)

    def turned_away(self, message: Message) -> tuple[Refusal, ...] | None:
        """Give what is to be kept of a message that is not taken, often nothing; None where it may be."""
        if not self._standings:
            return None
        _, home, connection = topics.addressed(message.topic)
        if connection not in self._standings:
            return None
        now = self._now(home, message.received)
        why = self._refused(connection, home, now, None if now == message.received else now)
        if why is None or (_tells_readings(message.topic) and self._may_be_late(connection, now)):
            return None
        return self._note(message, why)

    def allowed(
        self, events: Sequence[Event], message: Message | None = None
    ) -> tuple[Sequence[Event], tuple[Refusal, ...]]:
        """Give those of the events that are taken, by when they are of; ``message`` is the one that told them."""
        if not self._standings:
            return events, ()
        taken: list[Event] = []
        refusals: tuple[Refusal, ...] = ()
        for event in events:
            connection = self._connection(event)
            why = None
            if connection is not None:
                now = event.time if event.home in self._own_clock else event.received
                why = self._refused(connection, event.home, now, event.time)
            if why is None or connection is None:
                taken.append(event)
            else:
                told = message or Message(topics.events(event.site, event.home, connection), b"", event.received)
                refusals += self._note(told, why)
        return taken, refusals

    def is_shown(self, event: Event) -> bool:
        """Tell whether rules may see it: what a solution tells while care is as usual calls nobody."""
        if not self._standings:
            return True
        connection = self._connection(event)
        return connection is None or (
            connection not in self._unseen
            and any(one.condition(event.time) is Condition.SOLUTION for one in self._standings[connection][1])
        )

    def unseen(self, now: datetime) -> frozenset[str]:
        """Give the connections that are not live now: rules are shown nothing of them, and do not miss them."""
        self._unseen = frozenset(
            connection
            for connection, (one, stood) in self._standings.items()
            if not any(standing.is_live(self._now(one.home, now)) for standing in stood)
        )
        return self._unseen

    def claim(self, connection: str, home: str, at: datetime, now: datetime) -> bool | None:
        """Tell whether staff see an alert that is told at ``at``; None for a connection in its own sandbox.

        Raises Refused where nothing is taken of it now.
        """
        if connection not in self._standings:
            return None
        why = self._refused(connection, home, at if home in self._own_clock else now, at)
        if why is not None:
            raise why
        return any(one.is_live(at) for one in self._standings[connection][1])

    def on_wall(self, home: str) -> bool:
        """Tell whether a home that is tried in follows the wall's clock."""
        return bool(self._standings) and home not in self._own_clock

    def _now(self, home: str, received: datetime) -> datetime:
        return (self.clock(home) or received) if home in self._own_clock else received

    def _refused(self, connection: str, home: str, now: datetime, about: datetime | None) -> Refused | None:
        one, stood = self._standings[connection]
        why: Refused = no_trial(home)
        if one.home == home:
            for standing in stood:
                found = standing.refused(now, about)
                if found is None:
                    return None
                why = found
        return why

    def _may_be_late(self, connection: str, now: datetime) -> bool:
        """Tell whether what comes now may be of an earlier time that is still taken."""
        return any(one.trial.state is State.FROZEN and one.consented(now) for one in self._standings[connection][1])

    def _connection(self, event: Event) -> str | None:
        if event.device in self._standings:
            return event.device
        return self._devices.get((event.home, event.device))

    def _note(self, message: Message, why: Refused) -> tuple[Refusal, ...]:
        self.refused += 1
        connection = topics.addressed(message.topic)[2]
        says, at = self._told.get(connection, ("", EPOCH))
        if says == why.says and timedelta() <= message.received - at < AGAIN:
            return ()
        self._told[connection] = (why.says, message.received)
        topic = "/".join(message.topic.split("/")[:5])  # a dialect's own tail may say what was told
        return (refusal(message._replace(topic=topic, payload=_NOTHING_SAID), why),)


def _tells_readings(topic: str) -> bool:
    """Tell whether it is said on that topic when what is told was: readings alone may be late."""
    tail = topic.split("/", 4)[-1]
    return tail == topics.EVENTS or tail.startswith(f"{topics.VIA}/")


def _standings(registry: Registry, site: str, out: Sequence[Connection]) -> dict[str, tuple[Standing, ...]]:
    """Give by connection the trials of its solution in its home, the oldest first."""
    living: dict[str, set[str]] = defaultdict(set)
    for resident in registry.places.residents(site=site):
        living[resident.home].add(resident.id)
    trials = {one: registry.trials.of_solution(one)[::-1] for one in sorted({str(each.solution) for each in out})}
    consents: dict[tuple[str, str], list[Consent]] = defaultdict(list)
    for trial in (one for each in trials.values() for one in each):
        for consent in registry.trials.consents(trial.id):
            consents[trial.id, consent.home].append(consent)
    homes = {one.id: frozenset(one.plan.homes) for each in trials.values() for one in each}
    return {
        each.id: tuple(
            Standing(one, each.home, tuple(consents[one.id, each.home]), frozenset(living[each.home]))
            for one in trials[str(each.solution)]
            if each.home in homes[one.id]
        )
        for each in out
    }
