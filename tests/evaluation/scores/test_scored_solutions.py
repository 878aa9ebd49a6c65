"""What a run of a solution is worth: hand-worked nights (minutes after 22:00)."""

from datetime import timedelta

import pytest

from care.alerts import RULES
from care.errors import Conflict
from evaluation.estimates import Estimate, Result, TooLittle
from evaluation.solutions.results import Results
from evaluation.solutions.scored import score_card
from store.registry import Registry, Run
from tests.evaluation.scores.tried import LEFT, NIGHT, OURS, Night, at, five_nights, put


def value(result: Result) -> float:
    assert isinstance(result, Estimate), result
    return result.value


def results(registry: Registry, *nights: Night, **how: object) -> Results:
    return Results.read(registry, put(registry, nights, **how))  # type: ignore[arg-type]


def test_a_run_is_read_with_its_plays_truth_and_alerts_by_source(registry: Registry) -> None:
    nights = five_nights(ours=[[105], [130], [], [50], []], rules=[[110], [110], [110], [], []])
    read = results(registry, *nights, spec={"version": "1.2"}, left_behind=["silent for 12 s"], speed=400)
    assert (read.solution, read.version, read.sources) == (OURS, "1.2", (OURS, RULES))
    assert [len(read.alerts[source]) for source in read.sources] == [3, 3]
    assert [episode.hazard_from for episode in read.truth] == [at(100)] * 3
    assert (read.left_behind, read.speed, read.situations) == (("silent for 12 s",), 400, (LEFT,))


def test_the_figures_of_a_card_are_those_worked_by_hand(registry: Registry) -> None:
    nights = five_nights(ours=[[105], [130], [], [50], []], rules=[[110], [110], [110], [], []])
    read = results(registry, *nights)
    ours, rules = score_card(read, OURS).total, score_card(read, RULES).total
    assert [value(one) for one in (ours.recall, ours.recall_any_time, ours.precision)] == [1 / 3, 2 / 3, 2 / 3]
    assert [value(one) for one in (rules.recall, rules.recall_any_time, rules.precision)] == [1, 1, 1]
    weeks = 5 * timedelta(hours=8) / timedelta(weeks=1)
    assert value(ours.false_alarms) == pytest.approx(1 / weeks)
    assert value(rules.false_alarms) == 0
    assert isinstance(ours.median_delay, TooLittle)


def test_a_card_has_parts_by_scenario_level_and_situation(registry: Registry) -> None:
    card = score_card(results(registry, *five_nights(ours=[[105], [], [105], [], []], rules=[[]] * 5)), OURS)
    assert [(one.scenario, one.plays) for one in card.by_scenario] == [(LEFT, 3), ("only_looks_out", 2)]
    assert [(one.level, one.plays, value(one.recall)) for one in card.by_level] == [("none", 4, 0.5), ("harsh", 1, 1)]
    assert len(card.by_scenario_and_level) == 3
    assert [one.situation for one in card.by_situation] == [LEFT]
    assert isinstance(card.by_scenario[1].recall, TooLittle)


def test_an_alert_counts_from_when_it_is_told_and_not_from_the_onset_that_it_claims(registry: Registry) -> None:
    night = Night(happened=[(100, 115, 160)], told={OURS: [150]}, claimed=101)
    scored = score_card(results(registry, night), OURS).total
    assert (value(scored.recall), value(scored.recall_any_time)) == (0, 1)
    assert scored.score.matches[0].delay == timedelta(minutes=50)


@pytest.mark.parametrize(("grace", "found"), [({}, 1), ({LEFT: 300.0}, 0), ({LEFT: 1200.0}, 1)])
def test_the_grace_is_the_scenarios_where_it_says_one(registry: Registry, grace: dict[str, float], found: int) -> None:
    night = Night(happened=[(100, 115, 160)], told={OURS: [175]})
    assert value(score_card(results(registry, night, grace=grace), OURS).total.recall_any_time) == found


def test_what_a_run_is_not_about_is_left_out_for_all_and_counted(registry: Registry) -> None:
    asked = Night(happened=[(100, 115, 160)], told={OURS: [105]})
    other = Night(told={RULES: [10, 20]}, situation="door_left_open")
    technical = Night(told={OURS: [10]}, situation="device_silent")
    read = results(registry, asked, other, technical)
    assert read.situations == (LEFT,)
    assert score_card(read, RULES).left_out == {"door_left_open": 2}
    assert score_card(read, OURS).left_out == {"device_silent": 1}


def test_what_the_solution_tells_beside_what_was_asked_is_scored_for_both(registry: Registry) -> None:
    asked = Night(happened=[(100, 115, 160)], told={OURS: [105], RULES: [105]})
    beside = Night(told={OURS: [10], RULES: [10, 20]}, situation="door_left_open")
    read = results(registry, asked, beside)
    assert [len(score_card(read, source).total.score.false) for source in read.sources] == [1, 2]


def test_what_a_source_takes_back_was_told_all_the_same(registry: Registry) -> None:
    scored = score_card(results(registry, Night(told={OURS: [10]}, borne_out=False)), OURS).total
    assert (len(scored.score.false), scored.withdrawn) == (1, 1)


def test_a_flood_is_false_alarms_and_duplicates_and_no_trouble(registry: Registry) -> None:
    flood = [minutes / 10 for minutes in range(300)] + [101, 102]
    scored = score_card(results(registry, Night(happened=[(100, 115, 160)], told={OURS: flood})), OURS).total
    assert (len(scored.score.false), len(scored.score.duplicates), value(scored.recall)) == (300, 1, 1)


def test_offline_time_is_shown_and_its_episodes_count(registry: Registry) -> None:
    night = Night(happened=[(100, 115, 160)], offline=480)
    scored = score_card(results(registry, night), OURS).total
    assert (scored.score.offline, value(scored.recall)) == (timedelta(hours=8), 0)
    assert isinstance(scored.false_alarms, TooLittle)


def test_a_solution_that_never_told_anything_has_a_card(registry: Registry) -> None:
    scored = score_card(results(registry, Night(happened=[(100, 115, 160)])), OURS).total
    assert (value(scored.recall), value(scored.false_alarms)) == (0, 0)
    assert isinstance(scored.precision, TooLittle)


def test_of_a_recorded_home_without_labels_nothing_is_called_right_or_wrong(registry: Registry) -> None:
    read = results(registry, Night(level="recorded", told={OURS: [10, 20]}))
    scored = score_card(read, OURS).total
    assert read.unknown
    assert isinstance(scored.precision, TooLittle)
    assert isinstance(scored.recall, TooLittle)
    assert value(scored.false_alarms) > 0
    labelled = results(
        registry, Night(level="recorded", happened=[(100, 115, 160)], told={OURS: [105]}), run="labelled"
    )
    assert value(score_card(labelled, OURS).total.precision) == 1


def test_the_built_in_rules_can_be_tried_alone(registry: Registry) -> None:
    read = results(registry, Night(happened=[(100, 115, 160)], told={RULES: [105]}), spec={"solution": RULES})
    assert read.sources == (RULES,)
    assert value(score_card(read, RULES).total.recall) == 1


def test_what_is_not_done_or_no_try_has_no_score(registry: Registry) -> None:
    with pytest.raises(Conflict, match="running: it has a score when it is done"):
        results(registry, done=False)
    registry.runs.add(Run(id="other", organisation="north", kind="scenario", created=NIGHT))
    with pytest.raises(Conflict, match="no try of a solution"):
        Results.read(registry, "other")
