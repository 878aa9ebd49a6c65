"""What to do: a guideline as it stands on an alert, in the list of all, and with its versions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from alerts.playbook import Play
from care.guidelines import OURS, Guideline
from care.situations import SITUATIONS, Priority
from dashboards.directory import Directory
from dashboards.rows import PRIORITY_WORDS, RANK
from dashboards.tongue import Tongue

FIRST_DAY: Final = 1971
"""What has held since 1970 has held always: it came with Mistel."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step; ``by`` says who ticked it off and when, empty while nobody has."""

    number: int
    words: str
    done: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A link on from a guideline: where to, and its words."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownGuideline:
    """A guideline in one language.

    ``alert`` is the alert it stands on, None on its own page; ``may_tick``: its steps are buttons. ``source`` says
    whose it is and which version, ``review`` when it is looked through again; ``overdue``: that day has been.
    """

    situation: str
    title: str
    first: str
    steps: tuple[ShownStep, ...]
    call: str
    source: str
    review: str
    overdue: bool
    alert: str | None = None
    may_tick: bool = False
    ways: tuple[Way, ...] = ()


def on_alert(  # noqa: PLR0913 - what an alert's page knows, all named
    play: Play,
    alert: str,
    directory: Directory,
    tongue: Tongue,
    *,
    zone: ZoneInfo,
    today: date,
    owners: Mapping[str, str],
    may_tick: bool,
    ways: tuple[Way, ...] = (),
) -> ShownGuideline:
    """Say what to do at an alert, with who has done what; ``zone`` is the site's, ``owners`` names organisations."""
    steps = []
    for number, step in enumerate(play.guideline.steps, 1):
        tick = play.ticks.get(number)
        by = f"{directory.person(tick.by)} {tongue.clock(tick.at, zone)}" if tick else ""
        steps.append(ShownStep(number, step.in_language(tongue.code), tick is not None, by))
    return _shown(play.guideline, tuple(steps), tongue, today, owners, alert=alert, may_tick=may_tick, ways=ways)


def by_itself(one: Guideline, tongue: Tongue, *, today: date, owners: Mapping[str, str]) -> ShownGuideline:
    """Say what to do in a situation."""
    steps = tuple(ShownStep(n, step.in_language(tongue.code), done=False) for n, step in enumerate(one.steps, 1))
    return _shown(one, steps, tongue, today, owners)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list; ``units`` names the sites that share an organisation's own version, empty for all."""

    situation: str
    title: str
    priority: Priority
    priority_words: str
    first: str
    own: bool
    units: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the list of all: ``number``, whose, since when, by whom, and what it is called in an address."""

    number: int
    own: bool
    words: str
    here: bool


def listed(
    newest: Mapping[str, Guideline], tongue: Tongue, *, today: date, sites: Mapping[str, str]
) -> tuple[tuple[Listed, ...], tuple[Listed, ...]]:
    """List the guidelines of people's situations and of technical ones, the most urgent first."""
    lines: tuple[list[Listed], list[Listed]] = ([], [])
    for name, situation in sorted(SITUATIONS.items(), key=lambda item: RANK[item[1].priority]):
        one = newest.get(name)
        if one is None:
            continue
        lines[situation.technical].append(
            Listed(
                situation=name,
                title=tongue.say(situation.words),
                priority=situation.priority,
                priority_words=tongue.say(PRIORITY_WORDS[situation.priority]),
                first=one.first.in_language(tongue.code),
                own=one.organisation is not None,
                units=", ".join(sites.get(unit, unit) for unit in one.units),
                overdue=one.overdue(today),
            )
        )
    return tuple(lines[False]), tuple(lines[True])


def versions(
    kept: Sequence[Guideline], shown: Guideline, directory: Directory, tongue: Tongue, *, zone: ZoneInfo
) -> tuple[Version, ...]:
    """Say every version, the newest first."""
    return tuple(_version(one, one == shown, directory, tongue, zone) for one in kept)


def unit_names(units: Collection[str], sites: Mapping[str, str]) -> str:
    """Name the units that share a guideline."""
    return ", ".join(sorted(sites.get(unit, unit) for unit in units))


def _version(one: Guideline, here: bool, directory: Directory, tongue: Tongue, zone: ZoneInfo) -> Version:
    if one.since.year < FIRST_DAY:
        words = tongue.say("came with Mistel")
    else:
        since = f"{format_date(one.since.astimezone(zone).date(), 'medium', locale=tongue.code)}"
        who = OURS if one.organisation is None else directory.person(one.by)
        words = tongue.say("since {day}, by {name}", day=since, name=who)
    return Version(one.version, one.organisation is not None, words, here)


def _shown(
    one: Guideline,
    steps: tuple[ShownStep, ...],
    tongue: Tongue,
    today: date,
    owners: Mapping[str, str],
    *,
    alert: str | None = None,
    may_tick: bool = False,
    ways: tuple[Way, ...] = (),
) -> ShownGuideline:
    whose = owners.get(one.organisation, one.organisation) if one.organisation else OURS
    overdue = one.overdue(today)
    day = format_date(one.review, "long", locale=tongue.code)
    return ShownGuideline(
        situation=one.situation,
        title=tongue.say(SITUATIONS[one.situation].words),
        first=one.first.in_language(tongue.code),
        steps=steps,
        call=one.call.in_language(tongue.code) if one.call else "",
        source=tongue.say(
            "{whose}, version {number}. Answers for it: {owner}.", whose=whose, number=one.version, owner=one.owner
        ),
        review=tongue.say("Should have been reviewed {day}.", day=day)
        if overdue
        else tongue.say("Is reviewed by {day}.", day=day),
        overdue=overdue,
        alert=alert,
        may_tick=may_tick,
        ways=ways,
    )
