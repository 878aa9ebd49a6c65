"""The staff's pulse in words: the questions with their faces, and the weeks that may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from care.pulse import LEAST, MOST, QUESTIONS, PulseWeek
from dashboards.tongue import Tongue, message

_M: Final = message
QUESTION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heavy": _M("How heavy was the work this week?"),
        "hurried": _M("How often did you have to hurry?"),
        "no_time": _M("How often was there too little time for a resident?"),
    }
)
CHOICE_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "heavy": (_M("Very light"), _M("Rather light"), _M("Just right"), _M("Rather heavy"), _M("Very heavy")),
        "hurried": (_M("Never"), _M("Seldom"), _M("Sometimes"), _M("Often"), _M("All the time")),
        "no_time": (_M("Never"), _M("Seldom"), _M("Sometimes"), _M("Often"), _M("All the time")),
    }
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of the pulse with its choices, from light to heavy: value, words, part of the scale."""

    id: str
    words: str
    choices: tuple[tuple[int, str, float], ...]


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week: its Monday, how many answered, the mean of each question, and of all as percent of the scale."""

    when: str
    answers: int
    means: tuple[str, ...]
    mean: str
    bar: float


def asked(tongue: Tongue) -> tuple[AskedQuestion, ...]:
    """Say the questions."""
    return tuple(
        AskedQuestion(
            name,
            tongue.say(QUESTION_WORDS[name]),
            tuple(
                (value, tongue.say(words), (value - LEAST) / (MOST - LEAST))
                for value, words in enumerate(CHOICE_WORDS[name], start=LEAST)
            ),
        )
        for name in QUESTIONS
    )


def weeks(found: Iterable[PulseWeek], tongue: Tongue) -> tuple[ShownWeek, ...]:
    """Say the weeks that may be shown, the newest first."""
    return tuple(
        ShownWeek(
            when=tongue.short_day(one.monday),
            answers=one.answers,
            means=tuple(tongue.number(round(one.sums[name] / one.answers, 1)) for name in QUESTIONS),
            mean=tongue.number(round(one.mean, 1)),
            bar=round(100 * (one.mean - LEAST) / (MOST - LEAST), 1),
        )
        for one in sorted(found, key=lambda one: one.monday, reverse=True)
    )
