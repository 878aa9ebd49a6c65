"""What stands in the way of a trial: of its plan before it is frozen, and of its start."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from care.errors import NotFound
from care.people import Home, Site, World
from care.trials import Plan, State, Trial
from evaluation.indicators import INDICATORS
from evaluation.trials.allotting import allot
from evaluation.trials.designs import fits
from store.registry import Registry


def hindrances(registry: Registry, plan: Plan, organisation: str, *, trial: str | None = None) -> list[str]:
    """Say what must be mended before a plan can be frozen, nothing when it may be; ``trial`` is its own id."""
    return [*_of_the_plan(plan), *_of_what_it_names(registry, plan), *_of_homes(registry, plan, organisation, trial)]


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


def _of_the_plan(plan: Plan) -> Iterator[str]:
    misfit = fits(plan.design, plan.sequences)
    if misfit:
        yield f"The sequences are not of this design: {misfit}."
    try:
        allot(plan)
    except ValueError as error:
        yield f"No lot can be drawn: {error}."
    for aim in plan.aims:
        if aim.indicator not in INDICATORS:
            yield f"There is no indicator '{aim.indicator}'."


def _of_what_it_names(registry: Registry, plan: Plan) -> Iterator[str]:
    try:
        registry.solutions.get(plan.solution)
        if plan.need is not None:
            registry.needs.get(plan.need)
    except NotFound as error:
        yield str(error)


def _of_homes(registry: Registry, plan: Plan, organisation: str, trial: str | None) -> Iterator[str]:
    sites = {site.id: site for site in registry.places.sites()}
    homes = {home.id: home for home in registry.places.homes()}
    for home in plan.homes:
        known = homes.get(home)
        if known is None:
            yield f"There is no home '{home}'."
            continue
        yield from _of_home(known, sites[known.site], plan, organisation)
        for other in registry.trials.of_home(home):
            if other.id != trial and other.state is State.FROZEN and _meet(plan, other.plan):
                yield f"Home '{home}' is in trial '{other.plan.title}' until {other.plan.last}: one trial at a time."
    worlds = {sites[homes[home].site].world for home in plan.homes if home in homes}
    if worlds == {World.REAL, World.TEST}:
        yield "Some homes are real and some are of a test site: people and simulations are never one trial."


def _of_home(home: Home, site: Site, plan: Plan, organisation: str) -> Iterator[str]:
    if site.organisation != organisation:
        yield f"Home '{home.id}' is of another organisation."
    if site.zone != plan.zone:
        yield f"Home '{home.id}' is in {site.zone}, and the plan's days are those of {plan.zone}."


def _meet(one: Plan, other: Plan) -> bool:
    return one.first <= other.last and other.first <= one.last
