"""Figures of a score in words: each with its interval, two sides beside each other, and how they differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isinf
from types import MappingProxyType
from typing import Final

from babel.numbers import format_percent

from care.estimates import Estimate, Result
from care.solutions import BASELINE
from dashboards.tongue import Tongue, message
from evaluation.differences import WITHIN_PAIRS
from evaluation.solutions.compared import Compared, Comparison, Figure, Unpaired
from evaluation.solutions.scored import Part

_M: Final = message
FIGURE_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "recall": (_M("Told on time"), _M("part of what was dangerous, told before the deadline")),
        "recall_any_time": (_M("Told at all"), _M("part of what was dangerous, told at any time")),
        "precision": (_M("Right when it tells"), _M("part of the alerts that told of something true")),
        "median_delay": (_M("Median delay"), _M("from the danger to the alert; what was missed counts as waiting")),
        "false_alarms": (_M("False alarms"), _M("for each resident and week")),
    }
)
_MINUTE: Final = 60
_HOUR: Final = 3600
SHARES: Final = frozenset({"recall", "recall_any_time", "precision"})
VERDICT_WORDS: Final[Mapping[bool | None, str]] = MappingProxyType(
    {True: _M("better"), False: _M("worse"), None: _M("no difference shown")}
)
UNPAIRED_WORDS: Final[Mapping[Unpaired, str]] = MappingProxyType(
    {
        Unpaired.OTHER_SEED: _M("The runs have different seeds, so nothing is paired: all plays of both are compared."),
        Unpaired.NO_PLAY_IN_COMMON: _M(
            "The runs have no play in common, so nothing is paired: all plays of both are compared."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in words; ``low``, ``at`` and ``high`` are places in percent of the little picture's width."""

    value: str
    interval: str
    n: int
    at: float | None = None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure of both sides, and their difference; ``better`` is the first's, None where it cannot be said.

    ``note`` says what of both the difference rests on, where that is not all.
    """

    name: str
    words: str
    explained: str
    first: Said
    second: Said | None
    difference: Said | None
    better: bool | None
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """Two sides by name, figure by figure; ``how`` says what is paired and left out, ``pairs`` who told what."""

    first: str
    second: str
    figures: tuple[ShownFigure, ...]
    how: str
    pairs: str


def source_words(source: str, name: str, tongue: Tongue) -> str:
    """Name a source of alerts: the built-in rules, or the solution by what people call it."""
    return tongue.say("The built-in rules") if source == BASELINE else name


def shown_comparison(compared: Comparison, names: tuple[str, str], tongue: Tongue) -> ShownComparison:
    """Say two sides, figure by figure."""
    total = compared.total
    how = [] if compared.why is None else [tongue.say(UNPAIRED_WORDS[compared.why])]
    if compared.paired:
        how.append(tongue.count("Both saw the same {n} play.", "Both saw the same {n} plays.", total.plays))
    if any(compared.left_out):
        ours, theirs = compared.left_out
        how.append(
            tongue.say(
                "Plays without a pair are left out: {first} of the first, {second} of the second.",
                first=ours,
                second=theirs,
            )
        )
    return ShownComparison(
        *names, tuple(_beside(one, tongue) for one in total.figures.values()), " ".join(how), _pairs(total, tongue)
    )


def said(name: str, one: Result, tongue: Tongue, whole: float = 0.0, *, signed: bool = False) -> Said:
    """Say a figure with its interval; ``whole`` is what the whole width of the little picture stands for."""
    if not isinstance(one, Estimate):
        return Said(tongue.say("too little data"), "", one.n)
    value, low, high = (_number(name, number, tongue, signed=signed) for number in (one.value, one.low, one.high))
    interval = tongue.say("{low} to {high}", low=low, high=high)
    if signed and name in SHARES:
        value = tongue.say("{points} percentage points", points=value)
    if not whole or signed:
        return Said(value, interval, one.n)
    at, left, right = (round(100 * min(max(number, 0) / whole, 1), 2) for number in (one.value, one.low, one.high))
    return Said(value, interval, one.n, at, left, right)


def spelled(length: timedelta, tongue: Tongue) -> str:
    """Say how long to the nearest second, from an hour on to the nearest minute: 40 s, 9 min 55 s, 1 h 2 min."""
    seconds = round(abs(length).total_seconds())
    if seconds >= _HOUR:
        return tongue.age(timedelta(minutes=round(seconds / _MINUTE)))
    minutes, rest = divmod(seconds, _MINUTE)
    parts = [f"{number} {tongue.say(unit)}" for number, unit in ((minutes, "min"), (rest, "s")) if number]
    return " ".join(parts) or f"0 {tongue.say('s')}"


def _number(name: str, value: float, tongue: Tongue, *, signed: bool) -> str:
    if isinf(value):
        return "∞"
    sign = "" if not signed or not value else "+" if value > 0 else "−"
    size = abs(value) if signed else value
    if name in SHARES:
        share: str = format_percent(size, format="#,##0%", locale=tongue.code)
        return sign + (tongue.number(round(100 * size)) if signed else share)
    if name == "median_delay":
        return sign + spelled(timedelta(seconds=size), tongue)
    return sign + tongue.number(size)


def _beside(figure: Figure, tongue: Tongue) -> ShownFigure:
    words, explained = FIGURE_WORDS[figure.name]
    whole = _whole(figure.name, (figure.first, figure.second))
    little = not isinstance(figure.difference, Estimate)
    return ShownFigure(
        name=figure.name,
        words=tongue.say(words),
        explained=tongue.say(explained),
        first=said(figure.name, figure.first, tongue, whole),
        second=said(figure.name, figure.second, tongue, whole),
        difference=said(figure.name, figure.difference, tongue, signed=True),
        better=figure.better,
        verdict=tongue.say(message("too little data") if little else VERDICT_WORDS[figure.better]),
        note=tongue.say("where both told, n = {n}", n=figure.difference.n)
        if isinstance(figure.difference, Estimate) and figure.difference.method == WITHIN_PAIRS
        else "",
    )


def alone(total: Part, tongue: Tongue) -> Iterable[ShownFigure]:
    """Say the figures of one side that nothing is beside."""
    for name, one in total.figures.items():
        words, explained = (tongue.say(text) for text in FIGURE_WORDS[name])
        yield ShownFigure(name, words, explained, said(name, one, tongue, _whole(name, (one,))), None, None, None, "")


def _whole(name: str, figures: Sequence[Result]) -> float:
    """Give what the whole width stands for: 1 of a share, else the farthest that any of them reaches."""
    if name in SHARES:
        return 1.0
    reached = [one.value if isinf(one.high) else one.high for one in figures if isinstance(one, Estimate)]
    return 1.1 * max(reached, default=0.0)


def _pairs(total: Compared, tongue: Tongue) -> str:
    pairs = total.pairs
    if pairs is None or not pairs.n:
        return ""
    return tongue.say(
        "Of {n} situations, both told {both} on time, only the first {first}, only the second {second}, neither"
        " {neither}.",
        n=pairs.n,
        both=pairs.both,
        first=pairs.first_only,
        second=pairs.second_only,
        neither=pairs.neither,
    )
