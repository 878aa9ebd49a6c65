"""The form for a try: what can be played, in a reader's words, and what was chosen last."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from care.situations import SITUATIONS
from dashboards.tongue import Tongue
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from store.registry import Run


@dataclass(frozen=True, slots=True)
class Choice:
    """A scenario that can be chosen; ``expects`` says what must or must not be seen."""

    name: str
    title: str
    expects: str
    lasts: str


@cache
def _scenarios() -> tuple[Scenario, ...]:
    return tuple(load(path) for path in ours())


@cache
def titles(tongue: Tongue) -> Mapping[str, str]:
    """Give the titles of the scenarios that come with Mistel, by name."""
    return {one.name: one.title.sv if tongue.code == "sv" else one.title.en for one in _scenarios()}


@cache
def shown_choices(tongue: Tongue) -> tuple[Choice, ...]:
    """Give the scenarios that come with Mistel, by their titles."""
    made = []
    for scenario in _scenarios():
        musts = [tongue.say(SITUATIONS[one.situation].words) for one in scenario.expectations if not one.forbidden]
        never = [tongue.say(SITUATIONS[one.situation].words) for one in scenario.expectations if one.forbidden]
        wanted = ", ".join(musts), tongue.say("not to be told: {those}", those=", ".join(never)) if never else ""
        title = titles(tongue)[scenario.name]
        made.append(Choice(scenario.name, title, "; ".join(filter(None, wanted)), tongue.age(scenario.lasts)))
    return tuple(sorted(made, key=lambda one: one.title.casefold()))


def chosen_of(run: Run | None) -> Mapping[str, Any]:
    """Give what a run was asked to do as the form has it; nothing chosen but the first level without one."""
    if run is None:
        return {"scenario": [], "level": ["none"], "repeats": 1, "speed": "", "seed": "1"}
    spec = run.spec
    speed = spec.get("speed")
    return {
        "scenario": spec.get("scenarios") or [],
        "level": spec.get("levels") or ["none"],
        "repeats": spec.get("repeats") or 1,
        "speed": f"{speed:g}" if isinstance(speed, int | float) else "",
        "seed": spec.get("seed") or "1",
    }
