"""How a home's own time goes."""

from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from alerts.household import Household
from alerts.rule import Parameters, Rule
from alerts.rules import build
from alerts.timeline import Timeline, memory_of
from care.alerts import Finding
from care.clock import ClockKind
from care.events import Event
from tests.alerts.flat import NIGHT, alerts_of, brief, household, minutes, opens, seconds, tick, told

ON_WALL = household(clock=ClockKind.WALL)
OWN = household()


class Diary(Rule):
    """Writes down what it is shown, and wakes ``every`` so often after each event."""

    situation: ClassVar[str] = "inactivity"
    quantities: ClassVar[frozenset[str]] = frozenset({"motion"})
    parameters: ClassVar[type[Parameters]] = Parameters
    memory = timedelta(hours=1)

    def __init__(self, home: Household, every: timedelta = timedelta(minutes=1)) -> None:
        super().__init__(home)
        self.every = every
        self.lines: list[tuple[datetime, str]] = []
        self.next: datetime | None = None

    @property
    def due(self) -> datetime | None:
        return self.next

    def see(self, event: Event) -> list[Finding]:
        self.lines.append((event.time, event.device))
        self.next = event.time + self.every
        return []

    def wake(self, at: datetime) -> list[Finding]:
        self.lines.append((at, "timer"))
        self.next = at + self.every
        return []


def press(at: datetime, late_by: timedelta = timedelta(0)) -> Event:
    return told(at, "wrist", "alarm.button", received=at + late_by)


def test_events_are_shown_in_order_of_time_and_device_once_the_clock_has_passed_them() -> None:
    diary = Diary(OWN, every=minutes(60))
    timeline = Timeline(OWN, [diary])
    for at, device in [(2, "hall"), (1, "kitchen"), (2, "bed"), (3, "hall"), (1, "kitchen")]:
        timeline.take(told(NIGHT + seconds(at), device))
    assert diary.lines == []
    timeline.take(tick(NIGHT + seconds(2)))
    assert [(at - NIGHT, device) for at, device in diary.lines] == [
        (seconds(1), "kitchen"),
        (seconds(2), "bed"),
        (seconds(2), "hall"),
    ]


def test_timers_fire_at_their_own_times_between_events_and_after_those_of_their_instant() -> None:
    diary = Diary(OWN)
    timeline = Timeline(OWN, [diary])
    for at in (0, 1, 2.5):
        timeline.take(told(NIGHT + minutes(at), "hall"))
    timeline.take(tick(NIGHT + minutes(4)))
    assert [((at - NIGHT) / minutes(1), device) for at, device in diary.lines] == [
        (0, "hall"),
        (1, "hall"),
        (2, "timer"),
        (2.5, "hall"),
        (3.5, "timer"),
    ]


def test_a_rule_is_shown_only_the_quantities_that_it_names() -> None:
    diary = Diary(OWN)
    timeline = Timeline(OWN, [diary])
    timeline.take(told(NIGHT, "hall", "temperature", 21.0))
    timeline.take(tick(NIGHT + minutes(1)))
    assert diary.lines == []


def test_a_rule_that_asks_for_the_past_is_named() -> None:
    stuck = Diary(OWN, every=timedelta(0))
    timeline = Timeline(OWN, [stuck])
    timeline.take(told(NIGHT, "hall"))
    timeline.take(tick(NIGHT + minutes(1)))
    (failure,) = timeline.failures
    assert "inactivity asks to be woken" in str(failure.error)
    assert timeline.judged == NIGHT + minutes(1)


def test_a_wall_clock_moves_by_itself_and_waits_two_seconds_for_order() -> None:
    timeline = Timeline(ON_WALL, build(ON_WALL))
    assert timeline.judged is None
    timeline.take(opens(NIGHT))
    assert timeline.advance(NIGHT + minutes(10) + seconds(1.9)) == []
    assert brief(timeline.advance(NIGHT + minutes(10) + seconds(2))) == [
        ("left_home_at_night", "anna", NIGHT + minutes(10), None)
    ]
    assert timeline.judged == NIGHT + minutes(10)


def test_a_clock_never_goes_backwards() -> None:
    wall, own = Timeline(ON_WALL, build(ON_WALL)), Timeline(OWN, build(OWN))
    wall.advance(NIGHT)
    wall.advance(NIGHT - minutes(1))
    own.take(tick(NIGHT))
    own.take(tick(NIGHT - minutes(1)))
    assert wall.judged == NIGHT - seconds(2)
    assert own.judged == NIGHT
    assert own.late == 0


def test_only_ticks_move_an_own_clock_and_no_tick_moves_the_wall() -> None:
    with pytest.raises(ValueError, match="only its ticks move it"):
        Timeline(OWN, build(OWN)).advance(NIGHT)
    wall = Timeline(ON_WALL, build(ON_WALL))
    wall.take(tick(NIGHT))
    assert wall.judged is None


def test_what_comes_for_a_time_that_was_judged_is_counted_and_not_shown() -> None:
    diary = Diary(OWN)
    timeline = Timeline(OWN, [diary])
    timeline.take(tick(NIGHT))
    timeline.take(told(NIGHT, "hall"))
    timeline.take(told(NIGHT - minutes(5), "hall"))
    timeline.take(tick(NIGHT + minutes(1)))
    assert (timeline.late, diary.lines) == (2, [])


def test_a_press_is_found_the_moment_it_comes_and_again_in_its_turn() -> None:
    timeline = Timeline(ON_WALL, build(ON_WALL))
    at_once = timeline.take(press(NIGHT, late_by=seconds(59)))
    assert brief(at_once) == [("emergency_button", "anna", NIGHT, None)]
    assert timeline.advance(NIGHT + seconds(2)) == at_once


def test_a_press_a_minute_old_and_one_in_a_home_with_its_own_clock_wait_for_their_turn() -> None:
    wall, own = Timeline(ON_WALL, build(ON_WALL)), Timeline(OWN, build(OWN))
    assert wall.take(press(NIGHT, late_by=seconds(60))) == []
    assert len(wall.advance(NIGHT + seconds(62))) == 1
    assert own.take(press(NIGHT)) == []
    assert len(own.take(tick(NIGHT))) == 1


def test_a_fresh_press_that_comes_late_is_found_at_once_in_a_home_of_wall_clock() -> None:
    timeline = Timeline(ON_WALL, build(ON_WALL), judged=NIGHT)
    assert len(timeline.take(press(NIGHT - seconds(5), late_by=seconds(6)))) == 1
    assert (timeline.late, timeline.late_since) == (1, NIGHT - seconds(5))


@pytest.mark.parametrize("home", [ON_WALL, OWN], ids=["wall", "own"])
def test_an_old_press_that_comes_late_is_noted_for_the_second_look(home: Household) -> None:
    timeline = Timeline(home, build(home), judged=NIGHT)
    assert timeline.take(press(NIGHT - minutes(5), late_by=minutes(6))) == []
    assert (timeline.late, timeline.late_since) == (1, NIGHT - minutes(5))


def test_the_earliest_late_event_that_a_rule_wants_is_noted() -> None:
    timeline = Timeline(OWN, [Diary(OWN)], judged=NIGHT)
    for at, quantity in [(-5, "motion"), (-9, "motion"), (-2, "motion"), (-20, "humidity")]:
        timeline.take(told(NIGHT + minutes(at), "hall", quantity, quantity == "motion" or 40.0))
    assert (timeline.late, timeline.late_since) == (4, NIGHT - minutes(9))


def test_while_held_the_clock_stands_still_and_what_comes_back_is_put_in_order() -> None:
    timeline = Timeline(OWN, build(OWN), judged=NIGHT)
    timeline.hold()
    timeline.take(opens(NIGHT + minutes(1)))
    assert timeline.take(tick(NIGHT + minutes(30))) == []
    assert timeline.take(tick(NIGHT + minutes(20))) == []
    assert timeline.judged == NIGHT
    timeline.take(told(NIGHT + minutes(6), "hall"))  # brought back behind the ticks: she never left
    assert timeline.release() == []
    assert timeline.judged == NIGHT + minutes(30)
    assert timeline.late == 0


def test_while_held_a_press_is_still_found_at_once() -> None:
    timeline = Timeline(ON_WALL, build(ON_WALL), judged=NIGHT)
    timeline.hold()
    assert len(timeline.take(press(NIGHT + seconds(1)))) == 1
    assert timeline.advance(NIGHT + minutes(1)) == []


def test_a_rebuilt_timeline_is_held_and_goes_on_to_the_newest_tick_kept() -> None:
    rules = build(OWN)
    kept = [opens(NIGHT), tick(NIGHT + minutes(5)), tick(NIGHT + minutes(20))]
    timeline = Timeline.rebuild(OWN, rules, kept, [], judged=NIGHT + minutes(5))
    assert timeline.judged == NIGHT + minutes(5)
    assert brief(timeline.release()) == [("left_home_at_night", "anna", NIGHT + minutes(10), None)]
    assert timeline.judged == NIGHT + minutes(20)


def test_a_home_never_judged_is_rebuilt_with_everything_waiting() -> None:
    timeline = Timeline.rebuild(OWN, build(OWN), [opens(NIGHT), tick(NIGHT + minutes(10))], [], judged=None)
    assert timeline.judged is None
    assert len(timeline.release()) == 1


def test_a_press_kept_but_not_raised_before_a_crash_is_found_at_the_first_move_of_the_wall_clock() -> None:
    timeline = Timeline.rebuild(ON_WALL, build(ON_WALL), [press(NIGHT + seconds(1))], [], judged=NIGHT)
    assert len(timeline.advance(NIGHT + seconds(2))) == 1
    assert timeline.advance(NIGHT + seconds(3)) == []


def test_an_alert_from_before_what_rules_remember_goes_on_after_a_restart_and_ends() -> None:
    rules = build(OWN)
    next_day = NIGHT + minutes(900)
    assert memory_of(rules) < minutes(900)
    gone = Timeline(OWN, build(OWN))
    gone.take(opens(NIGHT))
    alerts = alerts_of(gone.take(tick(next_day)))
    timeline = Timeline.rebuild(OWN, rules, [], alerts, judged=next_day)
    timeline.release()
    timeline.take(told(next_day + minutes(1), "hall"))
    assert brief(timeline.take(tick(next_day + minutes(2)))) == [
        ("left_home_at_night", "anna", NIGHT + minutes(10), next_day + minutes(1))
    ]


def test_an_alert_raised_after_judged_is_not_adopted_but_raised_again() -> None:
    events = [told(NIGHT + minutes(1), "hall"), opens(NIGHT + minutes(2))]
    once = Timeline(OWN, build(OWN))
    for event in events:
        once.take(event)
    found = once.take(tick(NIGHT + minutes(20)))
    timeline = Timeline.rebuild(OWN, build(OWN), [*events, tick(NIGHT + minutes(20))], alerts_of(found), judged=NIGHT)
    assert timeline.release() == found


def test_a_wall_clock_home_tells_whether_it_has_anything_to_show() -> None:
    timeline = Timeline(ON_WALL, build(ON_WALL), judged=NIGHT)
    assert not timeline.has_due(NIGHT + minutes(60))
    timeline.take(opens(NIGHT + seconds(1)))
    assert [timeline.has_due(NIGHT + seconds(at)) for at in (2.9, 3)] == [False, True]
    timeline.advance(NIGHT + seconds(3))
    assert [timeline.has_due(NIGHT + seconds(at)) for at in (602.9, 603)] == [False, True]


def test_a_rule_that_fails_costs_nothing_that_other_rules_find_at_that_instant() -> None:
    class Failing(Diary):
        def see(self, event: Event) -> list[Finding]:
            return {False: []}[event.value]

        def wake(self, at: datetime) -> list[Finding]:
            raise ValueError(at)

    class Presses(Failing):
        quantities: ClassVar[frozenset[str]] = frozenset({"alarm.button"})
        due = NIGHT + minutes(10)

    timeline = Timeline(OWN, [Failing(OWN), Presses(OWN), *build(OWN)])
    timeline.take(press(NIGHT - minutes(1)))
    timeline.take(opens(NIGHT))
    found = timeline.take(tick(NIGHT + minutes(20)))
    assert [finding.situation for finding in found] == ["emergency_button", "left_home_at_night"]
    assert [(failure.situation, failure.at) for failure in timeline.failures] == [
        ("inactivity", NIGHT - minutes(1)),
        ("inactivity", NIGHT + minutes(10)),
    ]


def test_an_alert_that_ended_after_judged_is_adopted_and_ends_again_at_the_same_instant() -> None:
    day = NIGHT + minutes(900)
    back = told(day + minutes(20), "hall")
    once = Timeline(OWN, build(OWN))
    for event in (opens(NIGHT), opens(day + minutes(5)), back):
        once.take(event)
    onset, end = once.take(tick(day + minutes(30)))
    kept = [opens(day + minutes(5)), back, tick(day + minutes(30))]
    timeline = Timeline.rebuild(OWN, build(OWN), kept, alerts_of([onset, end]), judged=day)
    assert timeline.release() == [end]


def test_only_alerts_of_the_rules_in_this_home_are_adopted() -> None:
    gone = Timeline(OWN, build(OWN))
    gone.take(opens(NIGHT))
    (alert,) = alerts_of(gone.take(tick(NIGHT + minutes(10))))
    others = [alert.model_copy(update=update) for update in ({"source": "solution-7"}, {"home": "h2"})]
    timeline = Timeline.rebuild(OWN, build(OWN), [], others, judged=NIGHT + minutes(900))
    timeline.release()
    timeline.take(told(NIGHT + minutes(901), "hall"))
    assert timeline.take(tick(NIGHT + minutes(902))) == []


def test_after_a_restart_a_state_told_again_is_still_known_for_a_repeat() -> None:
    in_bed, again = (told(NIGHT + minutes(at), "bed", "bed.occupied") for at in (-100, 5))
    rules, judged = build(OWN), NIGHT + minutes(9)
    journal = [in_bed, opens(NIGHT), again, tick(NIGHT + minutes(10))]
    kept = [event for event in journal if event.time > judged - memory_of(rules)]
    timeline = Timeline.rebuild(OWN, rules, kept, [], judged=judged)
    assert brief(timeline.release()) == [("left_home_at_night", "anna", NIGHT + minutes(10), None)]
