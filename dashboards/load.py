"""Staff's load in words: each figure against its target, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from babel.numbers import format_percent

from alerts.load import Figure, Proved, Quiet, Source, Verdict
from alerts.load.answers import quantile
from alerts.load.site import SiteLoad
from care.estimates import Estimate
from care.situations import SITUATIONS
from dashboards.directory import Directory
from dashboards.tongue import Tongue, message

_M: Final = message
FIGURE_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "calls per operator": (_M("Alerts for each person in 10 minutes, on average"), ""),
        "most calls per operator": (_M("Most alerts for one person in 10 minutes"), ""),
        "periods over ten": (_M("10-minute periods with more than 10 alerts for one person"), "%"),
        "time in floods": (_M("Time in floods of alerts"), "%"),
        "ten worst sources": (_M("Part of the alerts that the ten worst sources raise"), "%"),
        "chattering sources": (_M("Sources that come and go three times in a minute"), ""),
        "standing a day": (_M("Alerts that stand for over 24 hours, on the worst day"), ""),
        "low priority": (_M("Low priority"), "%"),
        "medium priority": (_M("Medium priority"), "%"),
        "high priority": (_M("High priority"), "%"),
        "answered in 60 s": (_M("Answered within 60 seconds"), "%"),
        "answered in 180 s": (_M("Answered within 180 seconds"), "%"),
        "there in 60 min": (_M("Somebody there within 60 minutes"), "%"),
    }
)
VERDICT_WORDS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.MET: _M("within the target"),
        Verdict.NOT_MET: _M("over the target"),
        Verdict.TOO_LITTLE: _M("too little data"),
    }
)
STANDARD_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ISA-18.2": _M("ISA-18.2"),
        "TSA": _M("TSA, telecare"),
        "Swedish guarantees": _M("Swedish guarantees"),
    }
)
BELOW: Final = _M("under the target")
QUIET_WORDS: Final[Mapping[Quiet, str]] = MappingProxyType(
    {
        Quiet.HANDOVER: _M("found late, for the handover"),
        Quiet.SHELVED: _M("shelved by somebody"),
        Quiet.SUPPRESSED: _M("suppressed by design"),
        Quiet.OUT_OF_SERVICE: _M("out of service"),
        Quiet.INHIBITED: _M("hidden under their cause"),
        Quiet.REPORTED: _M("reported by people"),
    }
)
MOST_FLOODS: Final = 20
_SPACE: Final = 1.1


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure in words; ``bar`` and ``mark`` are its value and target as percent of the little picture's width."""

    words: str
    value: str
    interval: str
    target: str
    verdict: Verdict
    verdict_words: str
    n: int
    bar: float | None
    mark: float


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source with how often it called, or chattered, and its share."""

    rule: str
    home: str
    device: str
    number: int
    share: str


@dataclass(frozen=True, slots=True)
class ShownProved:
    """What closed alerts proved to be; ``share`` of false ones with its interval."""

    name: str
    false: int
    true: int
    unclear: int
    share: str


@dataclass(frozen=True, slots=True)
class ShownLoad:
    """The page: a sentence, the figures, and the tables beneath."""

    sentence: str
    span: str
    operators: str
    figures: tuple[ShownFigure, ...]
    floods: tuple[str, ...]
    floods_more: int
    worst: tuple[ShownSource, ...]
    chattering: tuple[ShownSource, ...]
    waits: tuple[str, ...]
    by_rule: tuple[ShownProved, ...]
    by_device: tuple[ShownProved, ...]
    left_out: tuple[tuple[str, int], ...]
    not_timed: tuple[tuple[str, int], ...]


def shown_load(measured: SiteLoad, directory: Directory, tongue: Tongue) -> ShownLoad:
    """Say a site's load."""
    load, zone = measured.load, measured.site.tz
    verdicts = [figure.verdict for figure in load.figures]
    calls = tongue.count("{n} alert called somebody.", "{n} alerts called somebody.", load.calls)
    sentence = tongue.say(
        "{calls} Of {all} figures {met} meet their target, {over} do not; for {little} there is too little data.",
        calls=calls,
        all=len(verdicts),
        met=verdicts.count(Verdict.MET),
        over=verdicts.count(Verdict.NOT_MET),
        little=verdicts.count(Verdict.TOO_LITTLE),
    )
    by_rota = message("People are counted by the rota.")
    by_nobody = message("There is no rota: one person is counted as on duty.")
    answers = load.answers
    return ShownLoad(
        sentence=sentence,
        span=f"{tongue.moment(load.since, zone)} – {tongue.moment(load.until, zone)}",
        operators=tongue.say(by_rota if measured.by_rota else by_nobody),
        figures=tuple(_figure(figure, tongue) for figure in load.figures),
        floods=tuple(
            tongue.say(
                "{since}, {age}: {number} alerts",
                since=tongue.moment(one.since, zone),
                age=tongue.age(one.until - one.since),
                number=one.calls,
            )
            for one in load.floods[:MOST_FLOODS]
        ),
        floods_more=max(0, len(load.floods) - MOST_FLOODS),
        worst=tuple(
            _source(one.source, one.calls, _percent(one.share, tongue), directory, tongue) for one in load.worst
        ),
        chattering=tuple(_source(one.source, one.transitions, "", directory, tongue) for one in load.chattering),
        waits=tuple(
            said
            for said in (
                _waits(
                    message("Answered: half within {half}, nine of ten within {most} ({n} alerts)."),
                    answers.waits,
                    tongue,
                ),
                _waits(
                    message("Somebody there: half within {half}, nine of ten within {most} ({n} alerts)."),
                    load.arrivals,
                    tongue,
                ),
            )
            if said
        ),
        by_rule=tuple(_proved(one, _rule(one.name, tongue), tongue) for one in load.false_by_rule),
        by_device=tuple(_proved(one, _device(one.name, directory), tongue) for one in load.false_by_device),
        left_out=tuple((tongue.say(QUIET_WORDS[why]), load.left_out[why]) for why in Quiet if load.left_out.get(why)),
        not_timed=tuple(
            (tongue.say(words), number)
            for words, number in (
                (message("over by themselves within 180 seconds"), answers.over_first),
                (message("found late"), answers.found_late),
                (message("still waiting, for less than 180 seconds"), answers.waiting),
            )
            if number
        ),
    )


def figure_value(figure: Figure, tongue: Tongue) -> str:
    """Say a figure's value; a dash where nothing was counted."""
    return "–" if figure.value is None else _number(figure.name, figure.value, tongue)


def _figure(figure: Figure, tongue: Tongue) -> ShownFigure:
    target = figure.target
    limit = _number(figure.name, target.limit, tongue)
    text = message("at least {limit} ({standard})") if target.at_least else message("at most {limit} ({standard})")
    verdict = BELOW if figure.verdict is Verdict.NOT_MET and target.at_least else VERDICT_WORDS[figure.verdict]
    whole = max(figure.value or 0, target.limit, 1e-9) * _SPACE
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f"{_number(figure.name, figure.low, tongue)} – {_number(figure.name, figure.high, tongue)}"
    return ShownFigure(
        words=tongue.say(FIGURE_WORDS[figure.name][0]),
        value=figure_value(figure, tongue),
        interval=interval,
        target=tongue.say(text, limit=limit, standard=tongue.say(STANDARD_WORDS[target.standard.value])),
        verdict=figure.verdict,
        verdict_words=tongue.say(verdict),
        n=figure.n,
        bar=None if figure.value is None else round(100 * figure.value / whole, 1),
        mark=round(100 * target.limit / whole, 1),
    )


def _number(name: str, value: float, tongue: Tongue) -> str:
    return _percent(value, tongue) if FIGURE_WORDS[name][1] else tongue.number(value)


def _percent(share: float, tongue: Tongue) -> str:
    said: str = format_percent(share, format="#,##0.#%", locale=tongue.code)
    return said


def _source(source: Source, number: int, share: str, directory: Directory, tongue: Tongue) -> ShownSource:
    card = directory.card(source.home) if source.home else None
    return ShownSource(
        rule=_rule(source.situation, tongue),
        home=card.home.name if card else tongue.say("The whole site"),
        device=card.device_name(source.device) if card and source.device else "–",
        number=number,
        share=share,
    )


def _rule(name: str, tongue: Tongue) -> str:
    return tongue.say(SITUATIONS[name].words)


def _device(name: str, directory: Directory) -> str:
    home, _, device = name.partition("/")
    card = directory.card(home)
    return f"{card.device_name(device)}, {card.home.name}"


def _proved(one: Proved, name: str, tongue: Tongue) -> ShownProved:
    share = one.share
    said = "–"
    if isinstance(share, Estimate):
        said = f"{_percent(share.value, tongue)} ({_percent(share.low, tongue)} – {_percent(share.high, tongue)})"
    return ShownProved(name, one.false, one.true, one.unclear, said)


def _waits(text: str, waits: Sequence[timedelta], tongue: Tongue) -> str:
    half, most = quantile(waits, 0.5), quantile(waits, 0.9)
    if half is None or most is None:
        return ""
    return tongue.say(text, half=tongue.age(half), most=tongue.age(most), n=len(waits))
