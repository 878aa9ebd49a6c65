"""How much alerts ask of staff: what counts as a call, and each figure against its target."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from alerts.load import Figure, Flood, Load, Quiet, Told, Verdict, measure, told
from alerts.load.answers import quantile
from alerts.load.figures import TARGETS
from care.alerts import REPORTED, RULES, Alert, Closing, Move, MoveRecord, Outcome, Seen, State
from care.situations import SITUATIONS

START = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_numbers = count(1)


def alert(  # noqa: PLR0913 - a story in one line
    *moves: tuple[float, Move, State],
    situation: str = "fall",
    home: str = "h1",
    device: str = "band",
    source: str = RULES,
    end: float | None = None,
    answered: float | None = None,
    arrived: float | None = None,
    outcome: Outcome | None = None,
    found_late: bool = False,
    handover: bool = False,
) -> Told:
    """Make an alert with its moves, in minutes from the start."""
    at = {minutes: START + timedelta(minutes=minutes) for minutes in (end, answered, arrived) if minutes is not None}
    first = START + timedelta(minutes=moves[0][0])
    number = next(_numbers)
    made = Alert(
        id=f"a{number}",
        source=source,
        site="north",
        home=home,
        resident=None,
        situation=situation,
        priority=SITUATIONS[situation].priority,
        onset=first,
        end=None if end is None else at[end],
        state=moves[-1][2],
        version=len(moves),
        raised=first,
        seen=(Seen(device=device, quantity="fall", time=first, value=True),),
        closing=None if outcome is None else Closing(outcome=outcome),
        found_late=found_late,
        handover=handover,
        acknowledged=None if answered is None else at[answered],
        arrived=None if arrived is None else at[arrived],
    )
    records = [
        MoveRecord(
            number=next(_numbers),
            alert=made.id,
            site="north",
            move=move,
            state=state,
            by="rules",
            at=START + timedelta(minutes=minutes),
            wall=START,
        )
        for minutes, move, state in moves
    ]
    return told([made], records)[0]


def raised(minutes: float, situation: str = "fall", home: str = "h1", **more: object) -> Told:
    return alert((minutes, Move.RAISE, State.UNACKNOWLEDGED), situation=situation, home=home, **more)  # type: ignore[arg-type]


def load(alerts: Sequence[Told], *, lasts: timedelta = DAY, operators: int = 1) -> Load:
    return measure(alerts, START, START + lasts, operators=lambda _: operators)


def figure(of: Load, name: str) -> Figure:
    return next(one for one in of.figures if one.name == name)


def test_every_figure_has_a_target_and_every_target_a_figure() -> None:
    assert {one.name for one in load([]).figures} == set(TARGETS)


def test_where_nothing_was_counted_there_is_too_little_data() -> None:
    empty = load([], lasts=HOUR)
    assert {one.verdict for one in empty.figures} == {Verdict.TOO_LITTLE}


@pytest.mark.parametrize(
    ("moves", "calls"),
    [
        ([(0, Move.RAISE, State.UNACKNOWLEDGED), (5, Move.CLEAR, State.RETURNED)], [0]),
        (
            [
                (0, Move.RAISE, State.UNACKNOWLEDGED),
                (5, Move.CLEAR, State.RETURNED),
                (9, Move.RECUR, State.UNACKNOWLEDGED),
            ],
            [0, 9],
        ),
        ([(0, Move.RAISE, State.SHELVED), (60, Move.UNSHELVE, State.UNACKNOWLEDGED)], [60]),
        ([(0, Move.RAISE, State.UNACKNOWLEDGED), (0, Move.SHELVE, State.SHELVED)], []),
        ([(0, Move.RAISE, State.UNACKNOWLEDGED), (3, Move.SHELVE, State.SHELVED)], [0]),
        (
            [
                (0, Move.RAISE, State.UNACKNOWLEDGED),
                (0, Move.INHIBIT, State.UNACKNOWLEDGED),
                (8, Move.UNINHIBIT, State.UNACKNOWLEDGED),
            ],
            [8],
        ),
        (
            [
                (0, Move.RAISE, State.UNACKNOWLEDGED),
                (1, Move.COMMENT, State.UNACKNOWLEDGED),
                (2, Move.ADJUST, State.UNACKNOWLEDGED),
            ],
            [0],
        ),
    ],
    ids=["raised", "on again", "shelved first", "shelved at once", "shelved later", "hidden first", "only commented"],
)
def test_an_alert_calls_when_somebody_must_answer_it(moves: list[tuple[float, Move, State]], calls: list[int]) -> None:
    assert alert(*moves).calls == tuple(START + n * MINUTE for n in calls)


def test_what_never_called_is_left_out_and_counted_by_why() -> None:
    quiet = [
        alert((0, Move.RAISE, State.SHELVED)),
        alert((0, Move.RAISE, State.SUPPRESSED)),
        alert((0, Move.RAISE, State.OUT_OF_SERVICE)),
        alert((0, Move.RAISE, State.UNACKNOWLEDGED), (0, Move.INHIBIT, State.UNACKNOWLEDGED)),
        raised(0, handover=True, found_late=True),
        alert((0, Move.REPORT, State.UNACKNOWLEDGED), source=REPORTED),
    ]
    found = load([*quiet, raised(1)])
    assert found.calls == 1
    assert found.left_out == dict.fromkeys(Quiet, 1)


def test_calls_are_counted_in_whole_ten_minutes_for_each_operator() -> None:
    found = load([raised(n) for n in (0, 9.9, 10, 19, 25, 61)], lasts=65 * MINUTE, operators=2)
    assert [one.calls for one in found.periods] == [2, 2, 1, 0, 0, 0]
    assert figure(found, "calls per operator").value == pytest.approx(5 / 6 / 2)
    assert figure(found, "most calls per operator").value == 1


def test_a_day_with_one_call_in_ten_minutes_is_within_the_target_and_one_with_two_is_not() -> None:
    calm = load([raised(10 * n) for n in range(144)])
    busy = load([raised(5 * n) for n in range(288)])
    assert figure(calm, "calls per operator").verdict is Verdict.MET
    assert figure(busy, "calls per operator").verdict is Verdict.NOT_MET
    assert figure(busy, "calls per operator").value == 2


def test_a_flood_begins_over_ten_and_lasts_until_fewer_than_five() -> None:
    wave = [raised(minute + n / 100) for minute, many in ((20, 11), (30, 5), (40, 4), (60, 12)) for n in range(many)]
    found = load(wave, lasts=2 * HOUR)
    assert found.floods == (
        Flood(START + 20 * MINUTE, START + 40 * MINUTE, 16),
        Flood(START + 60 * MINUTE, START + 70 * MINUTE, 12),
    )
    assert figure(found, "time in floods").value == pytest.approx(3 / 12)
    assert figure(found, "periods over ten").value == pytest.approx(2 / 12)
    assert load(wave, lasts=2 * HOUR, operators=2).floods == ()


def test_a_source_that_comes_and_goes_three_times_in_a_minute_chatters() -> None:
    turns = [
        (1.0, Move.RAISE, State.UNACKNOWLEDGED),
        (1.5, Move.CLEAR, State.RETURNED),
        (2.0, Move.RECUR, State.UNACKNOWLEDGED),
    ]
    slow = [(minutes * 2, move, state) for minutes, move, state in turns]
    found = load([alert(*turns, device="door"), alert(*slow, device="bed")])
    assert [(one.source.device, one.transitions) for one in found.chattering] == [("door", 3)]
    assert figure(found, "chattering sources").verdict is Verdict.NOT_MET


def test_what_stands_for_over_a_day_is_counted_on_each_day_that_it_does() -> None:
    found = load(
        [
            raised(0, end=23 * 60.0),
            raised(0, end=50 * 60.0),
            alert((0, Move.RAISE, State.UNACKNOWLEDGED), (30 * 60, Move.CLOSE, State.CLOSED)),
            raised(24 * 60.0),
            alert((0, Move.RAISE, State.SHELVED), (24 * 60, Move.UNSHELVE, State.UNACKNOWLEDGED)),
            alert((0, Move.RAISE, State.UNACKNOWLEDGED), (60, Move.SHELVE, State.SHELVED)),
        ],
        lasts=3 * DAY,
    )
    assert found.standing == (0, 2, 3)
    assert figure(found, "standing a day").verdict is Verdict.MET
    assert figure(load([raised(0) for _ in range(5)], lasts=2 * DAY), "standing a day").verdict is Verdict.NOT_MET


def test_the_ten_worst_sources_and_their_share() -> None:
    many = [raised(n, device="loose") for n in range(30)] + [raised(n, home=f"h{n}") for n in range(270)]
    found = load(many)
    assert (found.worst[0].source.device, found.worst[0].calls) == ("loose", 30)
    assert len(found.worst) == 10
    assert figure(found, "ten worst sources").value == pytest.approx((30 + 9) / 300)
    assert figure(found, "ten worst sources").verdict is Verdict.NOT_MET
    assert figure(load(many[:150]), "ten worst sources").verdict is Verdict.TOO_LITTLE


def test_priorities_are_held_against_eighty_fifteen_five() -> None:
    mixed = [
        raised(n, situation) for n, situation in enumerate(["device_silent"] * 80 + ["inactivity"] * 15 + ["fall"] * 5)
    ]
    found = load(mixed)
    assert [figure(found, f"{name} priority").value for name in ("low", "medium", "high")] == [0.80, 0.15, 0.05]
    assert {figure(found, f"{name} priority").verdict for name in ("low", "medium", "high")} == {Verdict.MET}
    assert figure(load([raised(0)]), "high priority").verdict is Verdict.TOO_LITTLE


def test_answers_are_timed_from_the_call_and_what_nobody_could_answer_does_not_count() -> None:
    found = load(
        [
            raised(0, answered=0.5),
            raised(0, answered=2),
            raised(0, answered=9),
            raised(0),  # nobody answers
            raised(0, end=1.0),  # it was over first
            raised(59),  # just now
            raised(0, answered=1, found_late=True),
            alert(
                (0, Move.RAISE, State.SHELVED), (20, Move.UNSHELVE, State.UNACKNOWLEDGED), answered=20.5
            ),  # called when it came back
        ],
        lasts=HOUR,
    )
    within = found.answers
    assert within.waits == tuple(timedelta(seconds=s) for s in (30, 30, 120, 540))
    assert (within.never, within.over_first, within.waiting, within.found_late) == (1, 1, 1, 1)
    assert figure(found, "answered in 60 s").value == pytest.approx(2 / 5)
    assert figure(found, "answered in 180 s").value == pytest.approx(3 / 5)
    assert figure(found, "answered in 60 s").verdict is Verdict.TOO_LITTLE


def test_a_share_is_judged_once_one_exception_alone_cannot_decide() -> None:
    assert TARGETS["answered in 60 s"].needed == 40
    assert TARGETS["answered in 180 s"].needed == 100
    quick = [raised(n, answered=n + 0.5) for n in range(39)]
    assert figure(load([*quick, raised(100)]), "answered in 60 s").verdict is Verdict.MET
    assert figure(load([*quick[:-1], raised(100), raised(101)]), "answered in 60 s").verdict is Verdict.NOT_MET
    low, high = (getattr(figure(load(quick), "answered in 60 s"), side) for side in ("low", "high"))
    assert low == pytest.approx(0.910, abs=0.001)
    assert high == 1


def test_arrivals_are_known_where_somebody_said_so() -> None:
    found = load([raised(0, answered=1, arrived=12), raised(0, answered=1, arrived=70), raised(0, answered=1)])
    assert found.arrivals == (12 * MINUTE, 70 * MINUTE)
    assert figure(found, "there in 60 min").value == 0.5


def test_what_proved_false_by_rule_and_by_device() -> None:
    closed = [
        *(raised(n, outcome=Outcome.FALSE) for n in range(3)),
        raised(4, outcome=Outcome.TRUE),
        raised(5, outcome=Outcome.UNCLEAR),
        raised(6, situation="inactivity", device="hall", outcome=Outcome.TRUE),
        raised(7),
    ]
    found = load(closed)
    assert [(one.name, one.true, one.unclear, one.false) for one in found.false_by_rule] == [
        ("fall", 1, 1, 3),
        ("inactivity", 1, 0, 0),
    ]
    assert [one.name for one in found.false_by_device] == ["h1/band", "h1/hall"]
    share = found.false_by_rule[0].share
    assert (getattr(share, "value", None), share.n) == (0.75, 4)


def test_a_call_counts_in_the_period_in_which_it_came() -> None:
    before_and_in = alert(
        (-30, Move.RAISE, State.UNACKNOWLEDGED),
        (-20, Move.CLEAR, State.RETURNED),
        (5, Move.RECUR, State.UNACKNOWLEDGED),
        answered=6,
    )
    found = load([before_and_in, raised(-1), raised(24 * 60.0)])
    assert found.calls == 1
    assert found.answers.counted == 0, "the first call was answered for in the period before"


def waits() -> Iterator[timedelta]:
    yield from (timedelta(minutes=n) for n in range(1, 11))


@pytest.mark.parametrize(("share", "minutes"), [(0.5, 5), (0.9, 9), (0.95, 10), (1.0, 10), (0.0, 1)])
def test_a_quantile_is_a_wait_that_was(share: float, minutes: int) -> None:
    assert quantile(list(waits()), share) == timedelta(minutes=minutes)


def test_there_is_no_quantile_of_nothing() -> None:
    assert quantile([], 0.5) is None
