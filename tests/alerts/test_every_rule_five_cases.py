"""Every rule does right in five cases: the situation, its look-alikes, no data, late data, nights of other length."""

from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

import pytest

from alerts.rule import Rule
from alerts.rules import RULES
from alerts.second_look import SecondLook
from alerts.timeline import APART, Timeline, memory_of
from care.alerts import Finding, Onset
from care.clock import EPOCH
from care.events import Event
from care.situations import SITUATIONS
from tests.alerts.flat import alerts_of, tick
from tests.alerts.play import Cases, Journal, Play

ORDINARY = date(2026, 1, 14)
WHEN_CLOCKS_CHANGE = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)]
"""The evening before and the day itself: clocks go forward on 29 March at 02:00, and back on 25 October at 03:00."""
LATE = timedelta(hours=48)

Ends = dict[datetime, datetime | None]
every_rule = pytest.mark.parametrize("situation", RULES)


def cases(situation: str) -> Cases:
    name = f"tests.alerts.cases.{situation}"
    assert find_spec(name), f"{situation} is a rule without cases; write tests/alerts/cases/{situation}.py."
    found = import_module(name).CASES
    assert isinstance(found, Cases)
    return found


def each_case(kind: str) -> list[tuple[str, str]]:
    return [(situation, name) for situation in RULES for name in getattr(cases(situation), kind)]


def of_the_rule(findings: list[Finding], situation: str) -> Ends:
    """Onsets with their ends; every end must have its onset."""
    found: Ends = {}
    for finding in findings:
        if finding.situation != situation:
            continue
        if isinstance(finding, Onset):
            found[finding.time] = None
        else:
            assert found[finding.onset] is None
            found[finding.onset] = finding.time
    return found


def in_order(situation: str, play: Play) -> list[Finding]:
    """What the rule finds when everything comes in its time."""
    home = cases(situation).household
    rule: Rule = RULES[situation](home)
    timeline = Timeline(home, [rule])
    timeline.start(EPOCH, Journal([*play.before, *play.events]))
    found = timeline.replay(play.events, play.until)
    assert timeline.failures == []
    return found


def is_right(situation: str, play: Play) -> None:
    assert of_the_rule(in_order(situation, play), situation) == dict(play.alerts)


@every_rule
def test_the_situation_is_found(situation: str) -> None:
    play = cases(situation).happens(ORDINARY)
    assert play.alerts, "the situation must happen here"
    is_right(situation, play)


@pytest.mark.parametrize(("situation", "name"), each_case("looks_like"))
def test_what_only_looks_like_it_calls_nobody(situation: str, name: str) -> None:
    is_right(situation, cases(situation).looks_like[name](ORDINARY))


@every_rule
def test_there_is_something_that_only_looks_like_it_and_something_without_data(situation: str) -> None:
    assert cases(situation).looks_like
    assert cases(situation).no_data


@pytest.mark.parametrize(("situation", "name"), each_case("no_data"))
def test_that_nothing_is_told_is_not_taken_for_a_fact(situation: str, name: str) -> None:
    is_right(situation, cases(situation).no_data[name](ORDINARY))


@every_rule
@pytest.mark.parametrize("day", WHEN_CLOCKS_CHANGE, ids=str)
def test_it_is_the_same_when_clocks_change(situation: str, day: date) -> None:
    ours = cases(situation)
    for play in (ours.happens, *ours.looks_like.values(), *ours.no_data.values()):
        is_right(situation, play(day))


@pytest.mark.parametrize("situation", [name for name in RULES if not SITUATIONS[name].by_silence])
def test_what_comes_48_hours_late_ends_in_the_same_alerts(situation: str) -> None:
    ours = cases(situation)
    for of_day in (ours.happens, *ours.looks_like.values(), *ours.no_data.values()):
        play = of_day(ORDINARY)
        devices = {event.device for event in play.events}
        for late in [devices, *({device} for device in sorted(play.late or devices))]:
            assert told_late(situation, play, late) == dict(play.alerts), f"late: {late}"


def told_late(situation: str, play: Play, late: set[str]) -> Ends:
    """What stands after a second look, when these devices' events came 48 hours after the last of the others."""
    home, until = cases(situation).household, play.until + LATE
    in_time = [event for event in play.events if event.device not in late]
    first = min(event.time for event in play.events if event.device in late)
    timeline = Timeline(home, [RULES[situation](home)])
    timeline.start(EPOCH, Journal([*play.before, *in_time]))
    standing = alerts_of([found for event in [*in_time, tick(until)] for found in timeline.take(event)])
    for event in play.events:
        if event.device in late:
            timeline.take(event)
    if timeline.late_since is None:  # nothing that the rule is shown
        assert not any(event.quantity in RULES[situation].quantities for event in play.events if event.device in late)
        return {alert.onset: alert.end for alert in standing if alert.onset <= play.until}
    journal = Journal([*play.before, *play.events])
    look = SecondLook(home, [RULES[situation](home)], standing, late=first, judged=until, history=journal)
    while not look.done:
        since, end = look.span(timedelta(hours=6))
        look.show([event for event in play.events if since <= event.time < end], end)
    assert situation in look.looked.situations
    stands: Ends = {alert.onset: None for alert in standing if alert.onset < first}
    for finding in look.looked.findings:
        if isinstance(finding, Onset):
            stands[finding.time] = None
        else:
            stands[finding.onset] = finding.time
    for alert in standing:
        if alert.onset < first and alert.end is not None and alert.end < first:
            stands[alert.onset] = alert.end
    cut = {onset: end if end is None or end <= play.until else None for onset, end in stands.items()}
    return {onset: end for onset, end in cut.items() if onset <= play.until}


@every_rule
def test_a_restart_at_any_instant_changes_nothing(situation: str) -> None:
    ours = cases(situation)
    for of_day in (ours.happens, *ours.looks_like.values(), *ours.no_data.values()):
        play = of_day(ORDINARY)
        whole = in_order(situation, play)
        instants = {event.time for event in play.events} | {finding.time for finding in whole}
        for judged in sorted(instants):
            assert restarted(situation, play, whole, judged) == [f for f in whole if f.time >= judged + APART], (
                f"{judged}"
            )


def restarted(situation: str, play: Play, whole: list[Finding], judged: datetime) -> list[Finding]:
    """What is found after ``judged`` by a rule that is made anew then, from the journal and the alerts that stand."""
    home = cases(situation).household
    rule: Rule = RULES[situation](home)
    since = judged - memory_of([rule])
    events: list[Event] = [event for event in play.events if event.time >= since]
    standing = alerts_of([finding for finding in whole if finding.time < judged + APART])
    past = Journal([*play.before, *play.events])
    timeline = Timeline.rebuild(home, [rule], events, standing, judged=judged, history=past)
    found = timeline.release() + timeline.take(tick(play.until))
    assert timeline.failures == []
    return found
