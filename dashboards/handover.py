"""The handover: what happened at a site since the evening, home by home; what is open, silent, late or not so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from care.alerts import PUT_ASIDE, REPORTED, Alert, Outcome, State
from care.situations import SITUATIONS, Priority
from dashboards.directory import Directory, HomeCard
from dashboards.rows import PRIORITY_WORDS, order
from dashboards.standing import lateness, outcome_words, standing
from dashboards.tongue import Tongue

EVENING: Final = time(21)
"""When the evening begins, if nobody chooses."""

MOST_LINES: Final = 100
"""So many alerts stand on the page; it says so when there were more."""

SILENT: Final = frozenset({"device_silent", "home_silent", "site_silent", "gateway_silent"})


@dataclass(frozen=True, slots=True)
class Line:
    """One alert: when, what, how it stands; ``facts`` are who answered, how soon, who was there."""

    alert: str
    when: str
    what: str
    priority: Priority
    priority_words: str
    stands: str
    facts: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class HomeNight:
    """One home since the evening: all that happened, and in words what is silent there."""

    id: str
    name: str
    lines: tuple[Line, ...]
    silent: tuple[str, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Handover:
    """The page: homes with something to tell, the names of the quiet ones, and how many there were of what."""

    homes: tuple[HomeNight, ...]
    quiet: tuple[str, ...]
    counts: tuple[str, ...]
    unlisted: int


def evening_before(now: datetime, zone: ZoneInfo) -> datetime:
    """Give the last evening's beginning before ``now``, where it is."""
    local = now.astimezone(zone)
    evening = datetime.combine(local.date(), EVENING, zone)
    return evening if evening < local else datetime.combine(local.date() - timedelta(days=1), EVENING, zone)


def handover(
    cards: Sequence[HomeCard],
    alerts: Iterable[Alert],
    directory: Directory,
    tongue: Tongue,
    *,
    since: Mapping[str, datetime],
    zone: ZoneInfo,
    whole_site: datetime,
) -> Handover:
    """Lay out the handover of a site.

    Args:
        cards: Its homes.
        alerts: Its alerts that may belong here; what was over and dealt with before the evening is left out.
        directory: Names.
        tongue: The reader's language.
        since: By home, the evening by its clock.
        zone: The site's.
        whole_site: The evening for alerts of the whole site.
    """
    told = [a for a in alerts if _belongs(a, since.get(a.home or "", whole_site))]
    shown = sorted(told, key=lambda a: (_is_over(a), order(a)))[:MOST_LINES]
    names = {card.home.id: card for card in cards}
    homes = [
        _home(card, [a for a in shown if a.home == card.home.id], told, directory, tongue)
        for card in sorted(cards, key=lambda card: card.home.name)
    ]
    whole = [a for a in shown if a.home not in names]
    if whole:
        lines = tuple(_line(a, directory, tongue, zone) for a in whole)
        said = HomeNight("", tongue.say("The whole site"), lines, (), sum(not _is_over(a) for a in whole))
        homes.insert(0, said)
    busy = [home for home in homes if home.lines or home.silent]
    return Handover(
        homes=tuple(sorted(busy, key=lambda home: (-home.open, not home.silent))),
        quiet=tuple(home.name for home in homes if not (home.lines or home.silent)),
        counts=tuple(_counts(told, tongue)),
        unlisted=len(told) - len(shown),
    )


def _belongs(alert: Alert, since: datetime) -> bool:
    return not _is_over(alert) or alert.onset >= since or bool(alert.acknowledged and alert.acknowledged >= since)


def _is_over(alert: Alert) -> bool:
    return alert.state is State.CLOSED


def _home(
    card: HomeCard, lines: Sequence[Alert], told: Sequence[Alert], directory: Directory, tongue: Tongue
) -> HomeNight:
    silent = [a for a in told if a.home == card.home.id and a.situation in SILENT and a.end is None]
    return HomeNight(
        id=card.home.id,
        name=card.home.name,
        lines=tuple(_line(a, directory, tongue, card.zone) for a in sorted(lines, key=lambda a: a.onset)),
        silent=tuple(
            dict.fromkeys(
                tongue.say(
                    "{device} silent since {time}",
                    device=card.device_name(a.seen[-1].device)
                    if a.situation == "device_silent" and a.seen
                    else tongue.say("The home"),
                    time=tongue.moment(a.onset, card.zone),
                )
                for a in silent
            )
        ),
        open=sum(not _is_over(a) for a in lines),
    )


def _line(alert: Alert, directory: Directory, tongue: Tongue, zone: ZoneInfo) -> Line:
    facts = []
    if alert.acknowledged and alert.source != REPORTED and alert.acknowledged >= alert.onset:
        facts.append(tongue.say("answered after {age}", age=tongue.age(alert.acknowledged - alert.onset)))
    if alert.arrived and alert.arrived >= alert.onset:
        facts.append(tongue.say("somebody there after {age}", age=tongue.age(alert.arrived - alert.onset)))
    if alert.responder and alert.state is State.CLOSED:
        facts.append(directory.person(alert.responder))
    over = "–" + tongue.clock(alert.end, zone) if alert.end and alert.source != REPORTED else ""
    stands = outcome_words(alert, tongue) or standing(alert, directory, tongue, zone)
    return Line(
        alert=alert.id,
        when=tongue.moment(alert.onset, zone) + over,
        what=tongue.say(SITUATIONS[alert.situation].words),
        priority=alert.priority,
        priority_words=tongue.say(PRIORITY_WORDS[alert.priority]),
        stands=" · ".join([*lateness(alert, tongue), stands]),
        facts=tuple(facts),
        is_open=not _is_over(alert),
    )


def _counts(told: Sequence[Alert], tongue: Tongue) -> Iterable[str]:
    counted = (
        (tongue.count("{n} alert", "{n} alerts", len(told)), True),
        (tongue.say("{n} open", n=(n := sum(not _is_over(a) for a in told))), n),
        (tongue.say("{n} put aside", n=(n := sum(a.state in PUT_ASIDE for a in told))), n),
        (tongue.say("{n} found late", n=(n := sum(a.found_late for a in told))), n),
        (tongue.say("{n} reported as missed", n=(n := sum(a.source == REPORTED for a in told))), n),
        (tongue.say("{n} not borne out", n=(n := sum(not a.borne_out for a in told))), n),
        (tongue.say("{n} true", n=(n := _proved(told, Outcome.TRUE))), n),
        (tongue.say("{n} false", n=(n := _proved(told, Outcome.FALSE))), n),
        (tongue.say("{n} unclear", n=(n := _proved(told, Outcome.UNCLEAR))), n),
    )
    return (words for words, there in counted if there)


def _proved(told: Sequence[Alert], outcome: Outcome) -> int:
    return sum(a.closing is not None and a.closing.outcome is outcome for a in told)
