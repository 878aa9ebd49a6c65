"""The way in: decode, keep, and only then acknowledge."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from care.clock import EPOCH, MICROSECOND, Now, wall_now
from care.errors import Conflict, Reason, StoreError
from care.events import ALERT, UPDATE_INTERVAL, Event, Refusal
from care.people import NOBODY
from care.quantities import Value
from devices.claims import is_alert, is_clock
from devices.commands import is_answer
from devices.dialects import Message, decode
from devices.dialects.via import Hearing, is_via
from devices.topics import addressed
from gateway.claiming import Claiming
from gateway.commanding import Answers
from gateway.described import Described
from gateway.directory import Directory
from gateway.foreign import Foreign
from gateway.in_step import InStep
from gateway.in_trials import InTrials
from gateway.refusals import RefusalNotices
from gateway.session import Delivery, Session
from store.journal import Journal, JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

MOST: Final = 2000
_UNKNOWN: Final = frozenset({Reason.UNKNOWN_HOME, Reason.UNKNOWN_DEVICE})
RETRY_SECONDS: Final = 1.0
LONGEST_BETWEEN: Final = timedelta(hours=1)
"""A reading further ahead of its home's last tick is of a device whose clock is wrong."""


@dataclass
class Ingest:
    """Takes a site's messages in batches, as many as came while the last batch was being kept.

    ``kept`` is set after each batch: it wakes the followers. Counters are of this process. ``trouble`` says why
    nothing can be kept, "" while it can.
    """

    session: Session
    journal: Journal
    reader: JournalReader
    registry: Registry
    directory: Directory
    now: Now = wall_now
    in_trials: InTrials | None = None
    kept: asyncio.Event = field(default_factory=asyncio.Event)
    counted: Counter[str] = field(default_factory=Counter)
    trouble: str = ""

    def __post_init__(self) -> None:
        self.notices = RefusalNotices(self.session)
        self.described = Described(self.registry, self.directory.site.id)
        self._looked = False  # whether it was looked, for this batch, who was admitted just now
        self._online: dict[tuple[str, str], Value] = {}
        self._intervals: dict[tuple[str, str], Event] = {}
        self._clocks: dict[str, Event] = {}
        self._newest: dict[str, datetime] = {}  # the newest reading of each home that has a clock of its own
        self._stamped: dict[str, datetime] = {}  # the last status of each home, so that a later one is later
        self.foreign = Foreign(self.registry, self.directory.site.id)
        self.answers = Answers(self.registry)
        self.claiming = Claiming(self.reader, self._time_of)
        self.in_step = InStep(self.directory.site.id)
        self._trials = self.in_trials or InTrials(self.registry, self.directory.site.id)
        self._trials.clock = self._time_of
        latest = self.reader.latest()
        self.foreign.begin(latest)
        for event in latest:
            self._note_states(event)

    async def run(self) -> None:
        """Take batches until cancelled; while the store cannot keep (full disk), try again and acknowledge nothing."""
        while True:
            await self._something_to_do()
            deliveries = self.session.take(MOST)
            events, refusals = self.decode([d.message for d in deliveries])
            events += self._of_boxes()
            refusals += self.claiming.due(self.now())
            if not deliveries and not events and not refusals:
                continue
            while True:
                if await self._accept(deliveries, events, refusals):
                    break
                await asyncio.sleep(RETRY_SECONDS)

    def _of_boxes(self) -> Sequence[Event]:
        """Give what follows by itself from what foreign boxes told, where it may still be taken."""
        events = self.foreign.signs_of_life()
        if not self.session.waiting:
            events += self.foreign.ended(self.now())
        return self._trials.allowed(events)[0] if events else ()

    async def _something_to_do(self) -> None:
        """Wait for a message, until something that a foreign device told ends by itself, or a flood is to be told."""
        end = min(filter(None, (self.foreign.next_end, self.claiming.next_due)), default=None)
        if end is None:
            await self.session.arrived.wait()
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, (end - self.now()).total_seconds())):
                await self.session.arrived.wait()

    async def _accept(
        self, deliveries: Sequence[Delivery], events: Sequence[Event], refusals: Sequence[Refusal]
    ) -> bool:
        """Keep what these messages say; once True is returned they survive a crash and are acknowledged."""
        try:
            if self.foreign.is_unsaved:
                await asyncio.to_thread(self.foreign.save, self.now())
            if self.answers.is_unkept:
                await asyncio.to_thread(self.answers.keep)
            refusals = [*refusals, *self.answers.refused]
            new = await self.journal.keep(events, refusals)
            self.answers.refused.clear()
        except (StoreError, Conflict) as error:
            self.trouble = str(error)
            log.error("%d messages wait unacknowledged: %s", len(deliveries), error)  # noqa: TRY400 - the sentence says it
            return False
        self.trouble = ""
        self.session.acknowledge(deliveries)
        self.in_step.kept()
        told = len(events)
        self.counted.update(messages=len(deliveries), events=new, duplicates=told - new, refused=len(refusals))
        self.kept.set()
        self.notices.tell(refusals)
        return True

    async def note(self, refusals: Sequence[Refusal]) -> None:
        """Keep, and tell, what was refused before it came here: at the broker. Raises StoreError."""
        await self.journal.keep((), refusals)
        self.counted.update(refused=len(refusals))
        self.notices.tell([one for one in refusals if one.connection != NOBODY])

    def decode(self, messages: Sequence[Message]) -> tuple[list[Event], list[Refusal]]:
        """Decode by what is known; when something is unknown, look whether it was admitted just now."""
        events: list[Event] = []
        refusals: list[Refusal] = []
        self._looked = False
        if messages:
            self.described.follow(messages[0].received)
            self._trials.follow(self.now())
        for message in messages:
            taken, refused = self._taken(message)
            refusals.extend(refused)
            for event in taken:
                if event.quantity == "online":
                    events.extend(self._changed(event))
                elif event.quantity == UPDATE_INTERVAL:
                    events.extend(self._said_anew(event))
                else:
                    if event.home in self.directory.known.own_clock:
                        self._note_states(event)
                    events.append(event)
        return events, refusals

    def _taken(self, message: Message) -> tuple[Sequence[Event], Sequence[Refusal]]:
        """Give the events of a message that are taken, and what is refused or noted of it."""
        turned_away = self._trials.turned_away(message)
        if turned_away is not None:
            return (), turned_away
        taken, refused, hearing = self._understand(message)
        if not self._looked and (refused or hearing is not None) and _is_of_strangers(refused, hearing):
            self._looked = True
            if self.directory.stale(self.registry):
                self.directory = Directory.read(self.registry, self.directory.site.id)
                self.foreign.look()
                self._trials.read()
                return self._taken(message)
        if hearing is not None:
            taken = self.foreign.settle(message, hearing)
        taken, outside = self._trials.allowed(taken, message)
        taken, said = self.described.check(message, taken)
        return taken, [*refused, *outside, *said]

    def _understand(self, message: Message) -> tuple[Sequence[Event], Sequence[Refusal], Hearing | None]:
        """Say what a message means by what is known now; what a foreign one means is still to be settled."""
        if is_via(message.topic):
            hearing = self.foreign.hear(message, self.directory.known)
            return (), hearing.refusals, hearing
        if is_answer(message.topic):
            return (), self.answers.hear(message, self.directory.known), None
        if is_alert(message.topic):
            return *self.claiming.hear(message, self.directory.known), None
        if is_clock(message.topic):
            return (), self.in_step.hear(message, self.directory.known, self._last_tick(message.topic)), None
        return *decode(message, self.directory.known), None

    def _note_states(self, event: Event) -> None:
        if event.quantity == "online":
            self._online[event.home, event.device] = event.value
        elif event.quantity == UPDATE_INTERVAL:
            self._intervals[event.home, event.device] = event
        elif event.quantity == "tick":
            last = self._clocks.get(event.home)
            if last is None or event.time > last.time:
                self._clocks[event.home] = event
        elif event.quantity != ALERT and event.time > self._newest.get(event.home, EPOCH):
            self._newest[event.home] = event.time

    def _last_tick(self, topic: str) -> datetime | None:
        tick = self._clocks.get(addressed(topic)[1])
        return None if tick is None else tick.time

    def _time_of(self, home: str) -> datetime | None:
        """Give what a home's own clock shows, as far as it has told: its last tick, or a reading soon after that."""
        tick = self._clocks.get(home)
        if tick is None:
            return self._newest.get(home)
        newest = self._newest.get(home, tick.time)
        return newest if tick.time < newest <= tick.time + LONGEST_BETWEEN else tick.time

    def _said_anew(self, event: Event) -> Sequence[Event]:
        """Give how long a device may be quiet only when it says something else than before."""
        before = self._intervals.get((event.home, event.device))
        if before is not None and (before.value == event.value or before.time > event.time):
            return ()
        self._intervals[event.home, event.device] = event
        return (event,)

    def _changed(self, event: Event) -> Sequence[Event]:
        """Give a status only when it changed: a retained copy says nothing new.

        Where the home has its own clock it is stamped just after the last tick: that tick may have been judged already.
        """
        if event.device in self.directory.known.listeners:
            (self.in_step.there if event.value is True else self.in_step.gone)(event.device)
        if self._online.get((event.home, event.device)) == event.value:
            return ()
        if event.home in self.directory.known.own_clock:
            clock = self._clocks.get(event.home)
            if clock is None:
                return ()  # its time has not begun
            stamp = max(clock.time, self._stamped.get(event.home, clock.time)) + MICROSECOND
            self._stamped[event.home] = stamp
            event = replace(event, time=stamp)
        self._online[event.home, event.device] = event.value
        return (event,)


def _is_of_strangers(refused: Sequence[Refusal], hearing: Hearing | None) -> bool:
    """Tell whether a message is of something unknown, that may have been admitted just now."""
    return any(r.reason in _UNKNOWN for r in refused) or (hearing is not None and hearing.strangers)
