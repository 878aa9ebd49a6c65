"""Whether a solution is live: by its trial's periods, noon to noon, and by the consent of all who live there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from care.live import Standing
from care.trials import (
    Aim,
    Aspect,
    Better,
    Cluster,
    Condition,
    Consent,
    Design,
    Measure,
    Period,
    Plan,
    State,
    Trial,
)

FIRST = date(2026, 3, 2)
GIVEN = datetime(2026, 2, 1, tzinfo=UTC)
ALL = frozenset({"r1"})


def local(day: int, hour: int) -> datetime:
    """Give an instant of March 2026 in Stockholm, before summer time."""
    return datetime(2026, 3, day, hour, tzinfo=UTC) - timedelta(hours=1)


def trial(state: State = State.FROZEN) -> Trial:
    """Two days as usual, a gap of one, two days of learning, two with the solution."""
    plan = Plan(
        title="T",
        solution="s1",
        design=Design.BEFORE_AFTER,
        zone="Europe/Stockholm",
        clusters=(Cluster(id="k", homes=("h1",)),),
        periods=tuple(Period(first=date(2026, 3, day), last=date(2026, 3, day + 1)) for day in (2, 5, 7)),
        sequences=((Condition.CONTROL, Condition.WASHOUT, Condition.SOLUTION),),
        aims=(
            Aim(
                indicator="falls",
                aspect=Aspect.PRIMARY,
                better=Better.LESS,
                measure=Measure.RATIO,
                margin=0.1,
            ),
        ),
        seed="1",
    )
    return Trial(id="t", organisation="o", state=state, plan=plan, allocation={"k": 0}, created=GIVEN, created_by="e")


def given(who: str = "r1", at: datetime = GIVEN, withdrawn: datetime | None = None) -> Consent:
    return Consent(trial="t", home="h1", who=who, given=at, by="nurse", withdrawn=withdrawn)


def standing(*consents: Consent, residents: frozenset[str] = ALL, state: State = State.FROZEN) -> Standing:
    return Standing(trial(state), "h1", consents, residents)


@pytest.mark.parametrize(
    ("at", "condition"),
    [
        (local(1, 23), None),
        (local(2, 1), Condition.CONTROL),  # the first morning belongs to its own day
        (local(4, 11), Condition.CONTROL),  # the night that began on the 3rd
        (local(4, 13), None),
        (local(5, 1), Condition.WASHOUT),
        (local(7, 11), Condition.WASHOUT),
        (local(7, 12), Condition.SOLUTION),
        (local(9, 11), Condition.SOLUTION),
        (local(9, 12), None),
    ],
)
def test_a_condition_goes_over_at_noon_so_that_nights_are_whole(at: datetime, condition: Condition | None) -> None:
    one = standing(given())
    assert one.condition(at) is condition
    assert one.is_live(at) is (condition is Condition.SOLUTION)
    assert (one.refused(at) is None) is (condition is not None)


def test_all_who_live_there_must_consent_also_who_moves_in_and_who_was_asked_besides() -> None:
    at = local(8, 13)
    assert standing(given()).consented(at)
    assert not standing().consented(at)
    assert not standing(given(), residents=frozenset({"r1", "r2"})).consented(at)
    assert not standing(given(), given("cohabitant 1", withdrawn=local(8, 12))).consented(at)
    again = (given(withdrawn=local(3, 12)), given(at=local(8, 12)))
    assert standing(*again).consented(at)
    assert not standing(given(), residents=frozenset({"r1"})).consented(GIVEN - timedelta(seconds=1))
    assert not standing(residents=frozenset()).consented(at)  # nobody lives there: nobody can consent


def test_what_is_late_is_taken_by_when_it_is_of_while_consent_holds() -> None:
    one = standing(given(at=local(7, 20)))
    assert one.refused(local(20, 1), about=local(8, 1)) is None
    early = one.refused(local(8, 1), about=local(7, 19))
    assert early is not None
    assert "a time without consent" in early.says
    withdrawn = standing(given(withdrawn=local(9, 1)))
    assert withdrawn.refused(local(8, 23), about=local(8, 1)) is None
    assert withdrawn.refused(local(9, 1), about=local(8, 1)) is not None


@pytest.mark.parametrize(
    ("state", "at", "says"),
    [
        (State.DRAFT, local(8, 1), "not frozen"),
        (State.STOPPED, local(8, 1), "was stopped"),
        (State.FROZEN, local(1, 1), "begins on 2026-03-02"),
        (State.FROZEN, local(4, 20), "no period then"),
        (State.FROZEN, local(20, 1), "was over on 2026-03-08"),
    ],
)
def test_a_refusal_says_why_and_never_who_withdrew(state: State, at: datetime, says: str) -> None:
    why = standing(given(), state=state).refused(at)
    assert why is not None
    assert says in why.says
    assert why.mend
    gone = standing(given("r1", withdrawn=GIVEN)).refused(local(8, 1))
    assert gone is not None
    assert "r1" not in f"{gone}"
