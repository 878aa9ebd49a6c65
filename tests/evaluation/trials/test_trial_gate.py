from datetime import UTC, date, datetime

import numpy as np
import pytest

from care.trials import Aspect, Condition, Entry, Logged
from evaluation.trials.gate import gate, warning
from evaluation.trials.integrity.sample_ratio import exact_p
from evaluation.trials.lights import Light
from tests.evaluation.trials.trial_in_four_homes import (
    DAYS,
    PLAN,
    TRIAL,
    amounts,
    collected,
    ran,
    solution_days,
)


def test_a_trial_that_ran_as_planned_is_green_in_everything() -> None:
    found = gate(ran())
    assert {one.name: one.light for one in found.criteria if one.light is not Light.GREEN} == {}
    assert warning(found) is None
    assert found["completeness"].by_home == {"h1": 1, "h2": 1, "h3": 1, "h4": 1}
    assert found["fidelity"].figure == 1
    assert found["contamination"].figure == 0


def test_days_that_are_missing_from_one_condition_make_it_red() -> None:
    data = collected()
    missing = np.ones((4, DAYS))
    missing[solution_days() > 0] = np.tile([1, 1, 1, 0], 14)
    data["night_visits"] = amounts("night_visits", missing, missing)
    found = gate(ran(data=data))["completeness"]
    assert found.by_condition == {Condition.CONTROL: 1, Condition.SOLUTION: 0.75}
    assert found.light is Light.RED  # a quarter more is missing with it than without it
    assert "88 %" in str(found.says)


def test_a_home_of_which_little_came_is_named() -> None:
    data = collected()
    there = np.ones((4, DAYS))
    there[3, 4:14] = there[3, 18:] = 0
    data["night_visits"] = amounts("night_visits", there, there)
    found = gate(ran(data=data))["completeness"]
    assert found.light is Light.AMBER
    assert "h4" in str(found.says)


def test_a_guardrail_of_which_nothing_came_is_told() -> None:
    data = collected()
    data["contact_minutes"] = amounts("contact_minutes", 0, 0)
    found = gate(ran(data=data))["completeness"]
    assert found.light is Light.AMBER
    assert "Minutes with staff" in str(found.says)


def test_what_has_nothing_to_count_on_most_days_is_looked_at_by_period() -> None:
    plan = PLAN.model_copy(update={"aims": (PLAN.primary.model_copy(update={"indicator": "time_to_answer"}),)})
    seldom = np.zeros((4, DAYS))
    seldom[:, [3, 20]] = 1
    data = {**collected(), "time_to_answer": amounts("time_to_answer", seldom, seldom)}
    found = gate(ran(TRIAL.model_copy(update={"plan": plan, "frozen_plan": plan}), data))
    assert found["completeness"].figure == 1


def test_equipment_that_was_down_is_seen_only_while_it_was_live() -> None:
    data = collected()
    data["uptime"] = amounts("uptime", solution_days())
    assert gate(ran(data=data))["uptime"].figure == 1
    data["uptime"] = amounts("uptime", 1 - 0.2 * solution_days())
    assert gate(ran(data=data))["uptime"].light is Light.RED


def test_a_solution_that_nobody_used_is_red() -> None:
    data = collected()
    data["camera_checks"] = amounts("camera_checks", 0, 2)
    asked = PLAN.model_copy(
        update={
            "aims": (
                *PLAN.aims,
                PLAN.primary.model_copy(update={"indicator": "camera_checks", "aspect": Aspect.SECONDARY}),
            )
        }
    )
    found = gate(ran(TRIAL.model_copy(update={"plan": asked, "frozen_plan": asked}), data))
    assert found["fidelity"].light is Light.RED
    assert found.light is Light.RED
    assert str(warning(found)).startswith("Do not rely on")


def test_use_is_unknown_where_nothing_can_tell_and_seen_by_alerts_where_they_can() -> None:
    data = collected()
    del data["camera_checks"]
    assert gate(ran(data=data))["fidelity"].figure is None
    assert gate(ran(data=data))["fidelity"].light is Light.AMBER
    assert gate(ran(data=data, alerted=solution_days()))["fidelity"].figure == 1
    silent = gate(ran(data=data, alerted=np.zeros((4, DAYS))))["fidelity"]
    assert (silent.figure, silent.light) == (0, Light.AMBER)  # it may have had nothing to tell


def test_a_solution_that_was_used_where_care_was_to_go_on_as_usual_is_red() -> None:
    data = collected()
    data["camera_checks"] = amounts("camera_checks", 1, 2)
    found = gate(ran(data=data))["contamination"]
    assert (found.figure, found.light) == (1, Light.RED)


def test_a_cluster_that_gives_no_data_is_named() -> None:
    data = collected()
    there = np.ones((4, DAYS))
    there[0] = 0
    data["night_visits"] = amounts("night_visits", there, there)
    found = gate(ran(data=data))["sample_ratio"]
    assert found.light is Light.AMBER
    assert "h1" in str(found.says)
    assert "1 : 2" in str(found.says)


def test_an_allocation_that_somebody_chose_is_red() -> None:
    chosen = TRIAL.model_copy(update={"allocation": {"h1": 1, "h2": 1, "h3": 0, "h4": 0}})
    found = gate(ran(chosen))["sample_ratio"]
    assert found.light is Light.RED
    assert "not the one that the lot gives" in str(found.says)


@pytest.mark.parametrize(
    ("counts", "p"),
    [
        ((3, 3), 1.0),
        ((6, 0), 0.03125),  # 2 * 0.5**6
        ((5, 1), 0.21875),  # 14 / 64
        ((3, 0, 0), 1 / 9),  # 3 / 27
        ((150, 50), 0.0),
        ((0, 0), 1.0),
    ],
)
def test_a_splits_p_is_exact(counts: tuple[int, ...], p: float) -> None:
    assert exact_p(counts) == pytest.approx(p, abs=1e-6)


def test_many_orders_are_judged_by_chi_squared() -> None:
    assert exact_p([20] * 10) == 1
    assert exact_p([100, *[10] * 9]) < 1e-9


def test_a_change_of_the_aim_that_decides_is_red_and_another_amber() -> None:
    later = PLAN.model_copy(update={"aims": (PLAN.primary.model_copy(update={"margin": 0.1}), *PLAN.aims[1:])})
    logged = [
        Logged(trial="pilot", entry=Entry.CHANGE, says="less is enough", by="eva", at=datetime(2026, 3, 5, tzinfo=UTC))
    ]
    changed = TRIAL.model_copy(update={"plan": later})
    assert gate(ran(changed, logged=logged))["changes"].light is Light.RED
    assert gate(ran(logged=logged))["changes"].light is Light.AMBER


def test_a_trial_that_was_stopped_looks_at_no_day_after_it() -> None:
    stopped = TRIAL.model_copy(update={"stopped": datetime(2026, 3, 20, 12, tzinfo=UTC)})
    data = collected()
    there = np.ones((4, DAYS))
    there[:, (date(2026, 3, 20) - PLAN.first).days :] = 0
    data["night_visits"] = amounts("night_visits", there, there)
    found = gate(ran(stopped, data))
    assert found["completeness"].figure == 1
    assert found["changes"].light is Light.AMBER
    assert "2026-03-20" in str(found["changes"].says)


def test_days_without_everybodys_consent_count_against_the_consents_and_not_against_completeness() -> None:
    consented = np.ones((4, DAYS))
    consented[3] = 0
    data = collected()
    data["night_visits"] = amounts("night_visits", consented, consented)
    found = gate(ran(data=data, consented=consented))
    assert found["completeness"].figure == 1
    assert found["consents"].figure == 0.75
    assert found["consents"].light is Light.AMBER
    assert "h4" in str(found["consents"].says)


def test_a_trial_without_any_data_is_red_and_no_figure_is_made_up() -> None:
    found = gate(ran(data={}, consented=np.zeros((4, DAYS))))
    assert found["completeness"].figure is None
    assert found.light is Light.RED
