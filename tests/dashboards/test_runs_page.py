"""The page of runs: what was expected, what was raised, the delay and the verdict."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from dashboards.runs import shown_run
from dashboards.tongue import tongue
from store.registry import Run, RunState

ZONE = ZoneInfo("Europe/Stockholm")


def run(*verdicts: JsonValue, state: RunState = RunState.DONE, progress: float = 1.0) -> Run:
    return Run(
        id="run-1",
        organisation="north",
        kind="scenario",
        spec={"scenarios": ["left_home_at_night"]},
        state=state,
        progress=progress,
        result={"verdicts": list(verdicts)},
        created=datetime(2026, 3, 3, 0, 12, tzinfo=UTC),
    )


def verdict(**given: JsonValue) -> JsonValue:
    return {"scenario": "a", "expected": None, "raised": [], "delay": None, "passed": True, "why": ""} | given


def test_a_verdict_is_said_in_words() -> None:
    raised = ["left_home_at_night", "left_home_at_night"]
    [shown] = shown_run(
        run(verdict(expected="left_home_at_night", raised=raised, delay=601.5)), tongue("sv"), ZONE
    ).verdicts
    assert shown.expected == "Lämnade hemmet på natten"
    assert shown.raised == "Lämnade hemmet på natten ×2"
    assert shown.delay == "10 min"
    assert shown.passed is True


def test_nothing_expected_and_nothing_raised_is_said_too() -> None:
    [shown] = shown_run(run(verdict()), tongue("en"), ZONE).verdicts
    assert (shown.expected, shown.raised, shown.delay) == ("nothing", "nothing", "–")


@pytest.mark.parametrize("result", ["", [1, 2], {"a": 1}])
def test_a_result_of_another_form_is_no_verdict(result: JsonValue) -> None:
    strange = run().model_copy(update={"result": {"verdicts": result}})
    assert shown_run(strange, tongue("sv"), ZONE).verdicts == ()


def test_a_run_says_how_far_it_is() -> None:
    shown = shown_run(run(state=RunState.RUNNING, progress=0.25), tongue("sv"), ZONE)
    assert (shown.state_words, shown.percent, shown.created) == ("Pågår", 25, "3 mars 01:12")
