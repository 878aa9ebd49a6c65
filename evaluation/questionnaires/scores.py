"""The scores of a trial: what was answered in its homes on its days, one line each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from care.estimates import TooLittle
from care.questionnaires import Answered, Answerer
from care.trials import Trial
from evaluation.questionnaires.file import shipped
from evaluation.questionnaires.scoring import score
from store.registry import Registry

INDICATED: Final[Mapping[str, str]] = MappingProxyType({"who5": "wellbeing", "sus": "usability"})
"""Which indicator an instrument's scores are."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One questionnaire's score; ``at`` is when it was answered (on paper: noon), ``day`` the local day of that.

    ``indicator`` is the one that it counts for, None where there is none.
    """

    id: str
    home: str
    resident: str | None
    instrument: str
    indicator: str | None
    answerer: Answerer
    is_proxy: bool
    easy: bool
    day: date
    at: datetime
    skipped: int
    score: float


def scores(registry: Registry, trial: Trial) -> list[Scored]:
    """Give the scores of a trial's homes from its first to its last day, by home and day.

    What was removed, and what has no score because too much was skipped, is left out. Consents are not looked at.
    """
    plan = trial.plan
    return list(scored(registry.answers.between(plan.homes, plan.first, plan.last)))


def scored(answered: Iterable[Answered]) -> Iterator[Scored]:
    """Score what was answered; what has no score, or is of an instrument that there is no more, is left out."""
    known = shipped()
    for one in answered:
        instrument = known.get(one.instrument)
        reached = TooLittle("", 0) if instrument is None else score(instrument, one)
        if instrument is None or isinstance(reached, TooLittle):
            continue
        yield Scored(
            id=one.id,
            home=one.home,
            resident=one.resident,
            instrument=one.instrument,
            indicator=INDICATED.get(one.instrument),
            answerer=one.answerer,
            is_proxy=one.is_proxy,
            easy=one.easy,
            day=one.day,
            at=one.at,
            skipped=len(instrument.items) - len(one.answers),
            score=reached,
        )
