"""Simulated staff: who goes where, how far they walk, and that nobody is in two places."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from care.alerts import Outcome
from simulators.staff.dispatch import Act, Call, Dispatch, Doing, Visit
from simulators.staff.team import Carer, Ground, Team

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MIDNIGHT = datetime(2026, 1, 14, 23, tzinfo=UTC)
HOMES = ("h1", "h2", "h3", "h4")
MINUTE = timedelta(minutes=1)


def team(*carers: Carer, apart: timedelta = MINUTE) -> Team:
    return Team(carers or (Carer("a"), Carer("b")), Ground.corridor(HOMES, apart), STOCKHOLM)


def call(home: str, situation: str = "fall", at: datetime = MIDNIGHT) -> Call:
    return Call(f"{situation} {home}", home, situation, at)


def dispatch(of: Team, lasts: timedelta = 10 * MINUTE) -> Dispatch:
    return Dispatch(of, Random("staff"), lambda *_: Visit(Outcome.TRUE, lasts))


def night(staff: Dispatch, calls: list[Call], minutes: int = 240) -> list[Act]:
    """Step by the minute; a call is open until a carer has closed it."""
    acts: list[Act] = []
    for minute in range(minutes):
        now = MIDNIGHT + minute * MINUTE
        closed = {act.call.id for act in acts if act.doing is Doing.CLOSE}
        acts += staff.step(now, [one for one in calls if one.onset <= now and one.id not in closed])
    return acts


def test_somebody_sees_the_call_walks_there_helps_and_closes() -> None:
    staff = dispatch(team())
    go, arrive, close = night(staff, [call("h3")])

    assert (go.doing, arrive.doing, close.doing) == (Doing.GO, Doing.ARRIVE, Doing.CLOSE)
    assert arrive.at - go.at == 3 * MINUTE
    assert close.at - arrive.at == 10 * MINUTE
    assert (close.outcome, close.minutes) == (Outcome.TRUE, 13)
    assert (staff.effort.answered, staff.effort.walking, staff.effort.helping) == (1, 3 * MINUTE, 10 * MINUTE)


def test_the_high_call_goes_first_though_it_came_later_when_one_works_alone() -> None:
    calls = [call("h1", "missed_medication"), call("h2", "missed_medication"), call("h4", at=MIDNIGHT + 8 * MINUTE)]
    going = [act.call.home for act in night(dispatch(team(Carer("a"))), calls) if act.doing is Doing.GO]

    assert going == ["h1", "h4", "h2"]


def test_the_nearest_one_who_is_free_goes() -> None:
    acts = night(dispatch(team(), 2 * MINUTE), [call("h4"), call("h3", at=MIDNIGHT + 6 * MINUTE)])
    first, second = (act for act in acts if act.doing is Doing.GO)
    arrived = next(act for act in acts if act.doing is Doing.ARRIVE and act.call.home == "h3")

    assert second.carer == first.carer
    assert arrived.at - second.at == MINUTE


def test_nobody_goes_between_shifts_and_who_began_finishes() -> None:
    evening = Carer("a", time(14), time(0, 5))  # 00:05 in Sweden, five minutes on
    late = [call("h1"), call("h2", at=MIDNIGHT + 5 * MINUTE)]
    acts = night(dispatch(team(evening)), late)

    assert [(act.doing, act.call.home) for act in acts] == [(doing, "h1") for doing in Doing]


def test_what_somebody_else_answers_is_left_to_them() -> None:
    taken = Call("x", "h1", "fall", MIDNIGHT, answered_by="a nurse of flesh and blood")
    assert night(dispatch(team()), [taken]) == []


@given(st.lists(st.tuples(st.sampled_from(HOMES), st.integers(0, 200)), max_size=12, unique=True), st.integers(1, 3))
def test_each_call_is_answered_once_and_no_carer_is_in_two_places(wanted: list[tuple[str, int]], many: int) -> None:
    calls = [Call(f"{home} {at}", home, "fall", MIDNIGHT + at * MINUTE) for home, at in wanted]
    acts = night(dispatch(team(*(Carer(f"c{n}") for n in range(many)))), calls, 1200)

    assert sorted(act.call.id for act in acts if act.doing is Doing.CLOSE) == sorted(one.id for one in calls)
    for carer in {act.carer for act in acts}:
        own = [act for act in acts if act.carer == carer]
        assert [act.doing for act in own] == [*Doing] * (len(own) // 3)
        assert [act.at for act in own] == sorted(act.at for act in own)
