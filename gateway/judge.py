"""The rules follow the journal: each home's timeline moves, findings reach the desk, then the home is judged.

Order matters for restarts: the desk first (raising twice changes nothing), then ``judged`` in the journal, then the
broker is told ``processed``. A crash between any two is made good by doing the rest again.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from alerts.desk import Desk
from alerts.household import Household
from alerts.rules import build
from alerts.timeline import Timeline, memory_of
from care.alerts import Finding
from care.clock import EPOCH, ClockKind, Now
from care.errors import Conflict, SettingError, StoreError
from care.events import TICK, Event
from devices import topics
from gateway.directory import Directory
from gateway.session import Session
from store.journal import Journal, JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

AT_ONCE: Final = 2000
LOOK_EVERY: Final = timedelta(milliseconds=100)
"""How often wall clocks move while nothing arrives."""
RETRY_SECONDS: Final = 1.0
ADMISSION_EVERY: Final = timedelta(seconds=1)
END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


@dataclass
class Judge:
    """Runs a site's rules behind its journal; ``without`` names situations whose rules are left out.

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
    _directory: Directory | None = None
    _judged: dict[str, datetime] = field(default_factory=dict)
    _untold: set[str] = field(default_factory=set)
    _to_release: set[str] = field(default_factory=set)

    def resumed(self, kept: bool) -> None:
        """Hold ticks and timers when the broker had kept our session: older messages may still come behind newer."""
        self.held_until = self.now() + (self.session.hold if kept else timedelta())
        for timeline in self.timelines.values():
            timeline.hold()
        self._to_release.update(self.timelines)
        self._untold.update(self._judged)  # `processed` may not have reached the broker: tell it again

    def take_up(self, directory: Directory) -> None:
        """Take up every home where it stood, and changed homes anew, as the directory has them now.

        What comes after ``seen`` is shown later, like all that comes.
        """
        before = self._directory.households if self._directory else {}
        if self._directory is None:
            self.seen = self.reader.last_seq()
        self._directory = directory
        self._judged = self.reader.judged()
        for home, household in directory.households.items():
            if before.get(home) != household:
                try:
                    self.timelines[home] = self._timeline(household, self._judged.get(home))
                except SettingError as error:
                    log.error("home %s is not judged: %s", home, error)  # noqa: TRY400 - the sentence says it
                    self.timelines.pop(home, None)
                self._to_release.add(home)

    def _timeline(self, household: Household, judged: datetime | None) -> Timeline:
        """Build a home's timeline from the journal, as it stood when it was last judged; it is held."""
        rules = build(household, self.without)
        since = EPOCH if judged is None else judged - memory_of(rules)
        quantities = {TICK}.union(*(rule.quantities for rule in rules))
        events = self.reader.span(household.home, since, END_OF_TIME, quantities, last_seq=self.seen)
        open_alerts = [a for a in self.registry.alerts.of_home(household.home) if a.end is None or a.end > since]
        return Timeline.rebuild(household, rules, events, open_alerts, judged=judged)

    async def run(self, kept: asyncio.Event) -> None:
        """Follow the journal until cancelled; ``kept`` is set whenever it has grown."""
        looked = self.now()
        while True:
            kept.clear()
            if self.now() - looked >= ADMISSION_EVERY:
                looked = self.now()
                self._follow_admission()
            more, findings, moved = self._step()
            await self._settle(findings, moved)
            if not more:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY.total_seconds()):
                        await kept.wait()

    def _follow_admission(self) -> None:
        if self._directory is None or self._directory.stale(self.registry):
            self.take_up(Directory.read(self.registry, self.site))

    def _step(self) -> tuple[bool, list[Finding], dict[str, datetime]]:
        """Judge what has come since; tell whether more waits, what was found, and which homes moved to where."""
        now = self.now()
        rows = self.reader.after(self.seen, AT_ONCE)
        if rows:
            self._follow_admission()  # who speaks was let in before: its home is known now, whole
        findings: list[Finding] = []
        touched: set[str] = set()
        for seq, event in rows:
            self.seen = seq
            findings += self._guarded(event.home, partial(_show, event))
            touched.add(event.home)
        more = len(rows) == AT_ONCE
        if now >= self.held_until and not more:
            for home in self._to_release:
                findings += self._guarded(home, Timeline.release)
            touched |= self._to_release
            self._to_release.clear()
            for home, timeline in self.timelines.items():
                if timeline.household.clock is ClockKind.WALL and timeline.has_due(now):
                    findings += self._guarded(home, partial(_move_to, now))
                    touched.add(home)
        moved: dict[str, datetime] = {}
        for home in touched & self.timelines.keys():
            judged = self.timelines[home].judged
            if judged is not None and judged != self._judged.get(home):
                moved[home] = judged
        return more, findings, moved

    def _guarded(self, home: str, show: Callable[[Timeline], list[Finding]]) -> list[Finding]:
        """Show a home's rules something; an error in a rule is logged and stops neither this nor other homes."""
        timeline = self.timelines.get(home)
        if timeline is None:
            return []  # its home was removed
        try:
            return show(timeline)
        except Exception:
            log.exception("a rule failed at home %s", home)
            return []

    async def _settle(self, findings: list[Finding], moved: dict[str, datetime]) -> None:
        """Bring findings to the desk, then keep how far homes are judged, then tell the own clocks.

        While a store cannot keep (full disk), try again: nothing is judged that is not on the desk.
        """
        while findings or moved:
            try:
                if findings:
                    await asyncio.to_thread(self.desk.apply, findings, self.site)
                if moved:
                    await self.journal.judged(moved)
            except (StoreError, Conflict) as error:
                log.error("%d findings wait for the desk: %s", len(findings), error)  # noqa: TRY400 - says it all
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        self._judged.update(moved)
        self._untold.update(moved)
        if self._untold:
            self._tell()

    def _tell(self) -> None:
        """Publish (retained) how far the rules of own-clock homes have come; without a connection, at the next one."""
        for home in sorted(self._untold):
            timeline, judged = self.timelines.get(home), self._judged.get(home)
            if timeline is not None and judged is not None and timeline.household.clock is ClockKind.OWN:
                body = json.dumps({"time": judged.isoformat(timespec="microseconds")}).encode()
                if not self.session.publish(topics.processed(self.site, home), body, retain=True):
                    return
            self._untold.discard(home)


def _show(event: Event, timeline: Timeline) -> list[Finding]:
    return timeline.take(event)


def _move_to(now: datetime, timeline: Timeline) -> list[Finding]:
    return timeline.advance(now)
