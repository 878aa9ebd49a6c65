"""What stands in the way of a trial: of its plan before it is frozen, and of its start."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from care.errors import NotFound
from care.people import Home, Site, World
from care.trials import Aim, Measure, Plan, State, Trial
from evaluation.indicators import INDICATORS
from evaluation.indicators.indicator import Kind
from evaluation.trials.allotting import allot
from evaluation.trials.designs import fits
from evaluation.trials.sentences import Sentence
from evaluation.trials.verdict import bound
from store.registry import Registry


def hindrances(
    registry: Registry, plan: Plan, organisation: str, *, trial: str | None = None, at: datetime | None = None
) -> list[Sentence]:
    """Say what must be mended before a plan can be frozen, nothing when it may be; ``trial`` is its own id.

    ``at``: when it is to be frozen, which is before it begins; None for one that is frozen already.
    """
    found = [*_of_the_plan(plan), *_of_what_it_names(registry, plan), *_of_homes(registry, plan, organisation, trial)]
    if at is not None and begins(plan) <= at:
        found.append(
            Sentence(
                "The first day, {first}, has begun: a plan is frozen before. Choose a later day.", {"first": plan.first}
            )
        )
    return found


def unconsented(registry: Registry, trial: Trial, at: datetime) -> dict[str, list[str]]:
    """Give by home who lives there and does not consent at that instant; homes where all do are left out.

    A home where nobody is known to live is named with nobody: nothing is collected there.
    """
    residents: dict[str, set[str]] = {home: set() for home in trial.plan.homes}
    for one in registry.places.residents():
        if one.home in residents:
            residents[one.home].add(one.id)
    lives = {home: bool(who) for home, who in residents.items()}
    for consent in registry.trials.consents(trial.id):
        residents.setdefault(consent.home, set()).add(consent.who)
    for consent in registry.trials.consents(trial.id):
        if consent.holds(at):
            residents[consent.home].discard(consent.who)
    return {home: sorted(who) for home, who in residents.items() if who or not lives.get(home, True)}


def begins(plan: Plan) -> datetime:
    """Give the instant at which a trial begins: the first midnight of its first day."""
    return datetime.combine(plan.first, time(), ZoneInfo(plan.zone)).astimezone(UTC)


def _of_the_plan(plan: Plan) -> Iterator[Sentence]:
    misfit = fits(plan.design, plan.sequences)
    if misfit:
        yield Sentence("The order of the periods is not of this design: {why}.", {"why": misfit})
    try:
        allot(plan)
    except ValueError:
        yield Sentence(
            "{clusters} homes or groups cannot be drawn into {sequences} orders: take fewer periods, or more homes.",
            {"clusters": len(plan.clusters), "sequences": len(plan.sequences)},
        )
    for aim in plan.aims:
        if aim.indicator not in INDICATORS:
            yield Sentence("There is no indicator '{name}'.", {"name": aim.indicator})
        elif aim.margin >= 1 and _is_a_share(aim):
            yield Sentence(
                "The margin of '{name}' is {margin}: a share lies below 1 (0.2 is a fifth, or 20 percentage points).",
                {"name": aim.indicator, "margin": aim.margin},
            )


def _is_a_share(aim: Aim) -> bool:
    """Tell whether a margin of 1 or more can never be reached, or never be left out."""
    if aim.measure is Measure.RATIO:
        return bound(aim) <= 0
    return INDICATORS[aim.indicator].kind is Kind.PROPORTION


def _of_what_it_names(registry: Registry, plan: Plan) -> Iterator[Sentence]:
    try:
        registry.solutions.get(plan.solution)
    except NotFound:
        yield Sentence("There is no solution '{name}'.", {"name": plan.solution})
    try:
        if plan.need is not None:
            registry.needs.get(plan.need)
    except NotFound:
        yield Sentence("There is no need '{name}'.", {"name": plan.need or ""})


def _of_homes(registry: Registry, plan: Plan, organisation: str, trial: str | None) -> Iterator[Sentence]:
    sites = {site.id: site for site in registry.places.sites()}
    homes = {home.id: home for home in registry.places.homes()}
    for home in plan.homes:
        known = homes.get(home)
        if known is None:
            yield Sentence("There is no home '{home}'.", {"home": home})
            continue
        yield from _of_home(known, sites[known.site], plan, organisation)
        for other in registry.trials.of_home(home):
            if other.id != trial and other.state is State.FROZEN and _meet(plan, other.plan):
                yield Sentence(
                    "Home '{home}' is in the trial '{trial}' until {last}: one trial at a time.",
                    {"home": home, "trial": other.plan.title, "last": other.plan.last},
                )
    worlds = {sites[homes[home].site].world for home in plan.homes if home in homes}
    if worlds == {World.REAL, World.TEST}:
        yield Sentence("Some homes are real and some are of a test site: people and simulations are never one trial.")


def _of_home(home: Home, site: Site, plan: Plan, organisation: str) -> Iterator[Sentence]:
    if site.organisation != organisation:
        yield Sentence("Home '{home}' is of another organisation.", {"home": home.id})
    if site.zone != plan.zone:
        yield Sentence(
            "Home '{home}' is in {zone}, and the plan's days are those of {other}.",
            {"home": home.id, "zone": site.zone, "other": plan.zone},
        )


def _meet(one: Plan, other: Plan) -> bool:
    return one.first <= other.last and other.first <= one.last
