"""The rules follow the journal: each home's timeline moves, findings reach the desk, then the home is judged.

Order matters for restarts: the desk first (raising twice changes nothing), then ``judged`` in the journal, then the
broker is told ``processed``. A crash between any two is made good by doing the rest again.

A home that was told something late waits with its clock and has its second look at its next tick, or when nothing late
has come for a moment; meanwhile what arrives for it is parked. That it waits is kept with ``judged``, and what arrived
since then is found by its arrival number: so no crash loses a late fact.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from alerts.desk import Desk
from alerts.household import Household
from alerts.rule import Rule
from alerts.rules import build
from alerts.second_look import SecondLook
from alerts.timeline import Timeline, memory_of
from care.alerts import Finding
from care.clock import EPOCH, MICROSECOND, ClockKind, Now
from care.errors import Conflict, SettingError, StoreError
from care.events import ALERT, TICK, Event, Refusal
from gateway.coming_back import ComingBack
from gateway.directory import Directory
from gateway.equipment import Equipment
from gateway.history import JournalHistory
from gateway.in_step import InStep
from gateway.in_trials import InTrials
from gateway.onward import Onward
from gateway.second_looks import Look, SecondLooks
from gateway.session import Session
from gateway.shown import Shown
from gateway.told import Told
from store.journal import RULES, Journal, JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

AT_ONCE: Final = 2000
LOOK_EVERY: Final = timedelta(milliseconds=100)
"""How often wall clocks move while nothing arrives."""
RETRY_SECONDS: Final = 1.0
ADMISSION_EVERY: Final = timedelta(seconds=1)
END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


async def _nothing_more() -> None:
    """Do nothing before own clocks are told that they may go on."""


def _to_nobody(_refusals: Sequence[Refusal]) -> None:
    """Tell nobody what was refused."""


@dataclass
class Judge:
    """Runs a site's rules behind its journal; ``without`` names situations whose rules are left out.

    ``before_telling`` is what must be done by a time before own clocks are told that they may go on from there;
    ``in_step`` says who else they wait for, and ``tell_refusals`` tells solutions what of their alerts was refused.
    ``in_trials`` knows the solutions in homes: rules see of them what is live, and nothing while care is as usual.

    Until the session is there, and ``hold`` longer when the broker had kept it, clocks and timers stand still.
    """

    site: str
    journal: Journal
    reader: JournalReader
    registry: Registry
    desk: Desk
    session: Session
    now: Now
    without: frozenset[str] = frozenset()
    held_until: datetime = END_OF_TIME
    seen: int = 0
    timelines: dict[str, Timeline] = field(default_factory=dict)
    looks: SecondLooks = field(default_factory=SecondLooks)
    before_telling: Callable[[], Awaitable[None]] = _nothing_more
    in_step: InStep | None = None
    tell_refusals: Callable[[Sequence[Refusal]], None] = _to_nobody
    in_trials: InTrials | None = None
    _directory: Directory | None = None
    _notes: list[Finding] = field(default_factory=list)
    _followed: datetime = EPOCH
    _judged: dict[str, datetime] = field(default_factory=dict)
    _to_release: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._equipment = Equipment(self.registry, self.site)
        self._coming_back = ComingBack(self.registry, self.site)
        self._in_step = self.in_step or InStep(self.site)
        self._onward = Onward(self.site, self.session, self._in_step)
        self._trials = self.in_trials or InTrials(self.registry, self.site)
        self._shown = Shown(self.reader, self._trials.is_shown)
        self._unseen: frozenset[str] = frozenset()
        told = (self.tell_refusals, self._trials, self.now)
        self._told = Told(self.site, self.journal, self.reader, self.registry, self.desk, *told)

    def resumed(self, kept: bool) -> None:
        """Hold ticks and timers when the broker had kept our session: older messages may still come behind newer."""
        self.held_until = self.now() + (self.session.hold if kept else timedelta())
        for timeline in self.timelines.values():
            timeline.hold()
        self._to_release.update(self.timelines)
        self._onward.note(self._judged)  # `processed` may not have reached the broker: tell it again

    def take_up(self, directory: Directory) -> None:
        """Take up every home where it stood, and changed homes anew, as the directory has them now.

        What comes after ``seen`` is shown later, like all that comes.
        """
        before = self._directory.households if self._directory else {}
        if self._directory is None:
            self.seen = self.reader.last_seq()
            self.looks.take_up(self.reader.late(self.reader.cursors().get(RULES)), self.now())
            self._told.take_up(self.seen)
        self._directory = directory
        self._judged = self.reader.judged()
        for home, household in directory.households.items():
            if before.get(home) != household:
                self.looks.drop(home)  # what was parked is in the journal, and is read again with the rest
                try:
                    self.timelines[home] = self._timeline(household, self._judged.get(home))
                except SettingError as error:
                    log.error("home %s is not judged: %s", home, error)  # noqa: TRY400 - the sentence says it
                    self.timelines.pop(home, None)
                    self._equipment.unjudged.add(home)
                else:
                    self._equipment.unjudged.discard(home)
                self._to_release.add(home)
        wall_homes = {home for home in self.timelines if self._on_wall(home)}
        silent = {home: since for home in wall_homes if (since := self.timelines[home].silent_since) is not None}
        self._notes = self._equipment.take_up(wall_homes, silent, self.now())

    def _timeline(self, household: Household, judged: datetime | None) -> Timeline:
        """Build a home's timeline from the journal, as it stood when it was last judged; it is held."""
        rules = build(household, self.without)
        since = EPOCH if judged is None else judged - memory_of(rules)
        events = self._shown.span(household.home, since, END_OF_TIME, _quantities(rules), last_seq=self.seen)
        standing = self.registry.alerts.since(household.home, since)
        history = JournalHistory(self._shown, household.home)
        return Timeline.rebuild(household, rules, events, standing, judged=judged, history=history)

    async def run(self, kept: asyncio.Event) -> None:
        """Follow the journal until cancelled; ``kept`` is set whenever it has grown."""
        while True:
            kept.clear()
            if not await self.go_on():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY.total_seconds()):
                        await kept.wait()
            await asyncio.sleep(0)

    async def go_on(self) -> bool:
        """Judge what has come, and do one slice of a second look; tell whether more waits to be done now."""
        now = self.now()
        if now - self._followed >= ADMISSION_EVERY:
            self._followed = now
            self._follow_admission()
        more, findings, moved = self._step()
        await self._settle(findings, moved)
        if self.looks.next is not None:
            await self._look_on()
            more = True
        return more

    def _follow_admission(self) -> None:
        now = self.now()
        self._trials.follow(now)
        unseen = self._trials.unseen(now)
        if self._directory is None or self._directory.stale(self.registry) or unseen != self._unseen:
            self._unseen = unseen
            self.take_up(Directory.read(self.registry, self.site, unseen))

    def _step(self) -> tuple[bool, list[Finding], dict[str, datetime]]:
        """Judge what has come since; tell whether more waits, what was found, and which homes moved to where."""
        now = self.now()
        words = self._in_step.take()  # what came before them is in the journal by now
        rows = self.reader.after(self.seen, AT_ONCE)
        if rows:
            self._follow_admission()  # who speaks was let in before: its home is known now, whole
        findings, self._notes = self._notes, []
        touched: set[str] = set()
        for seq, event in rows:
            self.seen = seq
            if event.quantity == ALERT:
                self._told.take(seq, event)
                continue
            if not self._trials.is_shown(event):
                continue
            findings += self._take(seq, event)
            touched.add(event.home)
        more = len(rows) == AT_ONCE
        if more:
            self._in_step.put_back(words)
        else:
            self._onward.note(self._in_step.apply(words) | self._in_step.overdue(now))
        if now >= self.held_until and not more:
            touched |= self._to_release | self.timelines.keys()
            findings += self._move_clocks(now)
        return more, findings, self._moved(touched)

    def _take(self, seq: int, event: Event) -> list[Finding]:
        """Show a home's rules one event, or park it while the home has its second look."""
        home, timeline = event.home, self.timelines.get(event.home)
        is_tick = event.quantity == TICK
        waits = home in self.looks.late and timeline is not None and not self.looks.parks(home)
        if is_tick and waits and self.now() >= self.held_until:
            self.looks.begin(home, seq - 1)
        if timeline is not None and self.looks.parks(home):
            self.looks.park(seq, event)
            judged = timeline.judged
            if is_tick or judged is None:
                return []
            if event.time > judged:
                return self._guarded(home, partial(_at_once, event))
            self.looks.note(home, event.time, self.now())
            return []
        if timeline is None:  # its rules cannot run as things are: what is late then is judged once they can
            judged = self._judged.get(home)
            if judged is not None and event.time <= judged and not is_tick:
                self.looks.note(home, event.time, self.now())
            return []
        found = self._guarded(home, partial(_show, event))
        if timeline.late_since is not None:
            self.looks.note(home, timeline.late_since, self.now())
            timeline.late_since = None
        return found

    def _move_clocks(self, now: datetime) -> list[Finding]:
        """Let go what was held, move wall clocks, and give homes that wait for their second look their turn."""
        findings: list[Finding] = []
        for home in self.looks.late.keys() & self.timelines.keys():
            clock = self.timelines[home].household.clock
            if home in self._to_release or self.looks.due(home, clock, now):
                self.looks.begin(home, self.seen)
        waits = self.looks.late.keys()
        for home in self._to_release - waits:
            findings += self._guarded(home, Timeline.release)
        self._to_release.clear()
        for home, timeline in self.timelines.items():
            if timeline.household.clock is ClockKind.WALL and home not in waits and timeline.has_due(now):
                findings += self._guarded(home, partial(_move_to, now))
        return findings

    def _moved(self, touched: Collection[str]) -> dict[str, datetime]:
        """Give which of these homes have been judged further than is kept, and to where."""
        moved: dict[str, datetime] = {}
        for home in self.timelines.keys() & touched:
            judged = self.timelines[home].judged
            if judged is not None and judged != self._judged.get(home):
                moved[home] = judged
        return moved

    def _guarded(self, home: str, show: Callable[[Timeline], list[Finding]]) -> list[Finding]:
        """Show a home's rules something; an error is logged and stops neither this home's other rules nor others."""
        timeline = self.timelines.get(home)
        if timeline is None:
            return []  # its home was removed
        try:
            return show(timeline)
        except Exception:
            log.exception("home %s could not be judged", home)
            return []
        finally:
            self._log_failures(timeline)

    def _log_failures(self, timeline: Timeline) -> None:
        for failure in timeline.failures:
            where = (failure.situation, timeline.household.home, failure.at)
            log.error("the rule %s failed at home %s at %s; it goes on", *where, exc_info=failure.error)
        timeline.failures.clear()

    async def _look_on(self) -> None:
        """Go on with the second look whose turn it is, by one slice; when that was the last, bring it to the desk."""
        turn = self.looks.next
        if turn is None:
            return
        look = self.looks.current or self._begin(*turn)
        if look is None:  # judged by a household that has changed meanwhile: it is not late any more
            home, _ = turn
            await self._settle(self._unpark(home), self._moved({home}), looked=True)
            return
        try:
            done = look.go_on()
        except StoreError as error:
            log.error("the second look at home %s waits: %s", look.home, error)  # noqa: TRY400 - says it all
            await asyncio.sleep(RETRY_SECONDS)
            return
        if done:
            await self._end(look)

    def _begin(self, home: str, seq: int) -> Look | None:
        timeline = self.timelines[home]
        judged, since = timeline.judged, self.looks.late[home].since
        if judged is None or since > judged:
            return None
        rules = build(timeline.household, self.without)
        standing = self.registry.alerts.since(home, since)
        history = JournalHistory(self._shown, home)
        second = SecondLook(timeline.household, rules, standing, late=since, judged=judged, history=history)
        self.looks.current = Look(home, second, self._shown, _quantities(rules), seq)
        return self.looks.current

    async def _end(self, look: Look) -> None:
        """Bring what a look found to the desk, let its timeline take the place of the old one, and go on with it."""
        home, second = look.home, look.second
        later = self._shown.span(home, second.judged + MICROSECOND, END_OF_TIME, look.quantities, last_seq=look.seq)
        timeline = second.timeline(later)
        at = self.now() if timeline.household.clock is ClockKind.WALL else second.judged
        await self._keep(
            partial(asyncio.to_thread, self.desk.revise, second.looked, self.site, at=at), "what late facts changed"
        )
        self._log_failures(timeline)
        self.timelines[home] = timeline
        findings = self._unpark(home)
        await self._settle(findings, self._moved({home}), looked=True)

    def _unpark(self, home: str) -> list[Finding]:
        """Let a home go on after its look, with what was parked."""
        parked = self.looks.end(home)
        findings: list[Finding] = []
        if self.now() >= self.held_until:
            findings += self._guarded(home, Timeline.release)
        else:
            self._to_release.add(home)
        for seq, event in parked:
            findings += self._take(seq, event)
        if self._on_wall(home) and self.now() >= self.held_until:
            findings += self._guarded(home, partial(_move_to, self.now()))  # also when more that is late came meanwhile
        return findings

    async def _settle(self, findings: list[Finding], moved: dict[str, datetime], *, looked: bool = False) -> None:
        """Bring findings to the desk, keep how far homes are judged, let what is due come back, tell the own clocks."""
        now = self.now()
        findings = self._equipment.add(findings, now)
        if findings:
            clocks = {f.home: now for f in findings if f.home and self._on_wall(f.home)}
            apply = partial(asyncio.to_thread, self.desk.apply, findings, self.site, clocks=clocks)
            await self._keep(apply, f"{len(findings)} findings")
        if self._told.waits:
            await self._keep(self._told.bring, "alerts of solutions")
        if moved or looked:
            late = self.looks.changes()
            await self._keep(partial(self.journal.judged, moved, seen=self.seen, late=late), "how far homes are judged")
            self.looks.kept(late)
        self._judged.update(moved)
        self._onward.note(moved)
        await self._take_back(now)
        if self._onward.waits:
            await self.before_telling()
            self._onward.tell(self._own_clock, now)
        if notes := self._in_step.notes():
            await self._keep(partial(self.journal.keep, (), notes), "who was left behind")
            self.tell_refusals(notes)

    async def _take_back(self, now: datetime) -> None:
        """Let what was put aside come back when its time is over by the clock of its home."""
        clocks = self._coming_back.due(now, self._clock)
        if clocks is not None:
            await self._keep(partial(asyncio.to_thread, self.desk.pass_time, self.site, clocks), "what comes back")
            self._coming_back.read(now)

    def _own_clock(self, home: str) -> datetime | None:
        """Give how far a home with a clock of its own has been judged; None for others."""
        return self._judged.get(home) if home in self.timelines and not self._on_wall(home) else None

    def _clock(self, home: str) -> datetime | None:
        return self.now() if self._on_wall(home) else self._judged.get(home)

    def _on_wall(self, home: str) -> bool:
        timeline = self.timelines.get(home)
        return timeline is not None and timeline.household.clock is ClockKind.WALL

    async def _keep(self, act: Callable[[], Awaitable[object]], what: str) -> None:
        """Do it; while a store cannot keep (full disk), try again: nothing is judged that is not on the desk."""
        while True:
            try:
                await act()
            except (StoreError, Conflict) as error:
                log.error("%s: cannot be kept yet: %s", what, error)  # noqa: TRY400 - the sentence says it
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return


def _quantities(rules: Sequence[Rule]) -> frozenset[str]:
    return frozenset({TICK}).union(*(rule.quantities for rule in rules))


def _at_once(event: Event, timeline: Timeline) -> list[Finding]:
    return timeline.at_once(event)


def _show(event: Event, timeline: Timeline) -> list[Finding]:
    return timeline.take(event)


def _move_to(now: datetime, timeline: Timeline) -> list[Finding]:
    return timeline.advance(now)
