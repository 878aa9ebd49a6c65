"""What each role may do at real sites and at test sites: one table (docs/access.md says why)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from care.people import Person, Role, Site, World


class Right(StrEnum):
    """Something that a role may allow."""

    SEE_PLACES = "see sites, homes and devices"
    SEE_CARE = "see what devices told, alerts and the board"
    ANSWER = "answer and close alerts"
    SEE_REFUSALS = "see refused inputs"
    SEE_RUNS = "see runs"
    START_RUNS = "start runs"
    DESCRIBE = "describe devices"
    SEE_METRICS = "see metrics"
    SEE_DUTY = "see who is on duty and what was sent"
    SET_DUTY = "set contacts, rotas and chains"
    WRITE_GUIDELINES = "write guidelines"
    CARE_FOR = "see residents' pages and write interventions"
    COMMAND = "ask devices to do something"
    SEE_SOLUTIONS = "see solutions"
    ENTER_SOLUTIONS = "enter and describe solutions"
    ADVANCE_SOLUTIONS = "let solutions take a step"
    GUIDE_SOLUTIONS = "guide solutions"
    ANSWER_FOR_NEEDS = "answer for needs"
    SEE_TRIALS = "see trials"
    PLAN_TRIALS = "plan and run trials"


_I, _C, _E, _A = Role.INNOVATOR, Role.CARE, Role.EVALUATOR, Role.ADMINISTRATOR
_EVERY: Final = frozenset(Role)

RIGHTS: Final[Mapping[Right, Mapping[World, frozenset[Role]]]] = MappingProxyType(
    {
        Right.SEE_PLACES: {World.REAL: frozenset({_C, _E, _A}), World.TEST: _EVERY},
        Right.SEE_CARE: {World.REAL: frozenset({_C, _E}), World.TEST: _EVERY},
        Right.ANSWER: {World.REAL: frozenset({_C}), World.TEST: frozenset({_C, _I, _A})},
        Right.SEE_REFUSALS: {World.REAL: frozenset({_A}), World.TEST: _EVERY},
        Right.SEE_RUNS: {World.REAL: frozenset(), World.TEST: _EVERY},
        Right.START_RUNS: {World.REAL: frozenset(), World.TEST: frozenset({_I, _E, _A})},
        Right.DESCRIBE: {World.REAL: frozenset({_A}), World.TEST: frozenset({_I, _A})},
        Right.SEE_METRICS: {World.REAL: frozenset({_A}), World.TEST: frozenset({_A})},
        Right.SEE_DUTY: {World.REAL: frozenset({_C, _A}), World.TEST: _EVERY},
        Right.SET_DUTY: {World.REAL: frozenset({_A}), World.TEST: frozenset({_I, _A})},
        Right.WRITE_GUIDELINES: {World.REAL: frozenset({_C, _A}), World.TEST: frozenset({_C, _A})},
        Right.CARE_FOR: {World.REAL: frozenset({_C}), World.TEST: frozenset({_C, _I, _A})},
        Right.COMMAND: {World.REAL: frozenset({_C}), World.TEST: frozenset({_C, _I, _A})},
        Right.SEE_SOLUTIONS: {World.REAL: frozenset(), World.TEST: _EVERY},
        Right.ENTER_SOLUTIONS: {World.REAL: frozenset(), World.TEST: frozenset({_I, _A})},
        Right.ADVANCE_SOLUTIONS: {World.REAL: frozenset(), World.TEST: frozenset({_I, _E, _A})},
        Right.GUIDE_SOLUTIONS: {World.REAL: frozenset(), World.TEST: frozenset({_E, _A})},
        Right.ANSWER_FOR_NEEDS: {World.REAL: frozenset({_C, _E, _A}), World.TEST: frozenset({_C, _E, _A})},
        Right.SEE_TRIALS: {World.REAL: frozenset({_E, _A}), World.TEST: frozenset({_I, _E, _A})},
        Right.PLAN_TRIALS: {World.REAL: frozenset({_E, _A}), World.TEST: frozenset({_E, _A})},
    }
)
"""Which roles in the organisation that owns a site hold a right there. Runs play in test sites only."""


GUIDES_MAY: Final = frozenset({Right.SEE_SOLUTIONS, Right.ADVANCE_SOLUTIONS, Right.GUIDE_SOLUTIONS})
"""What those may who guide solutions in the organisation that runs this Mistel: of every solution, whoever's it is."""


def holds(person: Person, right: Right, organisation: str, world: World) -> bool:
    """Tell whether a person holds a right at a site of this organisation and world."""
    return bool(RIGHTS[right][world] & person.roles.get(organisation, frozenset()))


def holds_somewhere(person: Person, right: Right) -> bool:
    """Tell whether a person holds a right in any organisation."""
    return any(holds(person, right, organisation, world) for organisation in person.roles for world in World)


def sites_where(person: Person, right: Right, sites: Iterable[Site]) -> list[Site]:
    """Give those of the sites where a person holds a right."""
    return [site for site in sites if holds(person, right, site.organisation, site.world)]


def organisations_where(person: Person, right: Right) -> frozenset[str]:
    """Give the organisations in which a person holds a right at test sites: what runs are ruled by."""
    return frozenset(organisation for organisation in person.roles if holds(person, right, organisation, World.TEST))


def holds_of_solution(person: Person, right: Right, organisation: str, host: str) -> bool:
    """Tell whether a person holds a right of a solution of this organisation; ``host`` runs this Mistel."""
    return holds(person, right, organisation, World.TEST) or (
        right in GUIDES_MAY and holds(person, Right.GUIDE_SOLUTIONS, host, World.TEST)
    )


def holds_of_trial(person: Person, right: Right, organisation: str, maker: str) -> bool:
    """Tell whether a person holds a right of a trial of this organisation; ``maker``: whose solution is tried.

    A solution's maker sees that its trial goes on, and the report when it is over; nothing else of it.
    """
    return holds(person, right, organisation, World.REAL) or (
        right is Right.SEE_TRIALS and holds(person, right, maker, World.TEST)
    )


def is_maker(person: Person) -> bool:
    """Tell whether a person only has solutions tested, wherever they hold a role."""
    return {role for roles in person.roles.values() for role in roles} == {Role.INNOVATOR}
