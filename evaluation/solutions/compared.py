"""Two sources of alerts side by side: a solution and the built-in rules in one run, or two versions in two runs.

How the interval of a difference is made: where both saw the same (one run, or two runs of the same plays and seed),
episodes are paired, and recall differs by Newcombe's interval for pairs, delay by the median difference over the
episodes that both told, with the sign test's interval. Precision and false alarms count alerts, which have no pairs:
there both intervals' distances are squared and added, which makes the interval wider than it need be where homes are
the same. Episodes are taken as independent; several in one home may not be.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from care.estimates import Estimate, Result
from care.situations import SITUATIONS
from care.solutions import BASELINE
from evaluation.differences import Pairs, independent, paired_median, paired_proportions
from evaluation.solutions.results import Play, Results
from evaluation.solutions.scored import Part, part

LESS_IS_BETTER: Final = frozenset({"median_delay", "false_alarms"})


class Unpaired(StrEnum):
    """Why two runs have no pairs."""

    OTHER_SEED = "other_seed"
    NO_PLAY_IN_COMMON = "no_play_in_common"


_Play = tuple[str, str, int]
_Episode = tuple[_Play, str, datetime, int]


@dataclass(frozen=True)
class Side:
    """One of two: what ``source`` told in a run."""

    results: Results
    source: str

    @property
    def name(self) -> str:
        """The source, with its version where it is a solution."""
        version = self.results.version if self.source == self.results.solution != BASELINE else ""
        return f"{self.source} {version}".strip()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of both, and the first minus the second."""

    name: str
    first: Result
    second: Result
    difference: Result

    @property
    def better(self) -> bool | None:
        """Whether the first is better, by an interval that does not hold 0; None where that cannot be said."""
        one = self.difference
        if not isinstance(one, Estimate) or one.low <= 0 <= one.high:
            return None
        return (one.value > 0) != (self.name in LESS_IS_BETTER)


@dataclass(frozen=True, slots=True)
class Compared:
    """Both in some of the plays; None stands for all. ``pairs``: the episodes told on time by whom, where paired."""

    scenario: str | None
    level: str | None
    plays: int
    figures: Mapping[str, Figure]
    pairs: Pairs | None


@dataclass(frozen=True)
class Comparison:
    """Two sides, over what both were played against.

    ``paired``: both saw the same plays. ``left_out``: plays of the first and of the second that have no pair, and are
    not in any figure. ``why`` nothing is paired, where nothing is.
    """

    first: Side
    second: Side
    paired: bool
    left_out: tuple[int, int]
    why: Unpaired | None
    situations: tuple[str, ...]

    @cached_property
    def total(self) -> Compared:
        """All plays."""
        return self._of()

    @cached_property
    def by_scenario(self) -> tuple[Compared, ...]:
        """Each scenario, in the order of names."""
        return tuple(self._of(scenario=name) for name in sorted({play.scenario for play in self._plays}))

    @cached_property
    def by_level(self) -> tuple[Compared, ...]:
        """Each level of faults, in the order of the first run."""
        return tuple(self._of(level=name) for name in dict.fromkeys(play.level for play in self._plays))

    @property
    def _plays(self) -> tuple[Play, ...]:
        return self.first.results.plays + self.second.results.plays

    def _of(self, scenario: str | None = None, level: str | None = None) -> Compared:
        first, second = (
            part(side.results, side.source, scenario=scenario, level=level, about=self.situations)
            for side in (self.first, self.second)
        )
        figures = {
            name: Figure(name, one, second.figures[name], independent(one, second.figures[name]))
            for name, one in first.figures.items()
        }
        pairs = None
        if self.paired:
            told = _told(self.first.results, first), _told(self.second.results, second)
            pairs = _on_time(*told)
            within = {
                "recall": paired_proportions(pairs, of="episodes"),
                "recall_any_time": paired_proportions(_any_time(*told), of="episodes"),
                "median_delay": paired_median(_sooner(*told), of="episodes that both told", unit="s"),
            }
            figures |= {name: replace(figures[name], difference=one) for name, one in within.items()}
        return Compared(scenario, level, first.plays, figures, pairs)


def against_baseline(results: Results) -> Comparison:
    """Compare a run's solution with the built-in rules, which saw the same homes."""
    ours, rules = Side(results, results.solution), Side(results, BASELINE)
    return Comparison(ours, rules, paired=True, left_out=(0, 0), why=None, situations=results.situations)


def compare(first: Results, second: Results) -> Comparison:
    """Compare the solutions of two runs, which may be two versions of one.

    Plays are pairs when the runs have one seed, scenario, level and repeat are the same, and so is what was true; the
    others are left out. Where there is none such, all plays of both are compared as independent.
    """
    situations = tuple(name for name in SITUATIONS if name in {*first.situations, *second.situations})
    sides = Side(first, first.solution), Side(second, second.solution)
    if first.seed != second.seed:
        return Comparison(*sides, False, (0, 0), Unpaired.OTHER_SEED, situations)
    ours, theirs = _by_play(first), _by_play(second)
    same = [key for key in ours if key in theirs and _truth(first, ours[key]) == _truth(second, theirs[key])]
    if not same:
        return Comparison(*sides, False, (0, 0), Unpaired.NO_PLAY_IN_COMMON, situations)
    left_out = len(first.plays) - len(same), len(second.plays) - len(same)
    return Comparison(
        Side(first.only({ours[key].home for key in same}), first.solution),
        Side(second.only({theirs[key].home for key in same}), second.solution),
        paired=True,
        left_out=left_out,
        why=None,
        situations=situations,
    )


def _by_play(results: Results) -> dict[_Play, Play]:
    return {(play.scenario, play.level, play.repeat): play for play in results.plays}


def _truth(results: Results, play: Play) -> list[tuple[str, datetime, datetime, datetime]]:
    return sorted((e.label, e.hazard_from, e.deadline, e.end) for e in results.truth if e.home == play.home)


@dataclass(frozen=True, slots=True)
class _Told:
    on_time: bool
    delay: float | None


def _told(results: Results, scored: Part) -> dict[_Episode, _Told]:
    """Give what came of each episode, by what it is in any run of the same plays."""
    plays = {play.home: (play.scenario, play.level, play.repeat) for play in results.plays}
    matched = {id(pair.episode): pair for pair in scored.score.matches}
    found: dict[_Episode, _Told] = {}
    for episode in [pair.episode for pair in scored.score.matches] + list(scored.score.missed):
        number = 0
        while (key := (plays[episode.home], episode.label, episode.hazard_from, number)) in found:
            number += 1  # two of one kind at one moment, as of a couple
        pair = matched.get(id(episode))
        found[key] = _Told(False, None) if pair is None else _Told(pair.on_time, max(pair.delay.total_seconds(), 0.0))
    return found


def _on_time(first: Mapping[_Episode, _Told], second: Mapping[_Episode, _Told]) -> Pairs:
    return _pairs([(one.on_time, second[key].on_time) for key, one in first.items()])


def _any_time(first: Mapping[_Episode, _Told], second: Mapping[_Episode, _Told]) -> Pairs:
    return _pairs([(one.delay is not None, second[key].delay is not None) for key, one in first.items()])


def _sooner(first: Mapping[_Episode, _Told], second: Mapping[_Episode, _Told]) -> list[float]:
    both = [(one.delay, second[key].delay) for key, one in first.items()]
    return [one - other for one, other in both if one is not None and other is not None]


def _pairs(seen: Collection[tuple[bool, bool]]) -> Pairs:
    count = Counter(seen)
    return Pairs(*(count[each] for each in ((True, True), (True, False), (False, True), (False, False))))
