"""Runs a site's chain for alerts that nobody answers, by the clocks of its homes; each step is kept, then sent.

``look`` decides and keeps, in a thread; ``Delivering`` sends: neither waits for the other, nor do the rules for them.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from alerts.desk import Desk
from alerts.escalation import Turn, began, calls, next_turn, notices
from care.alerts import Alert, End, Finding, Onset
from care.clock import EPOCH, ClockKind, Now
from care.duty import DutyBook, Ladder
from care.errors import Conflict, NotFound, StoreError
from care.notices import ESCALATION_FAILED, Notice
from care.people import Home, Site
from gateway.delivering import Delivering
from store.registry import Registry

log = logging.getLogger(__name__)

SOURCE: Final = "escalation"
"""The source of the alerts that say that a chain came to its last stop."""
LOOK_EVERY: Final = 1.0
"""Seconds between looks at whether anything has changed."""
AT_LEAST_EVERY: Final = timedelta(seconds=10)
"""A whole look is had this often, also when nothing seems to have changed: a chain may be another."""
AFTER_TROUBLE: Final = 2.0
MOST_TURNS: Final = 100
"""Turns of one alert in one look; what is behind by more goes on at the next."""


@dataclass
class Escalating:
    """Runs the chain of one site. ``clocks`` gives how far the homes with a clock of their own have come."""

    site: Site
    registry: Registry
    desk: Desk
    now: Now
    delivering: Delivering
    clocks: Callable[[], Mapping[str, datetime]]
    trouble: str = ""
    _homes: dict[str, Home] = field(default_factory=dict, init=False)
    _since: dict[str, tuple[int, datetime]] = field(default_factory=dict, init=False)
    _raised: set[tuple[str, datetime]] = field(default_factory=set, init=False)
    _moves: int = field(default=-1, init=False)
    _wake: datetime = field(default=EPOCH, init=False)
    _own_calls: bool = field(default=False, init=False)
    _follows_ticks: bool = field(default=True, init=False)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _chained: bool = field(default=True, init=False)  # looked for what a chain may have left, once

    async def run(self) -> None:
        """Go on until cancelled; what was being sent when the last gateway ended is due at once."""
        released = False
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    if not released:
                        await asyncio.to_thread(self.registry.notices.release, self.site.id, self.now())
                        released = True
                    await self.go_on(tasks)
                    self._tell("")
                except (StoreError, Conflict, NotFound) as error:
                    self._tell(str(error))
                    await asyncio.sleep(AFTER_TROUBLE)
                except Exception:  # a mistake of ours must end neither the gateway nor this
                    log.exception("site %s: alerts are not escalated", self.site.id)
                    await asyncio.sleep(AFTER_TROUBLE)
                await asyncio.sleep(LOOK_EVERY)

    async def go_on(self, tasks: asyncio.TaskGroup) -> None:
        """Look and begin to send, if there may be something to do."""
        moves = self.registry.alerts.last_move()
        idle = moves == self._moves and not self._own_calls and not self.delivering.failed
        if idle and self.now() < self._wake:
            return
        self.delivering.failed = False
        wake = await self._look()
        due = await self.delivering.begin(tasks)
        self._moves, self._wake = moves, wake if due is None else min(wake, due)

    async def at_tick(self) -> None:
        """Look before clocks of their own are told that they may go on: so each step is found before an answer is late.

        Costs nothing where there is no chain or no such clock.
        """
        if not self._follows_ticks:
            return
        try:
            await self._look()
        except (StoreError, Conflict, NotFound) as error:
            self._tell(str(error))
        except Exception:  # a mistake of ours must not keep the rules from going on
            log.exception("site %s: alerts are not escalated", self.site.id)

    async def _look(self) -> datetime:
        async with self._looking:
            return await asyncio.to_thread(self.look)

    def look(self) -> datetime:
        """Keep what is to be told by now, at most so late by the clocks; give when to look again. Blocks."""
        now = self.now()
        wakes = [now + AT_LEAST_EVERY]
        book = self.registry.duty.book(self.site.id)
        self._follows_ticks = book.chain is not None and not self.site.reaches_out  # real sites have the wall's clock
        if book.chain is None and not self._chained:
            return wakes[0]
        self._chained = book.chain is not None
        standing = self.registry.alerts.open([self.site.id])
        calling = [alert for alert in standing if calls(alert)]
        self._own_calls = any(not self._by_wall(alert) for alert in calling)
        failed: dict[tuple[str | None, str | None, datetime], Alert] = {}
        if calling:
            clocks = self.clocks() if self._own_calls else {}
            told = self.registry.notices.of_alerts([alert.id for alert in calling])
            for alert in calling:
                ladder = book.ladder(alert.priority)
                clock = now if self._by_wall(alert) else clocks.get(alert.home or "")
                if ladder is None or clock is None:
                    continue
                climb = _Climb(self, alert, ladder, book, told.get(alert.id, []), now, clock)
                turn = climb.go_on()
                if self._by_wall(alert):
                    wakes.append(turn.due)
                if (stopped := climb.last_stop) is not None:
                    failed[alert.home, alert.resident, stopped] = alert
        self._tell_failed(failed, standing, now)
        self._forget({alert.id for alert in calling})
        return min(wakes)

    def since(self, alert: Alert) -> datetime:
        """Give since when an alert calls; its moves are read only when it has changed."""
        known = self._since.get(alert.id)
        if known is None or known[0] != alert.version:
            moves = self.registry.alerts.moves(alert.id)
            known = (alert.version, began(alert, moves, by_wall=self._by_wall(alert)))
            self._since[alert.id] = known
        return known[1]

    def _by_wall(self, alert: Alert) -> bool:
        return alert.home is None or self._home(alert.home).clock is ClockKind.WALL

    def _home(self, home: str) -> Home:
        if home not in self._homes:
            self._homes[home] = self.registry.places.home(home)
        return self._homes[home]

    def _tell_failed(
        self,
        failed: Mapping[tuple[str | None, str | None, datetime], Alert],
        standing: Iterable[Alert],
        now: datetime,
    ) -> None:
        """Raise an alert for each chain that came to its last stop, and clear those whose alert calls no more."""
        findings: list[Finding] = []
        for (home, resident, onset), alert in failed.items():
            if (alert.id, onset) not in self._raised:
                findings.append(Onset(ESCALATION_FAILED, home, resident, onset))
                self._raised.add((alert.id, onset))
                log.warning("site %s: nobody answers alert %s; everybody is told", self.site.id, alert.id)
        for alert in standing:
            ours = alert.situation == ESCALATION_FAILED and alert.source == SOURCE and alert.end is None
            if ours and (alert.home, alert.resident, alert.onset) not in failed:
                clock = now if self._by_wall(alert) else self.clocks().get(alert.home or "", alert.onset)
                findings.append(
                    End(ESCALATION_FAILED, alert.home, alert.resident, alert.onset, max(clock, alert.onset))
                )
        if findings:
            self.desk.apply(findings, self.site.id, SOURCE)

    def _forget(self, calling: set[str]) -> None:
        """Keep nothing of alerts that call no more."""
        self._since = {alert: known for alert, known in self._since.items() if alert in calling}
        self._raised = {(alert, onset) for alert, onset in self._raised if alert in calling}

    def _tell(self, trouble: str) -> None:
        """Say once what is wrong, and once that it is over."""
        if trouble and trouble != self.trouble:
            log.error("site %s: alerts are not escalated: %s", self.site.id, trouble)
        elif self.trouble and not trouble:
            log.info("site %s: alerts are escalated again", self.site.id)
        self.trouble = trouble


@dataclass
class _Climb:
    """One alert's way up its ladder, as far as its clock has come."""

    escalating: Escalating
    alert: Alert
    ladder: Ladder
    book: DutyBook
    told: list[Notice]
    now: datetime
    clock: datetime

    def go_on(self) -> Turn:
        """Keep the notices of every turn that has come; give the next one."""
        one = self.escalating
        by_wall = one._by_wall(self.alert)  # noqa: SLF001 - its other half
        for _ in range(MOST_TURNS):
            turn = self._next()
            if turn.due > self.clock:
                break
            at = self.now if by_wall else turn.due  # after an outage the steps come one by one
            made = notices(
                turn,
                self.alert,
                self.ladder,
                self.book,
                at=at,
                wall=self.now,
                zone=one.site.tz,
                outward=one.site.reaches_out,
            )
            one.registry.notices.plan(made)
            self.told += made
        return turn

    def _next(self) -> Turn:
        return next_turn(self.ladder, self.escalating.since(self.alert), self.told)

    @property
    def last_stop(self) -> datetime | None:
        """When, since it calls, everybody was told first; None while that was not needed."""
        since = self.escalating.since(self.alert)
        return min((notice.at for notice in self.told if notice.is_last_stop and notice.at >= since), default=None)
