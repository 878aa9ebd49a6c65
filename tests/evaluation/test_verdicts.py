"""Minutes after 02:00; the hazard is at 0, help is needed by 15, and it is over at 40."""

from datetime import UTC, datetime, timedelta

import pytest

from care.alerts import Alert, State
from care.episodes import Episode
from care.situations import Priority
from evaluation.verdicts import Verdict, spell, verdict, verdicts, words
from simulators.scenario import Expectation, Scenario

START = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)
LEFT = "left_home_at_night"
MUST = Expectation(LEFT, forbidden=False, deadline=timedelta(minutes=15), grace=timedelta(minutes=5))
MUST_NOT = Expectation(LEFT, forbidden=True)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def alert(minutes: float, situation: str = LEFT) -> Alert:
    return Alert(
        id=f"{situation}-{minutes}",
        source="rules",
        site="s1",
        home="h1",
        resident=None,
        situation=situation,
        priority=Priority.HIGH,
        onset=at(minutes),
        state=State.UNACKNOWLEDGED,
        version=1,
        raised=at(minutes),
    )


def episode(hazard: float = 0) -> Episode:
    return Episode(home="h1", label=LEFT, hazard_from=at(hazard), deadline=at(hazard + 15), end=at(hazard + 40))


def judged(*onsets: float, episodes: tuple[Episode, ...] = (episode(),), expected: Expectation = MUST) -> Verdict:
    return verdict("a night", expected, episodes, [alert(minutes) for minutes in onsets])


def test_an_alert_by_the_deadline_passes_and_tells_its_delay() -> None:
    assert judged(10.5) == Verdict(
        "a night", MUST, (at(10.5),), timedelta(minutes=10.5), True, "Raised in time: 10 min 30 s of 15 min."
    )


def test_an_alert_after_the_deadline_fails_and_tells_by_how_much() -> None:
    result = judged(17)
    assert (result.passed, result.delay) == (False, timedelta(minutes=17))
    assert result.why == "Raised too late: 17 min of 15 min."


@pytest.mark.parametrize("minutes", [-0.01, 45.01])
def test_an_alert_before_the_hazard_or_past_the_grace_tells_of_something_else(minutes: float) -> None:
    result = judged(minutes)
    assert (result.passed, result.delay, result.raised) == (False, None, (at(minutes),))
    assert result.why == "Raised once, before the hazard or too long after it."


def test_no_alert_fails() -> None:
    result = judged()
    assert (result.passed, result.raised, result.delay) == (False, (), None)
    assert result.why == "Nothing was raised."


def test_another_situation_is_not_the_one_expected() -> None:
    assert not verdict("a night", MUST, [episode()], [alert(10, "fall")]).passed


def test_of_two_hazards_each_needs_an_alert_of_its_own_and_the_longest_delay_counts() -> None:
    two = (episode(), episode(120))
    assert judged(5, 10, episodes=two).why == "Missed 1 of 2; raised once more without need."
    assert not judged(5, 10, episodes=two).passed
    both = judged(5, 132, episodes=two)
    assert (both.passed, both.delay) == (True, timedelta(minutes=12))


def test_a_second_alert_of_one_hazard_is_told_and_does_not_fail_it() -> None:
    result = judged(10, 12)
    assert result.passed
    assert result.why == "Raised in time: 10 min of 15 min; raised once more without need."


def test_a_hazard_that_never_happened_cannot_pass() -> None:
    result = judged(10, episodes=())
    assert not result.passed
    assert "did not" in result.why


def test_what_is_forbidden_passes_when_nothing_is_raised() -> None:
    assert judged(episodes=(), expected=MUST_NOT).passed
    raised = judged(10, 12, episodes=(), expected=MUST_NOT)
    assert (raised.passed, raised.raised) == (False, (at(10), at(12)))
    assert raised.why == "Raised 2 times although it must not be."


def test_a_scenario_is_judged_by_each_of_its_expectations_in_order() -> None:
    scenario = Scenario.model_validate(
        {
            "title": {"sv": "Natt", "en": "Night"},
            "story": {"sv": "Går ut.", "en": "Goes out."},
            "date": "2026-01-14",
            "starts": "21:30",
            "lasts": "4 h",
            "steps": [{"do": "leaves_home", "at": "23:50"}, {"do": "is_brought_home", "after": "40 min"}],
            "truth": {"label": LEFT, "hazard_from": "leaves_home", "ends": "is_brought_home"},
            "expect": {"alert": LEFT, "deadline": "15 min", "grace": "5 min"},
            "forbid": "emergency_button",
        }
    ).model_copy(update={"name": "a night"})
    given = verdicts(scenario, [episode()], [alert(10), alert(11, "emergency_button")])
    assert given[0] == judged(10)
    assert [(v.expected.situation, v.passed) for v in given] == [(LEFT, True), ("emergency_button", False)]


def test_what_by_chance_did_not_happen_must_not_be_raised() -> None:
    told_of = Scenario.model_validate(
        {
            "title": {"sv": "Natt", "en": "Night"},
            "story": {"sv": "Går kanske ut.", "en": "May go out."},
            "date": "2026-01-14",
            "starts": "21:30",
            "lasts": "4 h",
            "steps": [{"do": "leaves_home", "at": "23:50", "chance": 0.5}],
            "truth": {"label": LEFT, "hazard_from": "leaves_home"},
            "expect": {"alert": LEFT, "deadline": "15 min", "grace": "5 min"},
        }
    )
    assert [v.passed for v in verdicts(told_of, [], [])] == [True]
    assert [v.passed for v in verdicts(told_of, [], [alert(10)])] == [False]
    assert [v.passed for v in verdicts(told_of, [episode()], [alert(10)])] == [True]
    assert [v.passed for v in verdicts(told_of, [episode()], [])] == [False]


def test_a_verdict_is_kept_as_plain_values() -> None:
    assert judged(10.5).record == {
        "scenario": "a night",
        "expected": LEFT,
        "raised": [LEFT],
        "onsets": ["2026-02-03T02:10:30+00:00"],
        "delay": 630.0,
        "passed": True,
        "why": "Raised in time: 10 min 30 s of 15 min.",
    }
    assert judged(episodes=(), expected=MUST_NOT).record["expected"] is None


def test_what_is_expected_can_be_said_in_a_cell() -> None:
    assert words(MUST) == "left_home_at_night within 15 min"
    assert words(MUST_NOT) == "no left_home_at_night"


@pytest.mark.parametrize(
    ("seconds", "spelt"),
    [(0, "0 s"), (59.6, "1 min"), (630, "10 min 30 s"), (3900, "1 h 5 min"), (90_000, "25 h"), (-20, "-20 s")],
)
def test_durations_are_written_as_people_do(seconds: float, spelt: str) -> None:
    assert spell(timedelta(seconds=seconds)) == spelt
