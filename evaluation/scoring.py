"""How well alerts told the truth: one-to-one matching of alerts and episodes, and the figures that follow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from care.episodes import Episode
from evaluation.estimates import Result, proportion, rate
from evaluation.kaplan_meier import Curve, Wait, kaplan_meier

WEEK: Final = timedelta(weeks=1)

NOWHERE: Final[Mapping[tuple[str, str], timedelta]] = MappingProxyType({})


class Told(Protocol):
    """What is compared with the truth: an alert of the desk, or what a rule found without one."""

    @property
    def id(self) -> str:
        """Tells alerts of one onset apart, so that they are always taken in the same order."""

    @property
    def home(self) -> str | None:
        """The home it sends help to."""

    @property
    def situation(self) -> str:
        """What it tells of."""

    @property
    def onset(self) -> datetime:
        """From when on."""


@dataclass(frozen=True, slots=True)
class Window:
    """When an alert counts for an episode: from ``early`` before its hazard until ``grace`` after its end."""

    early: timedelta
    grace: timedelta
    graces: Mapping[tuple[str, str], timedelta] = field(default_factory=lambda: NOWHERE)
    """The grace where it is another, by home and kind."""

    def grace_of(self, episode: Episode) -> timedelta:
        """Give how long after its end an alert still counts for an episode."""
        return self.graces.get((episode.home, episode.label), self.grace)

    def admits(self, alert: Told, episode: Episode) -> bool:
        """Tell whether the alert is eligible: same home, same kind, and its onset in the window.

        Residents are not compared: whoever the alert names, it sends help to that home.
        """
        return (
            alert.home == episode.home
            and alert.situation == episode.label
            and episode.hazard_from - self.early <= alert.onset <= episode.end + self.grace_of(episode)
        )


@dataclass(frozen=True, slots=True)
class Match:
    """An alert and the episode that it told of."""

    alert: Told
    episode: Episode

    @property
    def delay(self) -> timedelta:
        """From the hazard to the alert's onset; below zero where the alert came early."""
        return self.alert.onset - self.episode.hazard_from

    @property
    def on_time(self) -> bool:
        """Whether help could come before the deadline."""
        return self.alert.onset <= self.episode.deadline


@dataclass(frozen=True, slots=True)
class Score:
    """What came of each alert and episode, and the figures.

    ``duplicates`` are eligible for an episode that another alert was matched with; ``false`` ones for none.
    ``recall`` counts matches on time, ``recall_any_time`` all; ``precision`` = matched / (matched + false).
    ``delay`` is the curve of waits from hazard to alert, an early alert as no wait, a missed episode censored
    when no alert would have counted any more. ``false_alarms`` is per resident-week of ``monitored`` time;
    ``offline`` time is shown beside it, and what happened in it counts as any other episode.
    """

    matches: tuple[Match, ...]
    missed: tuple[Episode, ...]
    duplicates: tuple[Told, ...]
    false: tuple[Told, ...]
    recall: Result
    recall_any_time: Result
    precision: Result
    delay: Curve
    median_delay: Result
    false_alarms: Result
    monitored: timedelta
    offline: timedelta


def match(alerts: Sequence[Told], episodes: Sequence[Episode], window: Window) -> tuple[Match, ...]:
    """Match one-to-one: most matches first, then least total delay; in order of hazard.

    Of pairings with the same total, the one in order of time is taken where it is eligible.
    The order of the arguments changes nothing.
    """
    kinds: dict[tuple[str | None, str], tuple[list[Told], list[Episode]]] = defaultdict(lambda: ([], []))
    for alert in sorted(alerts, key=lambda alert: (alert.onset, alert.id)):
        kinds[alert.home, alert.situation][0].append(alert)
    for episode in sorted(episodes, key=lambda episode: (episode.hazard_from, episode.end, episode.deadline)):
        kinds[episode.home, episode.label][1].append(episode)
    found = [pair for those, happened in kinds.values() for pair in _assign(those, happened, window)]
    return tuple(sorted(found, key=lambda pair: (pair.episode.hazard_from, pair.episode.home, pair.episode.label)))


def score(
    alerts: Sequence[Told],
    episodes: Sequence[Episode],
    *,
    early: timedelta,
    grace: timedelta,
    monitored: timedelta,
    offline: timedelta = timedelta(0),
    graces: Mapping[tuple[str, str], timedelta] = NOWHERE,
) -> Score:
    """Score alerts against the truth; ``graces`` where the grace is another, by home and kind.

    ``monitored`` is time lived by residents under watch, summed over residents, without ``offline``, the time in
    which nothing could be seen of them.
    """
    window = Window(early, grace, graces)
    matches = match(alerts, episodes, window)
    told = {id(pair.alert) for pair in matches}
    seen = {id(pair.episode) for pair in matches}
    rest = [alert for alert in alerts if id(alert) not in told]
    missed = [episode for episode in episodes if id(episode) not in seen]
    happened: dict[tuple[str | None, str], list[Episode]] = defaultdict(list)
    for episode in episodes:
        happened[episode.home, episode.label].append(episode)
    duplicates: list[Told] = []
    false: list[Told] = []
    for alert in rest:
        again = any(window.admits(alert, episode) for episode in happened[alert.home, alert.situation])
        (duplicates if again else false).append(alert)
    delay = kaplan_meier(
        [Wait(max(pair.delay, timedelta(0)), seen=True) for pair in matches]
        + [Wait(episode.end + window.grace_of(episode) - episode.hazard_from, seen=False) for episode in missed]
    )
    return Score(
        matches=matches,
        missed=tuple(missed),
        duplicates=tuple(duplicates),
        false=tuple(false),
        recall=proportion(sum(pair.on_time for pair in matches), len(episodes), of="episodes"),
        recall_any_time=proportion(len(matches), len(episodes), of="episodes"),
        precision=proportion(len(matches), len(matches) + len(false), of="alerts"),
        delay=delay,
        median_delay=delay.median,
        false_alarms=rate(len(false), monitored / WEEK, unit="per resident-week"),
        monitored=monitored,
        offline=offline,
    )


def _assign(alerts: list[Told], episodes: list[Episode], window: Window) -> list[Match]:
    """Match the alerts and episodes of one home and kind, both in order of time."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import, wanted only when scoring

    eligible = {
        (row, column): (alert.onset - episode.hazard_from).total_seconds()
        for row, alert in enumerate(alerts)
        for column, episode in enumerate(episodes)
        if window.admits(alert, episode)
    }
    if not eligible:
        return []
    # one more match must outweigh any sum of delays; what is not eligible costs nothing and is dropped again
    most = 1 + sum(abs(delay) for delay in eligible.values())
    costs = [
        [eligible.get((row, column), most) - most for column in range(len(episodes))] for row in range(len(alerts))
    ]
    rows, columns = linear_sum_assignment(costs)
    pairs = [pair for pair in zip(rows.tolist(), columns.tolist(), strict=True) if pair in eligible]
    # two pairs that cross in time have the same total as uncrossed: nobody should be late by a coin's toss
    in_order = list(zip(sorted(row for row, _ in pairs), sorted(column for _, column in pairs), strict=True))
    chosen = in_order if all(pair in eligible for pair in in_order) else pairs
    return [Match(alerts[row], episodes[column]) for row, column in chosen]
