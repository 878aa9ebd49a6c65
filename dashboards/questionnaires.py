"""Questionnaires in words: the questions one by one with their choices, who may answer, and what was answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from care.estimates import TooLittle
from care.people import Resident
from care.questionnaires import Answered, Answerer, Way
from dashboards.directory import Directory
from dashboards.tongue import Tongue, message
from evaluation.questionnaires.file import shipped
from evaluation.questionnaires.instrument import Choice, Instrument
from evaluation.questionnaires.scoring import score

OF_RESIDENT: Final[Mapping[Answerer, str]] = MappingProxyType(
    {
        Answerer.RESIDENT: message("Resident {resident} answers"),
        Answerer.RELATIVE: message("A relative answers in place of resident {resident}"),
        Answerer.STAFF: message("Staff answer in place of resident {resident}"),
    }
)
OF_THEMSELVES: Final[Mapping[Answerer, str]] = MappingProxyType(
    {
        Answerer.RELATIVE: message("A relative answers for themselves"),
        Answerer.STAFF: message("One of the staff answers for themselves"),
    }
)
WAY_WORDS: Final[Mapping[Way, str]] = MappingProxyType(
    {
        Way.SCREEN: message("on a screen"),
        Way.PAPER: message("on paper"),
        Way.FILE: message("from a file"),
        Way.SIMULATED: message("simulated"),
    }
)
NO_RESIDENT: Final = "-"


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice: its words, and how far along the scale it stands, from 0 to 1; ``named``: its words are its own."""

    value: int
    words: str
    part: float
    chosen: bool
    named: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question, in the instrument's words and in easy ones."""

    id: str
    number: int
    words: str
    easy: str
    choices: tuple[ShownChoice, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who may answer: ``value`` is what a form brings back."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownAnswered:
    """A filled-in questionnaire in words; ``look``: its score asks somebody to talk with the person."""

    id: str
    title: str
    who: str
    when: str
    way: str
    score: str
    look: bool


def questions(instrument: Instrument, tongue: Tongue, chosen: Mapping[str, int]) -> tuple[ShownQuestion, ...]:
    """Say an instrument's questions, with what was ``chosen`` already."""
    return tuple(
        ShownQuestion(
            id=item.id,
            number=number,
            words=item.says.in_(tongue.code),
            easy=item.easy.in_(tongue.code),
            choices=tuple(_choice(one, instrument, tongue, chosen.get(item.id)) for one in instrument.choices),
        )
        for number, item in enumerate(instrument.items, start=1)
    )


def who_may_answer(residents: Iterable[Resident], tongue: Tongue) -> list[Who]:
    """Say who may answer in a home: each resident, somebody in their place, a relative, the staff."""
    of_residents = [
        Who(f"{one.id} {answerer}", tongue.say(words, resident=one.id))
        for one in residents
        for answerer, words in OF_RESIDENT.items()
    ]
    own = [Who(f"{NO_RESIDENT} {answerer}", tongue.say(words)) for answerer, words in OF_THEMSELVES.items()]
    return of_residents + own


def answered(kept: Sequence[Answered], directory: Directory, tongue: Tongue) -> tuple[ShownAnswered, ...]:
    """Say what was answered in a home."""
    return tuple(_answered(one, directory, tongue) for one in kept)


def who_answers(resident: str | None, answerer: Answerer, tongue: Tongue) -> str:
    """Say who answers, and for whom."""
    if resident is None:
        return tongue.say(OF_THEMSELVES[answerer])
    return tongue.say(OF_RESIDENT[answerer], resident=resident)


def _choice(one: Choice, instrument: Instrument, tongue: Tongue, chosen: int | None) -> ShownChoice:
    place = one.value - instrument.first
    steps = instrument.last - instrument.first
    said = one.says.in_(tongue.code) if one.says else tongue.say("{n} of {all}", n=place + 1, all=steps + 1)
    return ShownChoice(one.value, said, place / steps, one.value == chosen, one.says is not None)


def _answered(one: Answered, directory: Directory, tongue: Tongue) -> ShownAnswered:
    instrument = shipped().get(one.instrument)
    reached = TooLittle("", 0) if instrument is None else score(instrument, one)
    look = instrument is not None and instrument.look is not None
    return ShownAnswered(
        id=one.id,
        title=instrument.title if instrument else one.instrument,
        who=who_answers(one.resident, one.answerer, tongue),
        when=f"{tongue.day(one.day)}, {tongue.say(WAY_WORDS[one.way])}, {directory.person(one.by)}",
        way=tongue.say(WAY_WORDS[one.way]),
        score=tongue.say("no score: too much was skipped")
        if isinstance(reached, TooLittle)
        else tongue.number(reached),
        look=look and not isinstance(reached, TooLittle) and reached <= (instrument.look or 0) if instrument else False,
    )
