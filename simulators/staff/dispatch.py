"""Who goes where: a small state machine that is shown the open alerts and the time, and says what staff do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from pydantic import JsonValue

from care.alerts import Outcome
from care.situations import SITUATIONS, Priority
from simulators.staff.team import BASE, Carer, Team, sees_after

RANK: Final = {Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2}
CHECKS: Final = timedelta(minutes=3)
"""How long it takes to see that nothing is the matter, or to see to a device."""


@dataclass(frozen=True, slots=True)
class Call:
    """An alert as staff see it: who answers it already is None, one of them, or somebody else."""

    id: str
    home: str
    situation: str
    onset: datetime
    answered_by: str | None = None

    @property
    def order(self) -> tuple[int, datetime, str]:
        """The order in which calls are answered: by priority, then the oldest first."""
        return (RANK[SITUATIONS[self.situation].priority], self.onset, self.id)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a carer found on coming in, and how long the person is helped."""

    outcome: Outcome
    lasts: timedelta


class Doing(StrEnum):
    """What a carer does about a call."""

    GO = "go"
    ARRIVE = "arrive"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Act:
    """What a carer does at ``at``; at the end ``outcome``, and the minutes that the whole took."""

    at: datetime
    carer: str
    doing: Doing
    call: Call
    outcome: Outcome | None = None
    minutes: int = 0


@dataclass(slots=True)
class Effort:
    """What a team's work came to."""

    answered: int = 0
    walking: timedelta = timedelta(0)
    helping: timedelta = timedelta(0)
    """With a person who needed it: contact minutes."""
    checking: timedelta = timedelta(0)
    """At homes where nothing was the matter, and with devices."""

    @property
    def record(self) -> dict[str, JsonValue]:
        """Give it as a run's result keeps it, in minutes; contact is time with somebody who needed it."""
        minute = timedelta(minutes=1)
        return {
            "answered": self.answered,
            "walking_minutes": round(self.walking / minute, 1),
            "contact_minutes": round(self.helping / minute, 1),
            "checking_minutes": round(self.checking / minute, 1),
        }


@dataclass(slots=True)
class _Errand:
    call: Call
    left: datetime
    there: datetime
    visit: Visit | None = None

    @property
    def over(self) -> datetime:
        return self.there + (self.visit.lasts if self.visit else timedelta(0))


@dataclass(slots=True)
class Dispatch:
    """Sends a team to calls. ``visits`` is asked, at each arrival, what the carer finds; it may change the home.

    Deterministic: the same calls at the same times and the same ``rng`` give the same acts. Nobody leaves a person
    to go to another; whose shift is over finishes what was begun.
    """

    team: Team
    rng: Random
    visits: Callable[[Call, str, datetime], Visit]
    effort: Effort = field(default_factory=Effort)
    _where: dict[str, str] = field(default_factory=dict)
    _busy: dict[str, _Errand] = field(default_factory=dict)
    _seen_at: dict[str, datetime] = field(default_factory=dict)

    def step(self, now: datetime, calls: Sequence[Call]) -> list[Act]:
        """Take that it is ``now`` and these calls are open; give what is done up to now, in order.

        Whoever is on the way arrives, whoever has helped closes, and free carers go to calls that they have seen.
        """
        acts: list[Act] = []
        going = {
            errand.call.id for errand in self._busy.values()
        }  # also those that are closed now: still shown as open
        for carer in self.team.carers:
            acts += self._go_on(carer, now)
        for call in sorted(calls, key=lambda call: call.order):
            if call.id in going or call.answered_by is not None or self._sees(call, now) > now:
                continue
            nearest = self._nearest(call, now)
            if nearest is None:
                break
            acts.append(self._send(nearest, call, now))
        return acts

    def give_up(self, act: Act) -> None:
        """Take that the desk did not take it: somebody else was first, and the carer is free again."""
        errand = self._busy.pop(act.carer, None)
        if act.doing is Doing.GO and errand is not None:
            self.effort.answered -= 1
            self.effort.walking -= errand.there - errand.left

    def _sees(self, call: Call, now: datetime) -> datetime:
        """Give when somebody sees it, drawn once: counted from when it stood on the board, not from its onset."""
        if call.id not in self._seen_at:
            self._seen_at[call.id] = now + sees_after(SITUATIONS[call.situation].priority, self.rng)
        return self._seen_at[call.id]

    def _nearest(self, call: Call, now: datetime) -> Carer | None:
        free = [carer for carer in self.team.on_shift(now) if carer.id not in self._busy]
        return min(free, key=lambda carer: self._walk(carer, call), default=None)

    def _walk(self, carer: Carer, call: Call) -> timedelta:
        return self.team.ground.walk(self._where.get(carer.id, BASE), call.home)

    def _send(self, carer: Carer, call: Call, now: datetime) -> Act:
        walk = self._walk(carer, call)
        self._busy[carer.id] = _Errand(call, now, now + walk)
        self.effort.answered += 1
        self.effort.walking += walk
        return Act(now, carer.id, Doing.GO, call)

    def _go_on(self, carer: Carer, now: datetime) -> list[Act]:
        errand = self._busy.get(carer.id)
        if errand is None:
            if not carer.works(now, self.team.zone):
                self._where.pop(carer.id, None)
            return []
        acts: list[Act] = []
        if errand.visit is None and errand.there <= now:
            errand.there = now
            errand.visit = self._arrive(carer, errand.call, now)
            acts.append(Act(now, carer.id, Doing.ARRIVE, errand.call))
        if errand.visit is not None and errand.over <= now:
            minutes = round((now - errand.left) / timedelta(minutes=1))
            acts.append(Act(now, carer.id, Doing.CLOSE, errand.call, errand.visit.outcome, minutes))
            del self._busy[carer.id]
        return acts

    def _arrive(self, carer: Carer, call: Call, now: datetime) -> Visit:
        self._where[carer.id] = call.home
        visit = self.visits(call, carer.id, now)
        if visit.outcome is Outcome.TRUE and not SITUATIONS[call.situation].technical:
            self.effort.helping += visit.lasts
        else:
            self.effort.checking += visit.lasts
        return visit
