"""What an indicator is: how it is counted, in which unit, which way is good, and what it says of care."""

from dataclasses import dataclass
from enum import StrEnum

from care.trials import Better, Measure
from care.vtv import Area


class Kind(StrEnum):
    """What value / exposure is (``evaluation.trials.amounts``)."""

    RATE = "rate"
    """How often, by the time of residents."""
    PROPORTION = "proportion"
    """A share, from 0 to 1."""
    MEAN = "mean"
    RESTRICTED_MEAN = "restricted_mean"
    """The mean of waits of which none counts for more than a limit."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; ``words``, ``unit``, ``evidence`` are English message ids for translation.

    ``measure`` and ``margin`` are what a plan begins with (``care.trials.Aim``): for a guardrail the worsening that
    can just be borne, else the smallest gain that matters. ``value`` and ``exposure`` say what is summed by home and
    day; ``evidence`` says where it comes from and when nothing is known. ``low``-``high``: what an amount divided by
    its exposure can be.
    """

    name: str
    words: str
    area: Area
    kind: Kind
    unit: str
    better: Better
    measure: Measure
    margin: float
    value: str
    exposure: str
    evidence: str
    is_guardrail: bool = False
    low: float = 0.0
    high: float = float("inf")

    @property
    def texts(self) -> tuple[str, ...]:
        """All its message ids."""
        return (self.words, self.unit, self.value, self.exposure, self.evidence)
