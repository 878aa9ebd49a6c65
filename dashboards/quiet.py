"""Standing orders in words: for whom and what nobody is called, until when, who asked for it, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from care.situations import SITUATIONS, Situation
from care.suppression import Suppression
from dashboards.directory import Directory
from dashboards.rows import RANK
from dashboards.standing import STATE_WORDS
from dashboards.tongue import Tongue


@dataclass(frozen=True, slots=True)
class Order:
    """One order as a page says it."""

    id: str
    site: str
    where: str
    what: str
    kind: str
    since: str
    until: str
    by: str
    reason: str
    can_end: bool


def order(one: Suppression, directory: Directory, tongue: Tongue, zone: ZoneInfo, *, can_end: bool) -> Order:
    """Say an order in a language, its times in its site's zone."""
    where = directory.card(one.home).home.name if one.home else tongue.say("The whole site")
    if one.resident:
        where += " · " + tongue.say("Resident {resident}", resident=one.resident)
    return Order(
        id=one.id,
        site=one.site,
        where=where,
        what=tongue.say(SITUATIONS[one.situation].words if one.situation else "All alerts"),
        kind=tongue.say(STATE_WORDS[one.kind]),
        since=tongue.moment(one.since, zone),
        until=tongue.moment(one.until, zone) if one.until else tongue.say("until somebody ends it"),
        by=directory.person(one.by),
        reason=one.reason,
        can_end=can_end,
    )


def choices(situations: Iterable[Situation]) -> list[Situation]:
    """Put situations in the order in which people look for them: those of people first, the urgent ones first."""
    return sorted(situations, key=lambda one: (one.technical, RANK[one.priority]))
