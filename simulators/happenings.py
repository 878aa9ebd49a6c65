"""What befalls people on ordinary days now and then: scenarios, with their truth, set into a home's days by chance."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Final

from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.scenario_parts import After, Expect, Happening, Truth
from simulators.scenario_steps import next_time
from simulators.steps import STEPS
from simulators.steps.step import HomeStep

A_MONTH: Final = 30
LAST_FREE: Final = 1
"""The last day is left free, so that what begins also ends."""


@dataclass(slots=True)
class Happenings:
    """Steps for a story of ordinary days, what is true of them, and by when help must come."""

    steps: list[Happening] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    expect: dict[str, Expect] = field(default_factory=dict)


def happenings(times_a_month: Mapping[str, float], days: int, rng: Random) -> Happenings:
    """Draw on which days which scenarios happen, by name and times in 30 days; none on a day of another, it waits.

    Raises KeyError for a name that is no scenario of ours, ValueError for one that cannot be set into other days.
    """
    drawn = Happenings()
    taken: set[int] = set()
    for name, times in times_a_month.items():
        scenario = scenarios()[name]
        lasts = _days(scenario)
        at = 1 + rng.expovariate(times / A_MONTH) if times else float(days + 1)
        while at + lasts - 1 <= days - LAST_FREE:
            on = range(int(at), int(at) + lasts)
            if taken.isdisjoint(on):
                taken.update(on)
                _set_in(drawn, scenario, on[0])
                at += rng.expovariate(times / A_MONTH)
            else:
                at += 1
    return drawn


@cache
def scenarios() -> Mapping[str, Scenario]:
    """Give the scenarios that come with Mistel, by name."""
    return {path.stem: load(path) for path in ours()}


def can_be_set_in(scenario: Scenario) -> bool:
    """Tell whether a scenario can happen among other days: to one resident, from a time of the day on."""
    return bool(scenario.steps) and scenario.steps[0].at is not None and not scenario.residents


def can_happen_with(scenario: Scenario, kinds: Collection[str]) -> bool:
    """Tell whether what a scenario does to devices can be done where these kinds are fitted."""
    for step in scenario.steps:
        befalls = [one for one in map(STEPS.__getitem__, step.may_do) if isinstance(one, HomeStep) and one.kinds]
        if not all(set(one.kinds) & set(kinds) for one in befalls) or (step.of and step.of not in kinds):
            return False
    return True


def _set_in(drawn: Happenings, scenario: Scenario, day: int) -> None:
    """Set one scenario in from a day (1 is the first) on; its steps and truth get names of their own."""
    if not can_be_set_in(scenario):
        raise ValueError(f"scenario {scenario.name} cannot be set into other days: it has no step with a time")
    own = {index: f"s{len(drawn.steps)}_{index}" for index in range(len(scenario.steps))}
    names: dict[str, str] = {}
    for index, step in enumerate(scenario.steps):
        for name in filter(None, (step.id, *step.may_do)):
            names.setdefault(name, own[index])
    planned = scenario.start
    for index, step in enumerate(scenario.steps):
        days, after = step.days, step.after
        if step.at is not None:
            planned = next_time(step.at, planned, scenario.tz)
            ahead = (planned.astimezone(scenario.tz).date() - scenario.date).days
            days = tuple(one + day - 1 for one in step.days) or (day + ahead,)
        elif after is not None:
            planned += after.by
            after = after if after.step is None else After(step=names[after.step], by=after.by)
        drawn.steps.append(step.model_copy(update={"id": own[index], "days": days, "after": after}))
    for truth in scenario.truth:
        ends = None if truth.ends is None else names[truth.ends]
        drawn.truth.append(truth.model_copy(update={"hazard_from": names[truth.hazard_from], "ends": ends}))
    for wanted in scenario.expect:
        drawn.expect.setdefault(wanted.alert, wanted)


def _days(scenario: Scenario) -> int:
    """Give on how many days a scenario's steps lie, with one more to be done with it."""
    return max((day for step in scenario.steps for day in step.days), default=1) + 1
