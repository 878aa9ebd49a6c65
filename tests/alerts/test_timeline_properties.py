"""What holds for every home, order of arrival and moment of a crash: the same facts end in the same findings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st

from alerts.household import Household
from alerts.rule import Parameters, Rule
from alerts.rules import build
from alerts.timeline import LATENESS, Timeline, memory_of
from care.alerts import End, Finding, Onset
from care.clock import EPOCH, ClockKind
from care.events import Event
from tests.alerts.flat import CALM, NIGHT, alerts_of, household, minutes, resident, seconds, tick, told
from tests.alerts.play import Journal

TELLS = [
    ("front-door", "contact.open"),
    ("balcony", "contact.open"),
    ("fridge", "contact.open"),
    ("hall", "motion"),
    ("bed", "bed.occupied"),
    ("wrist", "alarm.button"),
    ("hall", "temperature"),
]
GAPS = [seconds(0), seconds(1), seconds(90), *(minutes(m) for m in (4, 5, 10, 11, 60, 119, 120, 125, 500))]
RESIDENTS = [(resident(),), (resident("anna", quiet_minutes=5, doorway_seconds=90), resident("bo", start="23:30"))]

homes = st.builds(
    lambda residents, clock: household(*residents, clock=clock), st.sampled_from(RESIDENTS), st.sampled_from(ClockKind)
)
gaps = st.sampled_from(GAPS)


@st.composite
def nights(draw: st.DrawFn) -> list[Event]:
    """What a flat told in a night, in order of time; doors more often than the rest."""
    events = []
    at = NIGHT - minutes(90)
    for gap, (device, quantity), value in draw(
        st.lists(
            st.tuples(gaps, st.sampled_from([*TELLS, TELLS[0], TELLS[0]]), st.sampled_from([True, True, False])),
            max_size=40,
        )
    ):
        at += gap
        events.append(told(at, device, quantity, 20.0 + value if quantity == "temperature" else value))
    return list({event.identity: event for event in events}.values())


@st.composite
def clocks(draw: st.DrawFn) -> list[datetime]:
    """Where a home's clock was moved to, step by step; the last is after all that is told."""
    moments = [NIGHT - minutes(100)]
    for gap in draw(st.lists(gaps, max_size=30)):
        moments.append(moments[-1] + gap + seconds(draw(st.integers(0, 3))))
    return [*moments, NIGHT + timedelta(days=5)]


class Witness(Rule):
    """Tells whatever it is shown, and a minute and three minutes after the last of it: it hides no disorder."""

    situation: ClassVar[str] = "not_judged"
    quantities: ClassVar[frozenset[str]] = frozenset(quantity for _, quantity in TELLS)
    parameters: ClassVar[type[Parameters]] = Parameters
    memory = minutes(3)

    def __init__(self, home: Household) -> None:
        super().__init__(home)
        self.last: Event | None = None
        self.to_wake: list[datetime] = []

    @property
    def due(self) -> datetime | None:
        return self.to_wake[0] if self.to_wake else None

    def see(self, event: Event) -> Iterable[Finding]:
        self.last = event
        self.to_wake = [event.time + minutes(1), event.time + minutes(3)]
        return [Onset(self.situation, "h1", None, event.time, (event,))]

    def wake(self, at: datetime) -> Iterable[Finding]:
        assert self.last is not None
        assert at == self.to_wake.pop(0)
        return [Onset(self.situation, "h1", None, at, (self.last,))]


def rules_of(home: Household) -> list[Rule]:
    return [*build(home), Witness(home)]


class Home:
    """A home as a gateway keeps it: a journal, alerts, and a timeline that can be lost."""

    def __init__(self, home: Household) -> None:
        self.household = home
        self.journal: list[Event] = []
        self.timeline = Timeline(home, rules_of(home))
        self.timeline.start(EPOCH, Journal(self.journal))
        self.at_once: list[Finding] = []
        self.in_turn: list[Finding] = []
        self.judged: list[datetime | None] = [None]

    def take(self, event: Event) -> None:
        self.journal.append(event)
        self.at_once += self.timeline.take(event)

    def clock(self, moment: datetime) -> None:
        if self.household.clock is ClockKind.WALL:
            self.in_turn += self.timeline.advance(moment)
        else:
            self.journal.append(tick(moment))
            self.in_turn += self.timeline.take(self.journal[-1])
        self.judged.append(self.timeline.judged)

    def restart(self, judged: datetime | None) -> None:
        rules = rules_of(self.household)
        span = self.journal if judged is None else [e for e in self.journal if e.time >= judged - memory_of(rules)]
        alerts = alerts_of(list(dict.fromkeys(self.in_turn + self.at_once)))
        past = Journal(self.journal)
        self.timeline = Timeline.rebuild(self.household, rules, span, alerts, judged=judged, history=past)
        if self.household.clock is ClockKind.WALL:
            self.at_once += self.timeline.advance(NIGHT - timedelta(days=1))  # moves nothing; gives what is ready
        self.in_turn += self.timeline.release()


def in_steps(events: list[Event], moments: list[datetime], lateness: timedelta, rng: Random) -> list[list[Event]]:
    """Deal events out to the moves before which they come: often just in time, never too late, in any order."""
    steps: list[list[Event]] = [[] for _ in moments]
    for event in events:
        last = next(n for n, moment in enumerate(moments) if moment - lateness >= event.time)
        steps[rng.choice((last, last, rng.randint(0, last)))].append(event)
    for step in steps:
        rng.shuffle(step)
    return steps


def undisturbed(home: Household, events: list[Event], until: datetime) -> list[Finding]:
    """What is found when everything comes in order and the clock moves once."""
    quiet = Home(home)
    for event in sorted(events, key=lambda event: event.order):
        quiet.take(event)
    quiet.clock(until)
    return quiet.in_turn


@CALM
@given(home=homes, events=nights(), moments=clocks(), rng=st.randoms(use_true_random=False))
def test_any_order_of_arrival_and_any_steps_of_the_clock_give_the_same_findings(
    home: Household, events: list[Event], moments: list[datetime], rng: Random
) -> None:
    shaken = Home(home)
    for step, moment in zip(in_steps(events, moments, LATENESS[home.clock], rng), moments, strict=True):
        for event in step:
            shaken.take(event)
        shaken.clock(moment)
    expected = undisturbed(home, events, moments[-1])
    assert shaken.in_turn == expected
    assert set(shaken.at_once) <= set(expected)
    assert shaken.timeline.late == 0


@CALM
@given(home=homes, events=nights(), moments=clocks(), rng=st.randoms(use_true_random=False), data=st.data())
def test_restarts_at_any_point_give_the_same_findings_as_none(
    home: Household, events: list[Event], moments: list[datetime], rng: Random, data: st.DataObject
) -> None:
    crashes = data.draw(st.sets(st.integers(0, len(moments) - 1)), label="crashes before these moves")
    crashing = Home(home)
    for number, step in enumerate(in_steps(events, moments, LATENESS[home.clock], rng)):
        for event in step:
            crashing.take(event)
        if number in crashes:
            crashing.restart(crashing.timeline.judged)
        crashing.clock(moments[number])
    assert crashing.in_turn == undisturbed(home, events, moments[-1])
    assert crashing.timeline.late == 0


@CALM
@given(home=homes, events=nights(), moments=clocks(), rng=st.randoms(use_true_random=False), data=st.data())
def test_a_crash_between_raising_and_moving_judged_finds_the_same_again_and_nothing_else(
    home: Household, events: list[Event], moments: list[datetime], rng: Random, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(moments) - 1), label="crash before this move")
    crashing = Home(home)
    for number, step in enumerate(in_steps(events, moments, LATENESS[home.clock], rng)):
        for event in step:
            crashing.take(event)
        if number == at:
            crashing.restart(data.draw(st.sampled_from(crashing.judged), label="judged as it was kept"))
        crashing.clock(moments[number])
    expected = undisturbed(home, events, moments[-1])
    assert set(crashing.in_turn) == set(expected)
    assert set(crashing.at_once) <= set(expected)


@CALM
@given(home=homes, events=nights())
def test_what_is_found_is_told_in_order_of_time_and_every_end_has_its_onset(
    home: Household, events: list[Event]
) -> None:
    findings = undisturbed(home, events, NIGHT + timedelta(days=5))
    times = [finding.time for finding in findings]
    assert times == sorted(times)
    going_on: set[tuple[str, str | None, datetime]] = set()
    for finding in findings:
        if isinstance(finding, End):
            going_on.remove((finding.situation, finding.resident, finding.onset))
        else:
            going_on.add((finding.situation, finding.resident, finding.time))
