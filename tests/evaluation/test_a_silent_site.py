"""Three homes of one story lose their network at once: the site is silent, not each home by itself.

Homes of scenarios keep clocks of their own, and only homes of the wall's clock count for a site. So here the same
stories are shown to rules of wall-clock homes, side by side.
"""

from dataclasses import replace
from datetime import timedelta

from alerts.rules.home_silent import HomeSilent
from alerts.site_silence import SiteSilence
from alerts.timeline import Timeline
from care.alerts import End, Finding, Onset
from care.clock import ClockKind
from care.events import Event
from evaluation.furnishing import as_judged
from simulators.scenario_file import load, ours
from simulators.story import Story

NETWORK_GONE = next(path for path in ours() if path.stem == "network_gone")
HOMES = ("h1", "h2", "h3")


def test_a_network_that_fails_for_three_homes_is_told_once_for_the_site() -> None:
    scenario = load(NETWORK_GONE)
    site, findings = SiteSilence(), list[Finding]()
    stories = [Story(scenario, home, "one network") for home in HOMES]
    timelines, told = {}, list[Event]()
    for story in stories:
        household = replace(as_judged(story, "s1"), clock=ClockKind.WALL)
        timelines[story.home] = Timeline(household, [HomeSilent(household)])
        told += [Event("s1", t.home, t.device, t.quantity, t.time, t.value, t.arrives or t.time) for t in story.tell()]
    for event in sorted(told, key=lambda event: (event.received, event.order)):
        timeline = timelines[event.home]
        timeline.take(event)
        found = timeline.advance(event.received + timedelta(seconds=3))
        findings += site.add(found, HOMES, event.received)

    [onset] = [f for f in findings if isinstance(f, Onset) and f.situation == "site_silent"]
    [end] = [f for f in findings if isinstance(f, End) and f.situation == "site_silent"]
    [episode] = stories[0].episodes
    assert timedelta(0) < onset.time - episode.hazard_from < timedelta(minutes=3)
    assert end.time >= episode.end
    assert {f.home for f in findings if f.situation == "home_silent"} == set(HOMES)
