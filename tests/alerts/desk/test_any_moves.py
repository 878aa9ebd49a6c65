"""Whatever people and rules do, in any order: states stay legal, the history is whole, nothing lies forgotten."""

import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from alerts.moves import MOVES
from alerts.paging import pages
from alerts.second_look import Looked
from care.alerts import PUT_ASIDE, Alert, Closing, End, Move, Onset, Outcome, State
from care.errors import Conflict, Refused
from care.suppression import Suppression
from store.registry import Registry
from tests.alerts.desk.place import NOON, Place, furnish, minutes

HOMES = st.sampled_from(["h1", "h2"])
PEOPLE = st.sampled_from(["eva", "omar"])
SITUATIONS = st.sampled_from(["fall", "device_silent", "home_silent"])
SPANS = st.integers(1, 90)
KINDS = st.sampled_from(sorted(PUT_ASIDE))
WHICH = st.integers(0, 99)


class AnyMoves(RuleBasedStateMachine):
    """Two homes at one desk; time passes a minute with every step at least."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        registry = self.stack.enter_context(Registry.open(folder))
        furnish(registry)
        self.place = Place(registry)

    def teardown(self) -> None:
        self.stack.close()

    @property
    def alerts(self) -> list[Alert]:
        return [alert for home in ("h1", "h2") for alert in self.place.registry.alerts.of_home(home)]

    @property
    def orders(self) -> list[Suppression]:
        return self.place.registry.alerts.suppressions.standing("s1")

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it; what is refused must have changed nothing."""
        before = (self.alerts, self.orders, self.place.registry.alerts.last_move())
        try:
            act()
        except (Conflict, Refused):
            assert (self.alerts, self.orders, self.place.registry.alerts.last_move()) == before

    @initialize()
    def something_has_begun(self) -> None:
        self.place.begins(at=0)

    @rule(home=HOMES, situation=SITUATIONS)
    def begins(self, home: str, situation: str) -> None:
        self.place.wall += 1
        self.place.begins(situation, home, at=self.place.wall)

    @rule(which=WHICH)
    def ends(self, which: int) -> None:
        self.place.wall += 1
        alert = self.alerts[which % len(self.alerts)]
        self.place.ends(alert, at=self.place.wall)

    @rule(which=WHICH, by=PEOPLE, stale=st.sampled_from([0, 0, 0, 1]), move=st.sampled_from(sorted(Move)))
    def somebody_moves(self, which: int, by: str, stale: int, move: Move) -> None:
        desk, alert, now = self.place.desk, self.alerts[which % len(self.alerts)], self.place.now()
        version = max(1, alert.version - stale)
        closing = Closing(outcome=Outcome.UNCLEAR)
        acts: dict[Move, Callable[[], object]] = {
            Move.ACKNOWLEDGE: lambda: desk.acknowledge(alert.id, version, by, now),
            Move.ASSIGN: lambda: desk.assign(alert.id, version, by, now, to=by),
            Move.ON_THE_WAY: lambda: desk.on_the_way(alert.id, version, by, now),
            Move.ARRIVE: lambda: desk.arrive(alert.id, version, by, now),
            Move.COMMENT: lambda: desk.comment(alert.id, by, "Well.", now),
            Move.CLOSE: lambda: desk.close(alert.id, version, by, now, closing=closing),
            Move.UNSHELVE: lambda: desk.take_back(alert.id, version, by, now),
            Move.REPORT: lambda: desk.report("s1", "h1", "fall", now, by, at=now),
        }
        if move in acts:
            self.attempt(acts[move])

    @rule(which=WHICH, by=PEOPLE, kind=KINDS, span=SPANS)
    def somebody_puts_one_aside(self, which: int, by: str, kind: State, span: int) -> None:
        alert, now = self.alerts[which % len(self.alerts)], self.place.now()
        until = now + minutes(span)
        self.attempt(
            lambda: self.place.desk.put_aside(alert.id, alert.version, by, now, reason="Airing", until=until, kind=kind)
        )

    @rule(by=PEOPLE, kind=KINDS, span=st.none() | SPANS, home=HOMES, situation=st.none() | SITUATIONS)
    def somebody_gives_an_order(self, by: str, kind: State, span: int | None, home: str, situation: str | None) -> None:
        now = self.place.now()
        until = None if span is None else now + minutes(span)
        self.attempt(
            lambda: self.place.desk.order(
                kind, "s1", by, now, reason="Test", home=home, situation=situation, until=until
            )
        )

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, by=PEOPLE)
    def somebody_ends_an_order(self, which: int, by: str) -> None:
        order = self.orders[which % len(self.orders)]
        self.place.desk.end_order(order.id, by, self.place.now())

    @rule(span=SPANS)
    def time_passes(self, span: int) -> None:
        self.place.passes(self.place.wall + span)

    @rule(home=HOMES, onset=st.integers(0, 30), length=st.none() | st.integers(1, 30))
    def late_facts_come(self, home: str, onset: int, length: int | None) -> None:
        known = frozenset(alert.id for alert in self.place.registry.alerts.of_home(home))
        begun = NOON + minutes(onset)
        found: list[Onset | End] = [Onset("fall", home, None, begun)]
        if length is not None:
            found.append(End("fall", home, None, begun, begun + minutes(length)))
        judged = max(self.place.now(), begun + minutes(30))
        looked = Looked(home, NOON - minutes(1), judged, frozenset({"fall"}), known, tuple(found))
        self.place.desk.revise(looked, "s1", at=judged)
        assert self.place.desk.revise(looked, "s1", at=judged) == []

    @invariant()
    def every_history_is_whole_and_legal(self) -> None:
        for alert in self.alerts:
            first, *later = self.place.registry.alerts.moves(alert.id)
            assert first.move in {Move.RAISE, Move.REPORT}
            state = first.state
            for move in later:
                assert move.move in MOVES[state], (state, move)
                assert move.state in {MOVES[state][move.move], State.NORMAL, State.UNACKNOWLEDGED}
                state = move.state
            assert state is alert.state
            made = Counter(move.move for move in (first, *later))
            assert alert.version == made.total() - made[Move.COMMENT]
            answers = made[Move.ACKNOWLEDGE] + made[Move.ON_THE_WAY] + made[Move.ARRIVE] + made[Move.REPORT]
            assert (alert.acknowledged is not None) is (answers > 0)
            assert (alert.closing is not None) is (alert.state is State.CLOSED) is bool(made[Move.CLOSE])

    @invariant()
    def nothing_lies_forgotten(self) -> None:
        standing = {order.id for order in self.orders}
        for alert in self.alerts:
            if alert.state in PUT_ASIDE:
                assert alert.suppression in standing or (alert.suppression is None and alert.shelved_until is not None)
                assert not pages(alert)
            if alert.inhibited_by is not None and alert.state is not State.CLOSED:
                cause = self.place.registry.alerts.get(alert.inhibited_by)
                assert cause.end is None
                assert alert.end is None
                assert not pages(alert)


AnyMoves.TestCase.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
TestAnyMoves = AnyMoves.TestCase
