"""Hand-worked cases: minutes after 02:00, the hazard at 0 unless said otherwise."""

from datetime import UTC, datetime, timedelta

import pytest

from care.alerts import Alert, State
from care.episodes import Episode
from care.situations import Priority
from evaluation.estimates import Estimate, TooLittle
from evaluation.scoring import Score, score

START = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def alert(minutes: float, situation: str = "left_home_at_night", home: str = "h1", name: str = "") -> Alert:
    return Alert(
        id=name or f"{situation}-{home}-{minutes}",
        source="rules",
        site="s1",
        home=home,
        resident=None,
        situation=situation,
        priority=Priority.HIGH,
        onset=at(minutes),
        state=State.UNACKNOWLEDGED,
        version=1,
        raised=at(minutes),
    )


def episode(
    hazard: float = 0, deadline: float = 15, end: float = 40, label: str = "left_home_at_night", home: str = "h1"
) -> Episode:
    return Episode(home=home, label=label, hazard_from=at(hazard), deadline=at(deadline), end=at(end))


def scored(alerts: list[Alert], episodes: list[Episode], weeks: float = 1, offline: float = 0) -> Score:
    return score(
        alerts,
        episodes,
        early=timedelta(minutes=5),
        grace=timedelta(minutes=10),
        monitored=timedelta(weeks=weeks),
        offline=timedelta(minutes=offline),
    )


def value(result: Estimate | TooLittle) -> float:
    assert isinstance(result, Estimate)
    return result.value


def test_one_alert_in_time_is_a_perfect_score() -> None:
    result = scored([alert(10)], [episode()])
    assert (value(result.recall), value(result.recall_any_time), value(result.precision)) == (1, 1, 1)
    assert result.matches[0].delay == timedelta(minutes=10)
    assert (result.missed, result.false, result.duplicates) == ((), (), ())


@pytest.mark.parametrize(
    ("minutes", "eligible"), [(-5.01, False), (-5, True), (0, True), (40, True), (50, True), (50.01, False)]
)
def test_an_alert_counts_from_early_before_the_hazard_until_grace_after_the_end(minutes: float, eligible: bool) -> None:
    result = scored([alert(minutes)], [episode()])
    assert (len(result.matches), len(result.missed), len(result.false)) == ((1, 0, 0) if eligible else (0, 1, 1))


@pytest.mark.parametrize(("minutes", "on_time"), [(-5, 1), (15, 1), (15.01, 0), (50, 0)])
def test_on_time_is_until_the_deadline_and_a_late_alert_still_counts_as_any_time(minutes: float, on_time: int) -> None:
    result = scored([alert(minutes)], [episode()])
    assert (value(result.recall), value(result.recall_any_time)) == (on_time, 1)


def test_another_kind_or_another_home_is_a_miss_and_a_false_alarm() -> None:
    for wrong in (alert(10, situation="fall"), alert(10, home="h2")):
        result = scored([wrong], [episode()])
        assert (result.missed, result.false) == ((episode(),), (wrong,))


def test_a_second_eligible_alert_is_a_duplicate_and_costs_no_precision() -> None:
    first, second = alert(10), alert(12)
    result = scored([second, first], [episode()])
    assert (result.matches[0].alert, result.duplicates, result.false) == (first, (second,), ())
    assert value(result.precision) == 1


def test_most_matches_come_before_least_delay() -> None:
    # by delay alone 12 would serve the hazard at 10 (2 minutes), and 20 is too late for the other: one match
    result = scored([alert(12), alert(20)], [episode(0, 15, 5), episode(10, 40, 30)])
    assert [(pair.alert.onset, pair.episode.hazard_from) for pair in result.matches] == [
        (at(12), at(0)),
        (at(20), at(10)),
    ]


def test_of_equally_many_matches_the_least_total_delay_is_taken() -> None:
    result = scored([alert(4), alert(9), alert(30)], [episode(0, 15, 40), episode(3, 18, 40)])
    assert sorted(pair.alert.onset for pair in result.matches) == [at(4), at(9)]
    assert [a.onset for a in result.duplicates] == [at(30)]


def test_of_equal_totals_the_order_of_time_decides_so_that_nobody_is_late_by_a_toss() -> None:
    # 8 and 12 for hazards 0 (deadline 10) and 5 (deadline 15): either way 15 minutes in all, crossed one is late
    alerts, episodes = [alert(8), alert(12)], [episode(0, 10, 40), episode(5, 15, 40)]
    for those in (alerts, alerts[::-1]):
        for happened in (episodes, episodes[::-1]):
            assert value(scored(those, happened).recall) == 1


def test_a_night_worked_by_hand() -> None:
    episodes = [
        episode(0, 15, 40),  # alerts at 10 (on time) and 20 (again)
        episode(120, 135, 160),  # alert at 150: late
        episode(240, 255, 280),  # nobody noticed
        episode(0, 15, 30, label="fall", home="h2"),  # alert at 1
    ]
    alerts = [
        alert(10),
        alert(20),
        alert(150),
        alert(200),  # nothing had happened
        alert(1, situation="fall", home="h2"),
        alert(300, situation="fall", home="h2"),  # nothing had happened
    ]
    result = scored(alerts, episodes, weeks=4)
    assert value(result.recall) == 2 / 4
    assert value(result.recall_any_time) == 3 / 4
    assert value(result.precision) == 3 / 5
    assert [a.onset for a in result.duplicates] == [at(20)]
    assert [a.onset for a in result.false] == [at(200), at(300)]
    assert [e.hazard_from for e in result.missed] == [at(240)]
    assert value(result.false_alarms) == 0.5
    assert isinstance(result.false_alarms, Estimate)
    # Garwood for 2: 0.2422 to 7.2247, over 4 resident-weeks
    assert (round(result.false_alarms.low, 4), round(result.false_alarms.high, 4)) == (0.0606, 1.8062)
    assert isinstance(result.recall, Estimate)
    # Wilson for 2 of 4
    assert (round(result.recall.low, 4), round(result.recall.high, 4)) == (0.1500, 0.8500)
    # waits 1, 10, 30 and one censored at 280 + 10 - 240 = 50
    assert [(int(s.after / timedelta(minutes=1)), s.at_risk, s.waiting) for s in result.delay.steps] == [
        (1, 4, 0.75),
        (10, 3, 0.5),
        (30, 2, 0.25),
    ]


def test_an_early_alert_is_no_wait() -> None:
    result = scored([alert(-3)], [episode()])
    assert result.matches[0].delay == timedelta(minutes=-3)
    assert result.delay.steps[0].after == timedelta(0)


def test_what_happened_offline_is_missed_as_anything_else_and_the_time_is_shown() -> None:
    result = scored([], [episode()], offline=90)
    assert (value(result.recall), result.missed, result.offline) == (0, (episode(),), timedelta(minutes=90))


def test_no_episodes_no_alerts_and_no_time_are_too_little_each_with_its_reason() -> None:
    result = scored([], [], weeks=0)
    assert result.recall == TooLittle("There were no episodes.", 0)
    assert result.precision == TooLittle("There were no alerts.", 0)
    assert result.false_alarms == TooLittle("No time was monitored.", 0)
    assert isinstance(result.median_delay, TooLittle)
