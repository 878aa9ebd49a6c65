"""The course that a device is put through: it is watched, its line is cut, left unanswered, refused, impersonated."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Final, Protocol

from devices import topics
from devices.line import Attempt, Distrust, Greeting, Line, Listening, Mode, Parting, Welcome
from evaluation.conformance.bench import Bench
from evaluation.conformance.observed import Heard, Observed, Poke, S, Trouble, since
from evaluation.conformance.odd import ODD
from evaluation.conformance.times import Times

LEAST: Final = 3
"""So many readings are needed to say how a device tells them."""
TRIES: Final = 2
"""So many attempts to connect are waited for where the device is not to come in."""


class Say(Protocol):
    """Tells whoever stands at the device what is going on: a step's name, and seconds that it takes."""

    def __call__(self, step: str, seconds: float) -> None:
        """Tell it."""


@dataclass
class Course:
    """Runs at a bench, once. ``say`` is called at the beginning of each part."""

    bench: Bench
    times: Times
    say: Say
    _troubles: dict[str, Trouble] = field(default_factory=dict)
    _watched: tuple[datetime, datetime] | None = None
    _pokes: list[Poke] = field(default_factory=list)
    _pace: float = 0.0

    @property
    def _line(self) -> Line:
        return self.bench.line

    async def run(self) -> Observed:
        """Put the device through everything; what it cannot do ends nothing, save that it never comes."""
        if await self._comes():
            await self._watch()
            for trouble in (self._outage, self._unanswered, self._refused, *self._impersonations()):
                if not await trouble():
                    break  # it did not come back
            else:
                await self._odd()
        subject = self.bench.subject
        return Observed(
            connection=subject.connection.id,
            password_hash=subject.password_hash,
            publishes=topics.connection_grant(subject.connection, subject.password_hash).publish,
            status_topic=topics.status(*subject.where),
            watched=self._watched,
            sightings=tuple(self._line.seen),
            heard=tuple(self.bench.heard),
            troubles=dict(self._troubles),
            listens=self._listens(),
            pokes=tuple(self._pokes),
        )

    async def _comes(self) -> bool:
        self.say("waiting", self.times.patience)
        return await self.bench.until(lambda: bool(self._let_in()) and bool(self.bench.heard), self.times.patience)

    async def _watch(self) -> None:
        self.say("watching", self.times.watch)
        start = self.bench.now()
        await asyncio.sleep(self.times.watch)
        await self.bench.until(
            lambda: sum(len(each.events) for each in self._heard(start)) >= LEAST,
            max(self.times.patience - self.times.watch, 0),
        )
        self._watched = start, self.bench.now()

        self._pace = self._between(start)

    def _between(self, start: datetime) -> float:
        return usual_gap(event.time for each in self._heard(start) for event in each.events)

    async def _outage(self) -> bool:
        start = self.bench.now()
        seconds = max(self.times.outage, min(2 * self._pace, self.times.patience))
        self.say("outage", seconds)
        self._line.become(Mode.CUT)
        await asyncio.sleep(seconds)
        return await self._over("outage", start)

    async def _unanswered(self) -> bool:
        """Leave it unanswered until it notices by itself, or could have."""
        keepalive = self._keepalive()
        limit = 1.5 * keepalive + self.times.unanswered if keepalive else self.times.unanswered
        limit = min(limit, self.times.patience)
        self.say("unanswered", limit)
        self._line.mute_when_told()
        if not await self.bench.until(lambda: self._line.muted is not None, self._soon(3)):
            self._line.mute()
        start = self._line.muted or self.bench.now()
        noticed = await self.bench.until(lambda: bool(self._let_in(start)), limit)
        if not noticed:
            self._line.cut()
        return await self._over("unanswered", start, noticed=noticed)

    async def _refused(self) -> bool:
        self.say("refused", self.times.refused)
        start = self.bench.now()
        self._line.become(Mode.REFUSING)
        await asyncio.sleep(self.times.refused)
        await self.bench.until(
            lambda: len(self._seen(Greeting, start)) >= TRIES, max(self.times.patience - self.times.refused, 0)
        )
        return await self._over("refused", start)

    def _impersonations(self) -> list[Callable[[], Awaitable[bool]]]:
        """Give what only concerns a device that speaks TLS."""
        names = ("stranger", "misnamed") if self._encrypted() else ()
        return [partial(self._impersonated, name) for name in names]

    async def _impersonated(self, name: str) -> bool:
        self.say(name, self.times.back)
        start = self.bench.now()
        self._line.certificate = getattr(self.bench.contexts, name)
        self._line.become(Mode.TRAP)
        await self.bench.until(lambda: any(self._ended(kind, start) for kind in (Distrust, Parting)), self.times.back)
        await asyncio.sleep(min(self.times.settle, 1))  # whoever falls back on something else does so now
        self._line.certificate = self.bench.contexts.right
        return await self._over(name, start)

    def _ended(self, kind: type[Distrust | Parting], start: datetime) -> bool:
        """Tell whether a connection that was begun since has ended in this way."""
        begun = {attempt.number for attempt in self._seen(Attempt, start)}
        return any(sighting.number in begun for sighting in self._seen(kind, start))

    async def _odd(self) -> None:
        """Send odd payloads where it reads commands, or else what was refused, and see that it goes on."""
        filters = [word for listening in self._seen(Listening) for word in listening.filters]
        topic = next(
            (
                topic
                for make in (topics.commands, topics.refused)
                if any(topics.matches(word, topic := make(*self.bench.subject.where)) for word in filters)
            ),
            "",
        )
        if not topic:
            return
        self.say("odd", self.times.odd * len(ODD))
        sent = [(name, self.bench.now(), await self._poke(topic, payload)) for name, payload in ODD]
        last = sent[-1][1]
        await self.bench.until(lambda: self._lives(last), self._soon(2))
        ends = (*(at for _, at, _ in sent[1:]), self.bench.now())
        for (name, at, lost), end in zip(sent, ends, strict=True):
            said = [each.answer[1] for each in self._heard(at) if each.answer and each.at < end]
            self._pokes.append(Poke(name, lost, self._lives(at), "done" in said))

    async def _poke(self, topic: str, payload: bytes) -> bool:
        """Send an odd payload; tell whether the device lost its connection by it. It is waited for then."""
        before = self._current()
        start = self.bench.now()

        def lost() -> bool:
            return any(parting.number == before for parting in self._seen(Parting, start))

        self.bench.tell(topic, payload)
        fell = await self.bench.until(lost, self.times.odd)
        if fell:
            await self.bench.until(lambda: bool(self._let_in(start)), self.times.patience)
        return fell

    def _lives(self, start: datetime) -> bool:
        """Tell whether it has told or answered anything since; what was under way just then is no sign of life."""
        return any(each.events or each.answer for each in self._heard(start + _LITTLE))

    async def _over(self, name: str, start: datetime, *, noticed: bool = False) -> bool:
        """End a trouble: open the line, wait until it is back and tells again; False when it did not come back."""
        end = self.bench.now()
        self.say("back", self.times.back)
        self._line.become(Mode.OPEN)
        again = start if noticed else end
        await self.bench.until(lambda: bool(self._let_in(again)), self.times.patience)
        came = self._let_in(again)
        back = came[0].at if came else None
        self._troubles[name] = Trouble(start, end, back, noticed)
        if back is None:
            return False
        restored = back

        def tells_anew() -> bool:
            return any(event.time >= restored for each in self._heard(restored) for event in each.events)

        await self.bench.until(tells_anew, self._soon(2))
        await asyncio.sleep(min(self.times.settle, _SHORT))
        return True

    def _soon(self, gaps: float) -> float:
        """Give the seconds within which it should tell something, if it does so after so many of its usual gaps."""
        return max(self.times.settle, min(gaps * self._pace, self.times.patience))

    def _let_in(self, start: datetime | None = None) -> list[Welcome]:
        return [welcome for welcome in self._seen(Welcome, start) if welcome.code == 0]

    def _current(self) -> int:
        """Give the number of the connection that was let in last."""
        came = self._let_in()
        return came[-1].number if came else 0

    def _keepalive(self) -> int:
        greetings = self._seen(Greeting)
        return greetings[-1].hello.keepalive if greetings else 0

    def _encrypted(self) -> bool:
        return any(greeting.tls for greeting in self._seen(Greeting))

    def _listens(self) -> bool:
        return bool(self._seen(Listening))

    def _seen(self, kind: type[S], start: datetime | None = None) -> list[S]:
        seen = self._line.seen if start is None else since(self._line.seen, start)
        return [sighting for sighting in seen if isinstance(sighting, kind)]

    def _heard(self, start: datetime) -> Sequence[Heard]:
        return since(self.bench.heard, start)


_SHORT: Final = 0.2
_AT_ONCE: Final = 0.1
"""Readings nearer to each other than this share of the longest gap are told at once: temperature and battery, say."""
_LITTLE: Final = timedelta(milliseconds=5)
"""What was under way when something was sent is no answer to it."""


def usual_gap(times: Iterable[datetime]) -> float:
    """Give the seconds that usually pass between two moments at which something is told; 0 where nobody can say."""
    gaps = [(after - before).total_seconds() for before, after in pairwise(sorted(set(times)))]
    longest = max(gaps, default=0.0)
    return median(gap for gap in gaps if gap >= _AT_ONCE * longest) if gaps else 0.0
