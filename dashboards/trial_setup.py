"""The set-up of a trial, step by step: what each step asks, what it brings, and whether that can be a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from care.errors import Conflict
from care.trials import Aim, Aspect, Better, Design, Plan, Trial
from dashboards.tongue import Tongue, message
from dashboards.trial_report.words import AREA_WORDS, ASPECT_WORDS
from dashboards.trials import hundredfold, margin_unit
from evaluation.indicators import INDICATORS
from evaluation.trials.designs import sequences
from evaluation.trials.plan_file import WrittenPlan

Query = Sequence[tuple[str, str]]
"""What the form has brought so far, each name as often as it was filled in."""

STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "question": message("Question"),
        "homes": message("Homes"),
        "design": message("Design and periods"),
        "aims": message("What it is judged by"),
        "check": message("Check"),
    }
)
"""The steps in their order, with their words."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "question": ("title", "solution", "version", "need", "analysis"),
        "homes": ("home", "together"),
        "design": ("design", "first", "count", "days", "before"),
        "aims": ("aspect_", "margin_"),
        "check": ("seed", "why"),
    }
)
"""What each step asks, by the names of its fields; one that ends in _ begins several names."""
DESIGNS: Final[Mapping[Design, tuple[str, str]]] = MappingProxyType(
    {
        Design.STEPPED_WEDGE: (
            message("Stepped wedge"),
            message(
                "All begin without the solution and end with it; a lot says when each goes over. 3 periods or more."
            ),
        ),
        Design.PARALLEL: (
            message("Parallel groups"),
            message("A lot says who has the solution and who does not. A period before may be common to all."),
        ),
        Design.CROSSOVER: (
            message("Crossover"),
            message(
                "First with and then without, or the other way round, by lot; an odd middle period is not counted."
            ),
        ),
        Design.BEFORE_AFTER: (
            message("Before and after"),
            message("All without, then all with it. Without a lot the report gives no verdict on the cause."),
        ),
    }
)
_TROUBLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "question": message("Give a title of 1 to 120 signs, and choose a solution."),
        "homes": message("Choose at least one home; for a lot at least two, or two sites where homes go together."),
        "design": message(
            "Say the first day, how many periods (stepped wedge 3 or more, crossover and before/after 2 or more; at"
            " most 120), how many days each has (1 to 400), and how many of them are before, fewer than all. A lot"
            " needs two homes or more."
        ),
        "aims": message("Choose exactly one that decides the trial; each margin is a number above zero."),
        "check": message("A seed has 1 to 64 signs."),
    }
)
_AT: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("title", "solution", "version", "need", "analysis"), "question"),
        **dict.fromkeys(("homes", "clusters", "zone"), "homes"),
        **dict.fromkeys(("design", "periods", "before", "sequences"), "design"),
        "aims": "aims",
        "seed": "check",
    }
)
"""At which step a part of the plan is asked."""


class Amiss(Conflict):
    """What was brought cannot be a plan; ``step`` is where to mend it."""

    def __init__(self, step: str) -> None:
        super().__init__(_TROUBLES[step])
        self.step, self.says = step, _TROUBLES[step]


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator as the form offers it: its margin as people read it."""

    name: str
    words: str
    aspect: str
    margin: str
    unit: str
    way: str


def first(query: Query, name: str, default: str = "") -> str:
    """Give what a field brought, the last where it stands twice; ``default`` when nothing was."""
    return next((value for key, value in reversed(query) if key == name and value), default)


def carried(query: Query, step: str) -> list[tuple[str, str]]:
    """Give what other steps brought, for a form to bring along."""
    own = ("step", "csrf", *FIELDS[step])
    return [(key, value) for key, value in query if not any(_is(key, name) for name in own)]


def to_plan(query: Query, sites: Mapping[str, str], zones: Mapping[str, str], *, seed: str) -> Plan:
    """Make a plan of what was brought; ``sites`` gives each home's site, ``zones`` each site's zone.

    Raises Amiss where it cannot be one.
    """
    homes = list(dict.fromkeys(value for key, value in query if key == "home" and value in sites))
    if not homes:
        raise Amiss("homes")
    together: dict[str, list[str]] = {}
    for home in homes:
        together.setdefault(sites[home], []).append(home)
    groups = first(query, "together") == "site"
    brought: dict[str, Any] = {
        "title": first(query, "title").strip(),
        "solution": first(query, "solution"),
        "version": first(query, "version", "1").strip(),
        "need": first(query, "need") or None,
        "analysis": first(query, "analysis").strip(),
        "design": first(query, "design"),
        "zone": zones[sites[homes[0]]],
        "homes": [] if groups else homes,
        "clusters": [{"id": site, "homes": members} for site, members in together.items()] if groups else [],
        "periods": {"first": first(query, "first"), "count": first(query, "count"), "days": first(query, "days")},
        "before": first(query, "before", "0"),
        "aims": _aims(query),
        "seed": first(query, "seed", seed).strip(),
    }
    try:
        return WrittenPlan.model_validate(brought).plan()
    except ValidationError as mistaken:
        error = mistaken.errors()[0]
        where = (*error["loc"], *error.get("ctx", {}).get("where", ()))
        raise Amiss(_AT.get(str(where[0]) if where else "title", "question")) from None


def indicators(query: Query, tongue: Tongue) -> list[tuple[str, list[ShownIndicator]]]:
    """Give the indicators by area with what was chosen; guardrails are chosen from the start, as their table says."""
    fresh = not any(key.startswith("aspect_") for key, _value in query)
    found: dict[str, list[ShownIndicator]] = {}
    for name, one in INDICATORS.items():
        aim = Aim(indicator=name, aspect=Aspect.SECONDARY, better=one.better, measure=one.measure, margin=one.margin)
        usual = f"{one.margin * hundredfold(name, one.measure):g}"
        aspect = first(query, f"aspect_{name}", Aspect.GUARDRAIL if fresh and one.is_guardrail else "")
        less = one.better is Better.LESS
        way = message("less is better") if less else message("more is better")
        unit = margin_unit(aim, tongue)
        margin = first(query, f"margin_{name}", usual)
        shown = ShownIndicator(name, tongue.say(one.words), aspect, margin, unit, tongue.say(way))
        found.setdefault(tongue.say(AREA_WORDS[one.area]), []).append(shown)
    return list(found.items())


def aspects(tongue: Tongue) -> list[tuple[str, str]]:
    """Give what an indicator may be chosen for."""
    return [("", tongue.say(message("not looked at"))), *((str(a), tongue.say(w)) for a, w in ASPECT_WORDS.items())]


def of_trial(trial: Trial, sites: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give what would bring a trial's plan to the form again; what the form cannot say is left out."""
    plan = trial.plan
    days = plan.periods[0].days
    together = any(len(one.homes) > 1 or one.id != one.homes[0] for one in plan.clusters)
    aims = [
        pair
        for aim in plan.aims
        for pair in (
            (f"aspect_{aim.indicator}", str(aim.aspect)),
            (f"margin_{aim.indicator}", f"{aim.margin * hundredfold(aim.indicator, aim.measure):g}"),
        )
    ]
    return [
        ("id", trial.id),
        ("title", plan.title),
        ("solution", plan.solution),
        ("version", plan.version),
        ("need", plan.need or ""),
        ("analysis", plan.analysis),
        *(("home", home) for home in plan.homes if home in sites),
        ("together", "site" if together else ""),
        ("design", str(plan.design)),
        ("first", plan.first.isoformat()),
        ("count", str(len(plan.periods))),
        ("days", str(days)),
        ("before", str(_before(plan))),
        *aims,
        ("seed", plan.seed),
    ]


def is_of_form(plan: Plan, sites: Mapping[str, str]) -> bool:
    """Tell whether the form can say a plan whole; others are changed by their file. ``sites``: each home's site."""
    alone = all(one.homes == (one.id,) for one in plan.clusters)
    by_site = all({sites.get(home) for home in one.homes} == {one.id} for one in plan.clusters)
    usual_aims = all(
        (known := INDICATORS.get(aim.indicator)) and (aim.better, aim.measure) == (known.better, known.measure)
        for aim in plan.aims
    )
    if not (usual_aims and (alone or by_site)):
        return False
    lengths = {one.days for one in plan.periods}
    gaps = any((b.first - a.last).days != 1 for a, b in zip(plan.periods, plan.periods[1:], strict=False))
    try:
        usual = sequences(plan.design, len(plan.clusters), len(plan.periods), before=_before(plan))
    except ValueError:
        return False
    return len(lengths) == 1 and not gaps and usual == plan.sequences


def _before(plan: Plan) -> int:
    """Give how many periods are common to all before anybody has the solution, where the design asks for it."""
    if plan.design not in (Design.PARALLEL, Design.BEFORE_AFTER):
        return 0
    treated = [sequence.index("solution") for sequence in plan.sequences if "solution" in sequence]
    return min(treated, default=0)


def _aims(query: Query) -> list[dict[str, Any]]:
    found = []
    for name, one in INDICATORS.items():
        aspect = first(query, f"aspect_{name}")
        if aspect:
            margin = first(query, f"margin_{name}").replace(",", ".").strip()
            found.append(
                {"indicator": name, "aspect": aspect, "margin": _margin(margin, hundredfold(name, one.measure))}
            )
    return found


def _margin(said: str, times: int) -> float | str | None:
    try:
        number = float(said) if said else None
    except ValueError:
        return said  # refused by the plan, which says where
    return None if number is None else number / times


def _is(key: str, name: str) -> bool:
    return key.startswith(name) if name.endswith("_") else key == name
