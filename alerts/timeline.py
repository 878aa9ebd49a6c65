"""One home's own time: events put in order, timers at their own times, rules shown both.

A home's time is moved by its clock alone: by ``advance`` in a wall-clock home, by ticks in a home with its own
clock. Events wait until the clock has passed them by ``lateness``, and are then shown in ``Event.order``. A timer
fires at its own time between them, after the events of that very instant. ``judged`` is the instant up to which,
itself included, everything has been shown; what comes in for an earlier time is late.

Late events are counted and not shown, except to immediate rules, which need nothing but the event. The second look
will be a second timeline: fresh rules (``alerts.rules.build``) are shown the journal's events from (earliest late
event - ``memory_of``) up to ``judged`` as ``Timeline.rebuild`` shows them, with the findings kept instead of
dropped; the desk matches them with its alerts, and the second timeline takes this one's place. What is needed here
for that is the time of the earliest late event, beside ``late``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, Self

from alerts.household import Household
from alerts.rule import Rule
from alerts.waiting import Waiting
from care.alerts import RULES, Alert, Finding
from care.clock import ClockKind
from care.events import TICK, Event

LATENESS: Final = {ClockKind.WALL: timedelta(seconds=2), ClockKind.OWN: timedelta(0)}
"""How long events wait to be put in order."""

FRESH: Final = timedelta(seconds=60)
"""An immediate rule of a wall-clock home judges events that were received less than this after their time at once."""


def memory_of(rules: Iterable[Rule]) -> timedelta:
    """Give how far back from ``judged`` the journal must be read to rebuild these rules."""
    return max((rule.memory for rule in rules), default=timedelta(0))


class Timeline:
    """Shows one home's events and times to its rules; gives what they find, in the order in which they found it.

    Deterministic: the same events and clock give the same findings, in whatever order the events came, as long as
    none came late. An immediate rule's finding is given twice, at once and in its turn: applying is idempotent.
    """

    def __init__(
        self,
        household: Household,
        rules: Sequence[Rule],
        *,
        judged: datetime | None = None,
        lateness: timedelta | None = None,
    ) -> None:
        self.household = household
        self.late = 0
        self._rules = tuple(rules)
        self._judged = judged
        self._lateness = LATENESS[household.clock] if lateness is None else lateness
        self._on_wall = household.clock is ClockKind.WALL
        self._for: dict[str, tuple[Rule, ...]] = {}  # by quantity
        for rule in self._rules:
            for quantity in rule.quantities:
                self._for[quantity] = (*self._for.get(quantity, ()), rule)
        self._immediate = {
            quantity: chosen
            for quantity, shown in self._for.items()
            if (chosen := tuple(rule for rule in shown if rule.immediate))
        }
        self._waiting = Waiting()
        self._due: datetime | None = None  # the earliest of the rules' own
        self._note_due()
        self._held = False
        self._reached: datetime | None = None  # how far the clock went while held
        self._ready: list[Finding] = []  # found and not given yet, also when a rule failed before they could be

    @property
    def judged(self) -> datetime | None:
        """Up to when, itself included, everything has been shown; None until the clock moved for the first time."""
        return self._judged

    def take(self, event: Event) -> list[Finding]:
        """Take one event, given once (the journal tells which are new).

        A tick moves a home's own clock; a tick behind ``judged`` changes nothing. Other events wait for their turn;
        what immediate rules find in a fresh one, in a wall-clock home, is given now.
        """
        if event.quantity == TICK:
            return [] if self._on_wall else self._clock_reached(event.time)
        if self._judged is not None and event.time <= self._judged:
            self.late += 1
            return self._judge_at_once(event)
        if event.quantity not in self._for:
            return []
        self._waiting.put(event)
        if self._on_wall and event.quantity in self._immediate and event.received - event.time < FRESH:
            return self._judge_at_once(event)
        return []

    def advance(self, now: datetime) -> list[Finding]:
        """Move a wall-clock home to ``now`` - lateness; an earlier ``now`` than before moves nothing.

        Raises ValueError for a home with its own clock: only its ticks may move it.
        """
        if not self._on_wall:
            raise ValueError(f"Home {self.household.home} keeps its own clock: only its ticks move it.")
        return self._clock_reached(now)

    def has_due(self, now: datetime) -> bool:
        """Tell whether moving a wall-clock home to ``now`` would show its rules anything, or give anything found."""
        first = self._waiting.first
        until = now - self._lateness
        return (
            bool(self._ready)
            or (first is not None and first <= until)
            or (self._due is not None and self._due <= until)
        )

    def hold(self) -> None:
        """Let ticks, timers and ``judged`` stand still, after a restart or a reconnect, until ``release``.

        A broker may bring back unacknowledged messages behind newer ones; while held they can still be put in order.
        """
        self._held = True

    def release(self) -> list[Finding]:
        """Go on, to where the clock was moved meanwhile."""
        self._held = False
        reached, self._reached = self._reached, None
        return self._take_ready() if reached is None else self._clock_reached(reached)

    @classmethod
    def rebuild(
        cls,
        household: Household,
        rules: Sequence[Rule],
        events: Iterable[Event],
        alerts: Iterable[Alert],
        *,
        judged: datetime | None,
        lateness: timedelta | None = None,
    ) -> Self:
        """Make the timeline that was at ``judged``, from fresh rules; it is held until ``release``.

        ``events``: the home's from the journal, in any order, all after (``judged`` - ``memory_of``), with ticks.
        Those up to ``judged`` are shown again and what is found is dropped, since it was raised before ``judged``
        moved; later ones wait, and the newest later tick is where ``release`` goes. ``alerts``: the home's, at least
        those with no end or one after ``judged``, in whatever state; rules adopt those that went on at ``judged``.
        """
        timeline = cls(household, rules, lateness=lateness)
        later = []
        for event in events:
            if judged is None or event.time > judged:
                later.append(event)
            elif event.quantity in timeline._for:
                timeline._waiting.put(event)
        if judged is not None:
            timeline._move(judged)
            timeline._take_ready()
            timeline._adopt(alerts, judged)
        timeline.hold()
        for event in later:
            timeline._ready += timeline.take(event)
        return timeline

    def _adopt(self, alerts: Iterable[Alert], judged: datetime) -> None:
        """Tell rules their alerts; one raised after ``judged`` (told just before a crash) will be raised again."""
        rule_of = {rule.situation: rule for rule in self._rules}
        for alert in sorted(alerts, key=attrgetter("onset")):
            rule = rule_of.get(alert.situation)
            ours = alert.source == RULES and alert.home == self.household.home
            if rule and ours and alert.onset <= judged and (alert.end is None or alert.end > judged):
                rule.adopt(alert.onset, alert.resident)
        self._note_due()

    def _clock_reached(self, moment: datetime) -> list[Finding]:
        until = moment - self._lateness
        if self._held:
            if self._reached is None or moment > self._reached:
                self._reached = moment
        elif self._judged is None or until > self._judged:
            self._move(until)
        return self._take_ready()

    def _take_ready(self) -> list[Finding]:
        ready, self._ready = self._ready, []
        return ready

    def _judge_at_once(self, event: Event) -> list[Finding]:
        return [finding for rule in self._immediate.get(event.quantity, ()) for finding in rule.see(event)]

    def _move(self, until: datetime) -> None:
        """Show every event and fire every timer up to ``until``, itself included; what is found is ready."""
        while True:
            first, due = self._waiting.first, self._due
            if first is not None and first <= until and (due is None or first <= due):
                for event in self._waiting.take_first():
                    for rule in self._for[event.quantity]:
                        self._ready += rule.see(event)
                self._note_due()
            elif due is not None and due <= until:
                self._fire(due)
            else:
                break
        self._judged = until

    def _fire(self, due: datetime) -> None:
        for rule in self._rules:
            if rule.due == due:
                self._ready += rule.wake(due)
                if rule.due is not None and rule.due <= due:
                    raise RuntimeError(f"{rule.situation} asks to be woken at {rule.due}, which has been.")
        self._note_due()

    def _note_due(self) -> None:
        self._due = None
        for rule in self._rules:
            due = rule.due
            if due is not None and (self._due is None or due < self._due):
                self._due = due
