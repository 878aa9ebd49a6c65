"""A score card: how well one source of alerts told what happened in a run, in all and part by part."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from care.estimates import Result, TooLittle
from evaluation.scoring import Score, score
from evaluation.solutions.results import Play, Results, ToldAlert


class Came(StrEnum):
    """What came of an alert."""

    ON_TIME = "on_time"
    LATE = "late"
    DUPLICATE = "duplicate"
    """It told of something true that another alert had told of."""
    FALSE = "false"
    LEFT_OUT = "left_out"
    """The run is not about its situation."""


EARLY: Final = timedelta(minutes=5)
"""An alert counts for something true when it was told so long before it, at most."""

GRACE: Final = timedelta(minutes=30)
"""And so long after its end, at most, where the scenario says nothing else."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An alert as it is scored: from when it was told on, whatever onset it claims."""

    alert: ToldAlert

    @property
    def id(self) -> str:
        """Its id."""
        return self.alert.id

    @property
    def home(self) -> str:
        """Its home."""
        return self.alert.home

    @property
    def situation(self) -> str:
        """What it tells of."""
        return self.alert.situation

    @property
    def onset(self) -> datetime:
        """When it was told."""
        return self.alert.told


@dataclass(frozen=True, slots=True)
class Part:
    """The score of some of the plays or of one situation; None stands for all of them.

    ``plays`` were played; ``withdrawn`` of its alerts were taken back by their source, and count as told all the same:
    somebody was called.
    """

    scenario: str | None
    level: str | None
    situation: str | None
    plays: int
    score: Score
    withdrawn: int

    @property
    def recall(self) -> Result:
        """Part of the episodes told on time."""
        return self.score.recall

    @property
    def recall_any_time(self) -> Result:
        """Part of the episodes told at all."""
        return self.score.recall_any_time

    @property
    def precision(self) -> Result:
        """Part of the alerts, duplicates left out, that told of something true."""
        return self.score.precision

    @property
    def median_delay(self) -> Result:
        """The median wait from hazard to telling, in seconds, misses counted as waiting (Kaplan-Meier)."""
        return self.score.median_delay

    @property
    def false_alarms(self) -> Result:
        """False alarms per resident-week."""
        return self.score.false_alarms

    @property
    def figures(self) -> Mapping[str, Result]:
        """The five figures by name, in the order in which they are shown."""
        return {
            "recall": self.recall,
            "recall_any_time": self.recall_any_time,
            "precision": self.precision,
            "median_delay": self.median_delay,
            "false_alarms": self.false_alarms,
        }


@dataclass(frozen=True)
class Card:
    """How well ``source`` did in a run. ``left_out``: alerts of situations that the run is not about, by situation."""

    results: Results
    source: str
    left_out: Mapping[str, int]

    @cached_property
    def total(self) -> Part:
        """The score of all that was played."""
        return part(self.results, self.source)

    @cached_property
    def came(self) -> Mapping[str, Came]:
        """What came of each of its alerts, by id."""
        scored = self.total.score
        found = {one.id: Came.LEFT_OUT for one in self.results.alerts.get(self.source, ())}
        found |= {pair.alert.id: Came.ON_TIME if pair.on_time else Came.LATE for pair in scored.matches}
        found |= {one.id: Came.DUPLICATE for one in scored.duplicates}
        return found | {one.id: Came.FALSE for one in scored.false}

    @cached_property
    def by_scenario(self) -> tuple[Part, ...]:
        """The score of each scenario, in the order of names."""
        return tuple(part(self.results, self.source, scenario=name) for name in self.scenarios)

    @cached_property
    def by_level(self) -> tuple[Part, ...]:
        """The score at each level of faults, in the order of the run."""
        return tuple(part(self.results, self.source, level=level) for level in self.levels)

    @cached_property
    def by_scenario_and_level(self) -> tuple[Part, ...]:
        """The score of each scenario at each level at which it was played."""
        there = {(play.scenario, play.level) for play in self.results.plays}
        return tuple(
            part(self.results, self.source, scenario=name, level=level)
            for name in self.scenarios
            for level in self.levels
            if (name, level) in there
        )

    @cached_property
    def by_situation(self) -> tuple[Part, ...]:
        """The score of each situation that the run is about."""
        return tuple(part(self.results, self.source, situation=name) for name in self.results.situations)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """What was played, by name."""
        return tuple(sorted({play.scenario for play in self.results.plays}))

    @property
    def levels(self) -> tuple[str, ...]:
        """At which levels, in the order of the run."""
        return tuple(dict.fromkeys(play.level for play in self.results.plays))


def score_card(results: Results, source: str) -> Card:
    """Score one source of a run; its parts are reckoned when they are asked for."""
    told = results.alerts.get(source, ())
    return Card(results, source, Counter(one.situation for one in told if one.situation not in results.situations))


def part(
    results: Results,
    source: str,
    *,
    scenario: str | None = None,
    level: str | None = None,
    situation: str | None = None,
    about: Collection[str] = (),
) -> Part:
    """Score what ``source`` told in the plays of one scenario, level, both or all, of one situation or all.

    An alert counts from when it was told, not from the onset that it claims: within EARLY before the hazard and the
    scenario's grace (or GRACE) after the end. Where recorded homes have no labels, nobody knows what was right: there
    is no precision then, and what stands as false are the alerts. ``about``: the situations that are scored, those of
    the run otherwise.
    """
    plays = [play for play in results.plays if scenario in {None, play.scenario} and level in {None, play.level}]
    homes = {play.home for play in plays}
    wanted = set(about or results.situations) if situation is None else {situation}
    told = [one for one in results.alerts.get(source, ()) if one.home in homes and one.situation in wanted]
    scored = score(
        [Counted(one) for one in told],
        [episode for episode in results.truth if episode.home in homes and episode.label in wanted],
        early=EARLY,
        grace=GRACE,
        monitored=timedelta(seconds=sum(play.monitored for play in plays)),
        offline=timedelta(seconds=sum(play.offline for play in plays)),
        graces=graces(plays),
    )
    if results.only(homes).unknown:
        scored = replace(scored, precision=TooLittle("What was true in the recorded homes is not known.", len(told)))
    return Part(scenario, level, situation, len(plays), scored, sum(one.withdrawn for one in told))


def graces(plays: Collection[Play]) -> dict[tuple[str, str], timedelta]:
    """Give the grace that scenarios state, by home and situation."""
    return {(play.home, name): timedelta(seconds=long) for play in plays for name, long in play.grace.items()}
