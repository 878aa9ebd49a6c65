"""Every miss, late alert and false alarm of a score, each with the page that shows it on a timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from care.situations import SITUATIONS
from dashboards.figures_said import spelled
from dashboards.plays import level_words, scenario_words
from dashboards.tongue import Tongue, message
from evaluation.solutions.results import Results
from evaluation.solutions.scored import Card

MOST_LISTED: Final = 15
"""So many of a kind stand on the page of the score; their own page has all."""

A_PAGE: Final = 100
"""So many stand on a page of their own; the next page goes on."""


class Kind(StrEnum):
    """What can go wrong with an alert, or with none."""

    MISSED = "missed"
    LATE = "late"
    FALSE = "false"


HEADINGS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.MISSED: message("{name}: missed"),
        Kind.LATE: message("{name}: told too late"),
        Kind.FALSE: message("{name}: false alarms"),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A miss, a late or a false alarm: what and when, and the page that shows it on a timeline."""

    href: str
    words: str
    where: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings of one kind by one source, oldest first, from ``skipped`` on of ``count``; ``href`` has all."""

    heading: str
    href: str
    listed: tuple[Finding, ...]
    skipped: int
    count: int

    @property
    def more(self) -> int | None:
        """How many are passed over by the page that goes on from here; None when this is the last."""
        reached = self.skipped + len(self.listed)
        return reached if reached < self.count else None


@dataclass(frozen=True, slots=True)
class _Wrong:
    when: datetime
    home: str
    label: str
    at: datetime
    after: timedelta | None = None


def findings(
    card: Card, kind: Kind, name: str, tongue: Tongue, zone: ZoneInfo, *, skip: int = 0, most: int = MOST_LISTED
) -> Findings:
    """Give what went wrong of one kind; ``name`` is what people call the source."""
    those = sorted(_wrong(card, kind), key=lambda one: (one.when, one.home))
    return Findings(
        heading=tongue.say(HEADINGS[kind], name=name),
        href=f"/runs/{card.results.run}/findings?kind={kind}&source={quote(card.source)}",
        listed=tuple(_finding(card.results, one, tongue, zone) for one in those[skip : skip + most]),
        skipped=skip,
        count=len(those),
    )


def _wrong(card: Card, kind: Kind) -> list[_Wrong]:
    scored = card.total.score
    if kind is Kind.MISSED:
        return [_Wrong(one.hazard_from, one.home, one.label, one.hazard_from) for one in scored.missed]
    if kind is Kind.FALSE:
        return [_Wrong(one.onset, str(one.home), one.situation, one.onset) for one in scored.false]
    late = [(pair.episode, pair) for pair in scored.matches if not pair.on_time]
    return [_Wrong(one.hazard_from, one.home, one.label, pair.alert.onset, pair.delay) for one, pair in late]


def _finding(results: Results, one: _Wrong, tongue: Tongue, zone: ZoneInfo) -> Finding:
    play = results.play(one.home)
    situation = tongue.say(SITUATIONS[one.label].words) if one.label in SITUATIONS else one.label
    words = f"{situation} {tongue.moment(one.when, zone)}"
    if one.after is not None:
        words += f" (+{spelled(one.after, tongue)})"
    where = f"{scenario_words(play.scenario, tongue)}, {level_words(play.level, tongue)}" if play else ""
    return Finding(f"/runs/{results.run}/homes/{one.home}?at={quote(one.at.isoformat())}", words, where)
