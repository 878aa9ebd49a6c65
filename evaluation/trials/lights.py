"""The lights of the gate: may a trial's effects be believed, and what stands in the way?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from care.trials import Condition
from evaluation.trials.sentences import Sentence


class Light(StrEnum):
    """How a criterion stands, the best first."""

    GREEN = "green"
    AMBER = "amber"
    """Read the effects with this in mind."""
    RED = "red"
    """The effects must not be relied on."""

    @property
    def rank(self) -> int:
        """0 for green, 2 for red."""
        return list(Light).index(self)


def worst(*lights: Light) -> Light:
    """Give the worst of them; green of none."""
    return max(lights, key=lambda light: light.rank, default=Light.GREEN)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where a figure is green, and from where amber; beyond that it is red. ``more``: more is better."""

    green: float
    amber: float
    more: bool = True

    def light(self, figure: float) -> Light:
        """Give the light of a figure."""
        if not self.more:
            return Threshold(-self.green, -self.amber).light(-figure)
        return Light.GREEN if figure >= self.green else Light.AMBER if figure >= self.amber else Light.RED


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the gate, judged.

    ``name``: completeness, uptime, fidelity, contamination, sample_ratio, changes or consents; ``words`` names it for a
    reader. ``figure`` is None where nothing is known, and then it is amber. ``unit`` is "share", "p" or "number".
    ``by_home``, ``by_condition``: the same figure, where it can be told so; homes without a figure are left out.
    """

    name: str
    words: Sentence
    light: Light
    figure: float | None
    unit: str
    threshold: Threshold
    says: Sentence
    by_home: Mapping[str, float] = field(default_factory=dict)
    by_condition: Mapping[Condition, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gate:
    """All criteria, and the light of the whole: its worst."""

    criteria: tuple[Criterion, ...]

    @property
    def light(self) -> Light:
        """The worst of its criteria."""
        return worst(*(one.light for one in self.criteria))

    def __getitem__(self, name: str) -> Criterion:
        return next(one for one in self.criteria if one.name == name)
