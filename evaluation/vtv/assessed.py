"""A trial by the areas of VTV: what it found of each aim, and what assessors say, side by side; never a sum."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from care.trials import Aspect
from care.vtv import Area, Assessment, Mark
from evaluation.indicators import INDICATORS
from evaluation.trials.analysis import Analysis, Outcome, Verdict

MARKS: Final[Mapping[Verdict, Mark]] = MappingProxyType(
    {
        Verdict.PASS: Mark.PASS,
        Verdict.FAIL: Mark.FAIL,
        Verdict.TOO_LITTLE: Mark.TOO_LITTLE,
        Verdict.NOT_CAUSAL: Mark.TOO_LITTLE,
    }
)
"""How a trial's verdict stands in VTV: without a lot nothing shows what a change came from, so it cannot tell."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of an area: what the trial found of it (``outcome``), what assessors say of it, or both.

    ``name`` is an indicator's, or assessors' own words. ``said`` holds the last word of each assessor, the oldest
    first.
    """

    area: Area
    name: str
    outcome: Outcome | None
    said: tuple[Assessment, ...]

    @property
    def words(self) -> str:
        """What it is called: an indicator's message id for translation, or assessors' own words."""
        return INDICATORS[self.name].words if self.name in INDICATORS else self.name

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks: the trial's first, then the assessors'. They may differ; nothing is made of them."""
        found = () if self.outcome is None else (MARKS[self.outcome.verdict],)
        return (*found, *(one.mark for one in self.said))

    @property
    def agreed(self) -> Mark | None:
        """The one mark that all give; None where they differ."""
        return self.marks[0] if len(set(self.marks)) == 1 else None


def assessed(analysis: Analysis, said: Iterable[Assessment]) -> tuple[Criterion, ...]:
    """Give every criterion, area by area: the trial's aims in the order of its plan, then the assessors' own."""
    words = _last_words(said)
    return tuple(one for area in Area for one in _of_area(area, analysis, words))


def by_area(criteria: Iterable[Criterion]) -> Mapping[Area, tuple[Criterion, ...]]:
    """Give them by area; an area with none is there too, empty: that nobody looked is a finding."""
    listed = tuple(criteria)
    return {area: tuple(one for one in listed if one.area is area) for area in Area}


def _last_words(said: Iterable[Assessment]) -> tuple[Assessment, ...]:
    latest: dict[tuple[Area, str, str], Assessment] = {}
    for one in sorted(said, key=lambda each: each.at):
        latest[one.area, one.criterion.casefold(), one.by] = one
    return tuple(latest.values())


def _of_area(area: Area, analysis: Analysis, said: tuple[Assessment, ...]) -> Iterator[Criterion]:
    theirs: dict[str, list[Assessment]] = {}
    for one in said:
        if one.area is area:
            theirs.setdefault(one.criterion.casefold(), []).append(one)
    order = list(Aspect)
    for outcome in sorted(analysis.outcomes, key=lambda each: order.index(each.aim.aspect)):
        name = outcome.indicator.name
        if outcome.indicator.area is area:
            yield Criterion(area, name, outcome, tuple(theirs.pop(name, ())))
    for words in theirs.values():
        yield Criterion(area, words[0].criterion, None, tuple(words))
