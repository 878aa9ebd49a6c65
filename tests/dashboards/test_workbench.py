"""Solutions and needs in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from care.solutions import COURSE, Kind, Maturity, Questionnaire, Solution, Step
from dashboards.tongue import tongue
from dashboards.workbench import ASKER_WORDS, KIND_MEANINGS, KIND_WORDS, MATURITY_WORDS, shown_solution, shown_try
from store.registry import Run, RunState

EN, ZONE = tongue("en"), ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
MAT = Solution(
    id="mat", organisation="ek", site="s", name="Mat", kinds=frozenset({Kind.DETECTOR, Kind.DEVICE}), created=NOW
)


@pytest.mark.parametrize("step", COURSE)
def test_the_course_shows_what_is_done_what_is_next_and_what_comes_later(step: Step) -> None:
    shown = shown_solution(MAT.model_copy(update={"reached": step}), (), EN, ZONE, maker="Ek AB")
    place = COURSE.index(step)
    states = [one.state for one in shown.course]
    assert states == (["done"] * (place + 1) + ["here"] + ["ahead"] * 8)[:8]
    assert shown.next_step == ("" if step is Step.REPORT else shown.course[place + 1].words)


def test_a_solution_is_said_with_kinds_in_order_and_the_day_where_it_is() -> None:
    answered = MAT.model_copy(update={"answers": Questionnaire(maturity=Maturity.PILOTED)})
    shown = shown_solution(answered, ("For whom is it?",), tongue("sv"), ZONE, maker="Ek AB")
    assert shown.kinds == ("Enhet", "Detektor")
    assert shown.since == "3 mars", "half past midnight there"
    assert shown.missing == ("För vem är den?",)
    assert [one.answer for one in shown.answers if one.answer] == ["Prövad i en pilot"]


def test_a_run_is_named_by_its_scenarios_or_recordings() -> None:
    def titled(**spec: object) -> str:
        given = {"solution": "mat", "version": "1", **spec}
        run = Run.model_validate({"id": "r", "organisation": "ek", "kind": "try", "spec": given, "created": NOW})
        return shown_try(run, EN, ZONE).title

    assert titled(scenarios=["only_looks_out"]) == "Only looks out"
    assert titled(scenarios=["a", "b", "c", "d"]) == "a, b and 2 more"
    assert titled(recordings=["aruba.csv"]) == "aruba.csv"
    assert titled() == "try"


def test_a_session_that_is_acted_is_told_apart() -> None:
    run = Run(id="r", organisation="ek", kind="try", spec={"acted": True}, state=RunState.RUNNING, created=NOW)
    shown = shown_try(run, EN, ZONE)
    assert (shown.acted, shown.state, shown.when) == (True, "running", "Mar 3 00:30")


def test_everything_that_can_be_chosen_has_words() -> None:
    assert KIND_WORDS.keys() == KIND_MEANINGS.keys() == set(Kind)
    assert MATURITY_WORDS.keys() == set(Maturity)
    assert len(ASKER_WORDS) == 4
