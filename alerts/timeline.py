"""One home's own time: events put in order, timers at their own times, rules shown both.

A home's time is moved by its clock alone: by ``advance`` in a wall-clock home, by ticks in a home with its own
clock. Events wait until the clock has passed them by ``lateness``, and are then shown in ``Event.order``. A timer
fires at its own time between them, after the events of that very instant. ``judged`` is the instant up to which,
itself included, everything has been shown; what comes in for an earlier time is late.

Late events are not shown: they are noted, and the home is judged again from the earliest on, by a second look
(``alerts.second_look``), whose timeline then takes this one's place. What rules judge at once they are shown
though it is late, while it is fresh.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, Self

from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Past, Rule
from alerts.rules.home_silent import HomeSilent
from alerts.waiting import Waiting
from care.alerts import RULES, Alert, Finding
from care.clock import EPOCH, ClockKind
from care.events import TICK, Event

LATENESS: Final = {ClockKind.WALL: timedelta(seconds=2), ClockKind.OWN: timedelta(0)}
"""How long events wait to be put in order."""

FRESH: Final = timedelta(seconds=60)
"""In a wall-clock home, what rules judge at once must have been received less than this after its time."""

APART: Final = timedelta(milliseconds=1)
"""What a rule finds of several devices at one instant, it tells less than this apart."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that failed at an event or a time; the other rules were shown it all the same."""

    situation: str
    at: datetime
    error: Exception


def memory_of(rules: Iterable[Rule]) -> timedelta:
    """Give how far back from ``judged`` the journal must be read to rebuild these rules."""
    return max((rule.memory for rule in rules), default=timedelta(0))


class Timeline:
    """Shows one home's events and times to its rules; gives what they find, in the order in which they found it.

    Deterministic: the same events and clock give the same findings, in whatever order the events came, as long as
    none came late. What is found at once is given twice, then and in its turn: applying is idempotent.
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
        self.late_since: datetime | None = None
        """The time of the earliest late event that a rule should have been shown."""
        self.failures: list[Failure] = []
        """What rules failed at, since whoever logs it has last taken it."""
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
            if (chosen := tuple(rule for rule in shown if quantity in rule.immediate))
        }
        self._waiting = Waiting()
        self._due: datetime | None = None  # the earliest of the rules' own
        self._fired: datetime | None = None  # the last of them that was let go
        self._note_due()
        self._held = False
        self._reached: datetime | None = None  # how far the clock went while held
        self._ready: list[Finding] = []  # found and not given yet, also when a rule failed before they could be

    @property
    def judged(self) -> datetime | None:
        """Up to when, itself included, everything has been shown; None until the clock moved for the first time."""
        return self._judged

    @property
    def silent_since(self) -> datetime | None:
        """Since when the home is silent, by its rule; None while it is heard."""
        return next((rule.going_on for rule in self._rules if isinstance(rule, HomeSilent)), None)

    def take(self, event: Event) -> list[Finding]:
        """Take one event, given once (the journal tells which are new).

        A tick moves a home's own clock; a tick behind ``judged`` changes nothing. Other events wait for their turn;
        what rules find in a fresh one at once, in a wall-clock home, is given now.
        """
        if event.quantity == TICK:
            return [] if self._on_wall else self._clock_reached(event.time)
        if self._judged is not None and event.time <= self._judged:
            self.late += 1
            if event.quantity in self._for and (self.late_since is None or event.time < self.late_since):
                self.late_since = event.time
        elif event.quantity in self._for:
            self._waiting.put(event)
        return self.at_once(event)

    def at_once(self, event: Event) -> list[Finding]:
        """Give what rules find in an event by itself: in a wall-clock home, while it is fresh, whatever its turn."""
        if not self._on_wall or event.quantity not in self._immediate or event.received - event.time >= FRESH:
            return []
        return [finding for rule in self._immediate[event.quantity] for finding in self._try(rule, rule.at_once, event)]

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
        history: History | None = None,
    ) -> Self:
        """Make the timeline that was at ``judged``, from fresh rules; it is held until ``release``.

        ``events``: the home's from the journal, in any order, all after (``judged`` - ``memory_of``), with ticks.
        Those up to ``judged`` are shown again and what is found is dropped, since it was raised before ``judged``
        moved; later ones wait, and the newest later tick is where ``release`` goes. ``alerts``: the home's, at least
        those with no end or one after ``judged``, in whatever state; rules adopt those that went on at ``judged``.
        ``history`` tells rules what was before these events.
        """
        timeline = cls(household, rules, lateness=lateness)
        if history is not None:
            timeline.start(EPOCH if judged is None else judged - memory_of(rules), history)
        events = list(events)
        if judged is not None:
            timeline.replay((event for event in events if event.time <= judged), judged)
            timeline.adopt(alerts)
        timeline.go_on(event for event in events if judged is None or event.time > judged)
        return timeline

    def start(self, at: datetime, history: History) -> None:
        """Tell rules what they begin from: how things stood at ``at``."""
        for rule in self._rules:
            rule.start(at, Past(history, rule.quantities))
        self._note_due()

    def replay(self, events: Iterable[Event], until: datetime) -> list[Finding]:
        """Move to ``until`` at once, whatever the clock, showing these events, all of before; give what is found."""
        for event in events:
            if event.quantity in self._for:
                self._waiting.put(event)
        self._move(until)
        return self._take_ready()

    def adopt(self, alerts: Iterable[Alert]) -> None:
        """Tell rules which of these alerts, the home's, go on at ``judged``.

        One raised after it (told to the desk just before a crash) will be raised again, and is not told; but those
        found at ``judged`` itself are, though several of one instant are told a microsecond apart.
        """
        judged = self._judged
        rule_of = {rule.situation: rule for rule in self._rules}
        for alert in sorted(alerts, key=attrgetter("onset")):
            rule = rule_of.get(alert.situation)
            ours = alert.source == RULES and alert.home == self.household.home and alert.borne_out
            if judged is None or rule is None or not ours:
                continue
            if alert.onset < judged + APART and (alert.end is None or alert.end > judged):
                self._ready += rule.adopt(alert, judged)
        self._note_due()

    def go_on(self, later: Iterable[Event]) -> None:
        """Let these events wait, those that came for a time after ``judged``; ticks among them move it at release."""
        self.hold()
        for event in later:
            self._ready += self.take(event)

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

    def _move(self, until: datetime) -> None:
        """Show every event and fire every timer up to ``until``, itself included; what is found is ready."""
        while True:
            first, due = self._waiting.first, self._due
            if first is not None and first <= until and (due is None or first <= due):
                for event in self._waiting.take_first():
                    for rule in self._for[event.quantity]:
                        self._ready += self._try(rule, rule.see, event)
                self._note_due()
            elif due is not None and due <= until:
                self._fire(due)
            else:
                break
        self._judged = until

    def _try(self, rule: Rule, shown: Callable[[Event], Iterable[Finding]], event: Event) -> Iterable[Finding]:
        try:
            return list(shown(event))
        except Exception as error:  # noqa: BLE001 - one rule's fault must not cost what the others find
            self.failures.append(Failure(rule.situation, event.time, error))
            return ()

    def _fire(self, due: datetime) -> None:
        for rule in self._rules:
            if rule.due == due:
                try:
                    self._ready += list(rule.wake(due))
                    if rule.due is not None and rule.due <= due:
                        raise RuntimeError(f"{rule.situation} asks to be woken at {rule.due}, which has been.")  # noqa: TRY301
                except Exception as error:  # noqa: BLE001 - as above
                    self.failures.append(Failure(rule.situation, due, error))
        self._fired = due
        self._note_due()

    def _note_due(self) -> None:
        self._due = None
        for rule in self._rules:
            due = rule.due
            if due is None or (self._due is not None and due >= self._due):
                continue
            if self._fired is None or due > self._fired:  # else it failed then: not again before it asks for another
                self._due = due
