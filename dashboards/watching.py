"""A run as it goes: how far it is, its homes, and of one home the floor plan and the truth beside who told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from care.alerts import Alert
from care.episodes import Episode
from care.events import Event
from care.situations import SITUATIONS
from care.solutions import BASELINE
from dashboards.directory import Directory, HomeCard
from dashboards.health import silent_devices
from dashboards.plan import Plan, plan
from dashboards.runs import ShownRun, shown_run
from dashboards.tongue import Tongue, message
from evaluation.solutions.results import Play
from store.registry import Run, RunState

Whose = Literal["truth", "solution", "rules"]

LEVEL_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "none": message("no added faults"),
        "mild": message("mild faults"),
        "harsh": message("harsh faults"),
        "recorded": message("as it was recorded"),
        "acted": message("acted in the test apartment"),
    }
)
"""How much was made to go wrong, by level."""

MOST_HOMES: Final = 40
"""So many homes are listed; the score has them all."""
MOST_SAID: Final = 60
"""So many lines of a home, the newest."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What a home of a run rests on: its alerts of every source and when each was told, its clock, what is true."""

    play: Play
    alerts: Sequence[Alert]
    told: Mapping[str, datetime]
    truth: Sequence[Episode]
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page of a run rests on: some of its homes, ``of_all`` that it has.

    ``latest`` is what the devices of the chosen home told last; ``wall`` how long the run has been going.
    """

    run: Run
    solution: str = ""
    homes: Sequence[Lived] = ()
    of_all: int = 0
    chosen: str = ""
    latest: Sequence[Event] = ()
    wall: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened in a home, or that somebody told of it, at a time of its clock."""

    when: datetime
    clock: str
    whose: Whose
    words: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ShownHome:
    """A home in the list: its play in words, its clock, and how much is true and was told so far."""

    id: str
    name: str
    scenario: str
    level: str
    clock: str
    percent: int
    truths: int
    by_solution: int
    by_rules: int


@dataclass(frozen=True, slots=True)
class Watched:
    """The page's parts; ``plan`` and ``lines`` are of the ``chosen`` home."""

    run: ShownRun
    is_try: bool
    goes_on: bool
    is_done: bool
    solution: str
    version: str
    lived: str
    faults: tuple[str, ...]
    why: str
    homes: tuple[ShownHome, ...]
    more: int
    chosen: ShownHome | None
    plan: Plan | None
    lines: tuple[Line, ...]


def watched(facts: Facts, directory: Directory, tongue: Tongue, titles: Mapping[str, str], zone: ZoneInfo) -> Watched:
    """Lay out a run's page; ``titles`` names scenarios in the reader's language."""
    run = facts.run
    homes = tuple(_home(one, directory.card(one.play.home), tongue, titles) for one in facts.homes)
    chosen = next((one for one in facts.homes if one.play.home == facts.chosen), None)
    result = run.result or {}
    faults = result.get("left_behind")
    card = directory.card(chosen.play.home) if chosen else None
    drawn = None
    if chosen and card and chosen.now:
        drawn = plan(card, facts.latest, tongue, now=chosen.now, silent=silent_devices(chosen.alerts))
    return Watched(
        run=shown_run(run, tongue, zone),
        is_try=run.kind == "try",
        goes_on=run.state in {RunState.QUEUED, RunState.RUNNING},
        is_done=run.state is RunState.DONE,
        solution=facts.solution,
        version=str(run.spec.get("version") or ""),
        lived=_lived(facts, tongue),
        faults=tuple(str(one) for one in faults) if isinstance(faults, list) else (),
        why=str(result.get("why") or ""),
        homes=homes,
        more=facts.of_all - len(homes),
        chosen=next((one for one in homes if one.id == facts.chosen), None),
        plan=drawn,
        lines=_lines(chosen, card, tongue) if chosen and card else (),
    )


def _home(one: Lived, card: HomeCard, tongue: Tongue, titles: Mapping[str, str]) -> ShownHome:
    play = one.play
    now = one.now
    done = 0.0 if now is None else min(1.0, max(0.0, (now - play.start) / (play.end - play.start)))
    return ShownHome(
        id=play.home,
        name=card.home.name,
        scenario=titles.get(play.scenario, play.scenario),
        level=tongue.say(LEVEL_WORDS[play.level]) if play.level in LEVEL_WORDS else play.level,
        clock=tongue.moment(min(now, play.end), card.zone) if now else "",
        percent=round(100 * done),
        truths=len(_happened(one)),
        by_solution=sum(alert.source != BASELINE for alert in one.alerts),
        by_rules=sum(alert.source == BASELINE for alert in one.alerts),
    )


def _happened(one: Lived) -> list[Episode]:
    """Give what has become true by now: what will, nobody is told."""
    return [episode for episode in one.truth if one.now is not None and episode.hazard_from <= one.now]


def _lived(facts: Facts, tongue: Tongue) -> str:
    """Say how far the homes that are listed have come in their own time, and how fast."""
    spans = [(min(one.now, one.play.end) - one.play.start) if one.now else timedelta(0) for one in facts.homes]
    lived = max(timedelta(0), sum(spans, timedelta(0)))
    if facts.run.state is RunState.DONE and facts.run.result:
        speed = facts.run.result.get("speed")
    else:
        speed = lived / facts.wall * facts.of_all / max(1, len(facts.homes)) if facts.wall else None
    if not isinstance(speed, int | float) or not lived:
        return ""
    if len(facts.homes) == facts.of_all:
        return tongue.say(
            "{time} of the homes' time lived, {speed} times faster than life",
            time=tongue.age(lived),
            speed=tongue.number(round(speed)),
        )
    return tongue.say("{speed} times faster than life", speed=tongue.number(round(speed)))


def _lines(one: Lived, card: HomeCard, tongue: Tongue) -> tuple[Line, ...]:
    """Give what was true and what was told, in the order of the home's clock."""
    found = [line for episode in _happened(one) for line in _of_truth(episode, one, card, tongue)]
    found += [_of_alert(alert, one.told.get(alert.id, alert.onset), card, tongue) for alert in one.alerts]
    return tuple(sorted(found, key=lambda line: line.when)[-MOST_SAID:])


def _of_truth(episode: Episode, one: Lived, card: HomeCard, tongue: Tongue) -> list[Line]:
    words = tongue.say(SITUATIONS[episode.label].words) if episode.label in SITUATIONS else episode.label
    by = tongue.say("on time until {time}", time=tongue.clock(episode.deadline, card.zone))
    said = [Line(episode.hazard_from, tongue.clock(episode.hazard_from, card.zone), "truth", words, by)]
    if one.now is not None and episode.end <= one.now:
        over = tongue.say("{situation}: over", situation=words)
        said.append(Line(episode.end, tongue.clock(episode.end, card.zone), "truth", over))
    return said


def _of_alert(alert: Alert, told: datetime, card: HomeCard, tongue: Tongue) -> Line:
    details = []
    if told - alert.onset >= timedelta(minutes=1):
        details.append(tongue.say("says since {time}", time=tongue.clock(alert.onset, card.zone)))
    if alert.end is not None:
        details.append(tongue.say("over {time}", time=tongue.clock(alert.end, card.zone)))
    if not alert.borne_out:
        details.append(tongue.say("taken back"))
    return Line(
        told,
        tongue.clock(told, card.zone),
        "rules" if alert.source == BASELINE else "solution",
        tongue.say(SITUATIONS[alert.situation].words),
        ", ".join(details),
    )
