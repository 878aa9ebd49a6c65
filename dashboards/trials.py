"""A trial in words: how far it is, its plan, who has which condition when, consents and log; never an outcome."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.trials import Aim, Better, Condition, Consent, Logged, Measure, Plan, Trial
from dashboards.directory import Directory
from dashboards.tongue import Tongue, message
from dashboards.trial_report.words import ASPECT_WORDS, CONDITION_WORDS, DESIGN_WORDS, ENTRY_WORDS
from evaluation.indicators import INDICATORS, Kind
from evaluation.trials.freezing import changed
from evaluation.trials.starting import stage

STAGE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft": message("Draft"),
        "frozen": message("Frozen, not begun"),
        "goes on": message("Goes on"),
        "over": message("Over"),
        "stopped": message("Stopped early"),
    }
)
FIELD_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": message("title"),
        "solution": message("solution"),
        "version": message("version"),
        "need": message("need"),
        "design": message("design"),
        "zone": message("time zone"),
        "clusters": message("homes"),
        "periods": message("periods"),
        "sequences": message("orders"),
        "aims": message("what it is judged by"),
        "analysis": message("analysis"),
        "seed": message("seed"),
    }
)
_BETTER: Final[Mapping[tuple[Better, bool], str]] = MappingProxyType(
    {
        (Better.LESS, False): message("at least {margin} less"),
        (Better.MORE, False): message("at least {margin} more"),
        (Better.LESS, True): message("at most {margin} more"),
        (Better.MORE, True): message("at most {margin} less"),
    }
)
"""What is asked of an indicator: a gain, or of a guardrail (True) no worsening as large."""


_POINTS: Final = message("percentage points")


@dataclass(frozen=True, slots=True)
class ShownAim:
    """An indicator and what is asked of it."""

    words: str
    unit: str
    aspect: str
    asked: str


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """What everybody who sees a trial sees of it, and in a list."""

    id: str
    title: str
    stage: str
    stage_words: str
    days: str
    design: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A cluster in the schedule: its condition by period, as (condition, words)."""

    cluster: str
    homes: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody who lives in a home: whether they consent, and since when or until when."""

    who: str
    consents: bool
    says: str
    removed: bool


@dataclass(frozen=True, slots=True)
class ShownLogged:
    """An entry of the log."""

    what: str
    says: str
    when: str
    about: str


def shown_trial(trial: Trial, now: datetime, tongue: Tongue) -> ShownTrial:
    """Say a trial in a line."""
    word = stage(trial, now)
    return ShownTrial(
        id=trial.id,
        title=trial.plan.title,
        stage=word.replace(" ", "-"),
        stage_words=tongue.say(STAGE_WORDS[word]),
        days=f"{tongue.short_day(trial.plan.first)} - {tongue.short_day(trial.plan.last)} {trial.plan.last.year}",
        design=tongue.say(DESIGN_WORDS[trial.plan.design]),
        is_over=trial.is_over(now),
    )


def shown_aim(aim: Aim, tongue: Tongue) -> ShownAim:
    """Say what is asked of an indicator."""
    usual = INDICATORS.get(aim.indicator)
    unit = tongue.say(usual.unit) if usual else ""
    margin = f"{tongue.number(aim.margin * hundredfold(aim.indicator, aim.measure))} {margin_unit(aim, tongue)}"
    return ShownAim(
        words=tongue.say(usual.words) if usual else aim.indicator,
        unit=unit,
        aspect=tongue.say(ASPECT_WORDS[aim.aspect]),
        asked=tongue.say(_BETTER[aim.better, aim.aspect == "guardrail"], margin=margin),
    )


def hundredfold(indicator: str, measure: Measure) -> int:
    """Give 100 for margins that people read in hundredths: of ratios in per cent, of shares in percentage points."""
    usual = INDICATORS.get(indicator)
    return 100 if measure is Measure.RATIO or (usual is not None and usual.kind is Kind.PROPORTION) else 1


def margin_unit(aim: Aim, tongue: Tongue) -> str:
    """Say the unit in which an aim's margin is read."""
    usual = INDICATORS.get(aim.indicator)
    if aim.measure is Measure.RATIO:
        return "%"
    if usual is None:
        return ""
    return tongue.say(_POINTS) if usual.kind is Kind.PROPORTION else tongue.say(usual.unit)


def periods(plan: Plan, tongue: Tongue) -> list[str]:
    """Say when each period begins."""
    return [tongue.short_day(one.first) for one in plan.periods]


def schedule(trial: Trial, names: Mapping[str, str], tongue: Tongue) -> list[ShownRow]:
    """Say who has which condition when, once the lot is drawn: the first to go over first."""
    rows = []
    for cluster in sorted(trial.plan.clusters, key=lambda one: trial.allocation.get(one.id, -1)):
        number = trial.allocation.get(cluster.id)
        if number is not None:
            homes = ", ".join(names.get(home, home) for home in cluster.homes)
            rows.append(ShownRow(cluster.id, homes, said(trial.plan.sequences[number], tongue)))
    return rows


def said(sequence: Sequence[Condition], tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Say the conditions of an order, one for each period."""
    return tuple((str(one), tongue.say(CONDITION_WORDS[one])) for one in sequence)


def persons(
    residents: Collection[str], consents: Sequence[Consent], now: datetime, zone: ZoneInfo, tongue: Tongue
) -> list[ShownPerson]:
    """Say who lives in a home and whether they consent: residents, and others once they have been named."""
    newest = {one.who: one for one in consents}
    found = []
    for who in sorted({*residents, *newest}):
        one = newest.get(who)
        if one is None:
            found.append(ShownPerson(who, consents=False, says=tongue.say("has not consented"), removed=False))
        elif one.withdrawn is None or now < one.withdrawn:
            since = tongue.say("consents since {when}", when=tongue.moment(one.given, zone))
            found.append(ShownPerson(who, consents=True, says=since, removed=False))
        else:
            until = tongue.say("withdrew {when}", when=tongue.moment(one.withdrawn, zone))
            found.append(ShownPerson(who, consents=False, says=until, removed=one.remove))
    return found


def shown_log(
    logged: Sequence[Logged], directory: Directory, names: Mapping[str, str], zone: ZoneInfo, tongue: Tongue
) -> list[ShownLogged]:
    """Say a trial's log, the newest first."""
    return [
        ShownLogged(
            what=tongue.say(ENTRY_WORDS[one.entry]),
            says=one.says,
            when=f"{tongue.moment(one.at, zone)}, {directory.person(one.by)}",
            about=_about(one, names, tongue),
        )
        for one in reversed(logged)
    ]


def changes(trial: Trial, tongue: Tongue) -> str:
    """Name what of the plan is not as it was frozen; "" when all is."""
    if trial.frozen_plan is None:
        return ""
    return ", ".join(tongue.say(FIELD_WORDS[name]) for name in changed(trial.frozen_plan, trial.plan))


def _about(one: Logged, names: Mapping[str, str], tongue: Tongue) -> str:
    homes = ", ".join(names.get(home, home) for home in one.homes)
    days = " - ".join(tongue.short_day(day) for day in (one.since, one.until) if day is not None)
    return " · ".join(part for part in (homes, days) if part)
