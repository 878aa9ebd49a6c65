"""What is to be played: each combination of values, so many times, each with its seed; all known beforehand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from pydantic import JsonValue, ValidationError

from care.errors import SettingError
from simulators.scenario import Scenario

Values = Mapping[str, JsonValue]
"""What one combination sets, by key of the scenario file: ``{"link.lost": 0.05}``."""


@dataclass(frozen=True, slots=True)
class Task:
    """One playing of one variation. ``number`` is its place in the plan, which alone decides the order of results."""

    number: int
    scenario: Scenario
    values: Values
    seed: str


@dataclass(frozen=True)
class Plan:
    """A sweep: ``scenario`` says in ``vary`` how often, with which seeds, and over which values."""

    scenario: Scenario

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Everything to be played, combination by combination."""
        values = [dict(zip(self.scenario.vary.sweep, one, strict=True)) for one in self.combinations]
        repeated = [one for one in values for _ in range(self.scenario.vary.runs)]
        variations = zip(self.scenario.variations(), repeated, strict=True)
        return tuple(Task(n, varied, one, seed) for n, ((varied, seed, _), one) in enumerate(variations))

    @property
    def combinations(self) -> list[tuple[JsonValue, ...]]:
        """The values of each combination, in the order of the sweep's keys."""
        combined: list[tuple[JsonValue, ...]] = [()]
        for values in self.scenario.vary.sweep.values():
            combined = [(*one, value) for one in combined for value in values]
        return combined

    @property
    def fingerprint(self) -> str:
        """Tell this sweep from any other: by all that the scenario says."""
        said = json.dumps([self.scenario.name, self.scenario.model_dump(mode="json")], sort_keys=True)
        return blake2b(said.encode(), digest_size=16).hexdigest()


def planned(
    scenario: Scenario, *, runs: int | None, seed: str | None, sweep: Mapping[str, Sequence[JsonValue]]
) -> Plan:
    """Plan a sweep: what the scenario says under ``vary``, but for what is given here.

    Raises SettingError for a key that there is not and for a value that it cannot have.
    """
    said = scenario.vary
    vary: dict[str, object] = {
        "runs": said.runs if runs is None else runs,
        "seed": said.seed if seed is None else seed,
        "sweep": {**said.sweep, **sweep},
    }
    data = scenario.model_dump(exclude_unset=True)
    try:
        return Plan(Scenario.model_validate({**data, "vary": vary, "name": scenario.name}))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingError(f"{scenario.name}: {first['msg'].removeprefix('Value error, ')}.") from error
