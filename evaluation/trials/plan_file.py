"""Read a trial's plan from a file that people write; every error names file and line."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from care.ids import Id
from care.people import Zone
from care.solutions import Line, Version, Words
from care.trials import Aim, Aspect, Better, Cluster, Condition, Design, Measure, Period, Plan, Positive
from evaluation.indicators import INDICATORS
from evaluation.trials.designs import consecutive, fits, sequences
from store.yaml_file import Kind, parse, wrong_at

_FIELDS: Final = {
    "home": "homes",
    "cluster": "clusters",
    "indicator": "aims",
    "exactly": "aims",
    "periods": "periods",
    "a": "sequences",
}
"""What a sentence of ``Plan`` is about, by its first word: the field at which the file is wrong."""
PLAN: Final = Kind(noun="a trial's plan", first="title", page="docs/trials.md")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stretch(_Part):
    """So many periods of so many days each, one after the other from ``first``."""

    first: date
    count: Annotated[int, Field(ge=1, le=120)]
    days: Annotated[int, Field(ge=1, le=400)]


class WrittenAim(_Part):
    """An aim as it is written: what is left out is as the indicator's table says."""

    indicator: str
    aspect: Aspect = Aspect.SECONDARY
    better: Better | None = None
    measure: Measure | None = None
    margin: Positive | None = None

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if self.indicator not in INDICATORS:
            wrong_at(("indicator",), f"there is no indicator '{self.indicator}'; known: {', '.join(INDICATORS)}")
        return self

    @property
    def aim(self) -> Aim:
        """What is meant."""
        usual = INDICATORS[self.indicator]
        return Aim(
            indicator=self.indicator,
            aspect=self.aspect,
            better=self.better or usual.better,
            measure=self.measure or usual.measure,
            margin=self.margin or usual.margin,
        )


class WrittenPlan(_Part):
    """A plan as it is written: homes by themselves or in clusters, periods as dates or as how many of how long."""

    title: Line
    solution: Id
    version: Version = "1"
    need: Id | None = None
    design: Design
    zone: Zone = "Europe/Stockholm"
    homes: tuple[Id, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    periods: Stretch | Annotated[tuple[Period, ...], Field(min_length=1, max_length=120)]
    before: Annotated[int, Field(ge=0, le=60)] = 0
    sequences: tuple[tuple[Condition, ...], ...] = ()
    aims: Annotated[tuple[WrittenAim, ...], Field(min_length=1, max_length=40)]
    analysis: Words = ""
    seed: Annotated[str, Field(min_length=1, max_length=64)]

    @model_validator(mode="after")
    def _has_homes_once(self) -> Self:
        if bool(self.homes) == bool(self.clusters):
            wrong_at(("homes",), "give either 'homes' (each drawn by itself) or 'clusters' (drawn together)")
        return self

    @model_validator(mode="after")
    def _is_a_plan(self) -> Self:
        try:
            self.plan()
        except ValidationError as mistaken:
            error = mistaken.errors()[0]
            says = error["msg"].removeprefix("Value error, ")
            wrong_at(tuple(error["loc"]) or (self._about(says),), says)
        except ValueError as mistaken:
            wrong_at(("design",), str(mistaken))
        return self

    def _about(self, says: str) -> str:
        field = _FIELDS.get(says.split(" ", 1)[0], "title")
        return "clusters" if field == "homes" and self.clusters else field

    def plan(self) -> Plan:
        """Give the plan; raises ValueError when it cannot be one."""
        periods = (
            consecutive(self.periods.first, [self.periods.days] * self.periods.count)
            if isinstance(self.periods, Stretch)
            else self.periods
        )
        clusters = self.clusters or tuple(Cluster(id=home, homes=(home,)) for home in self.homes)
        planned = self.sequences or sequences(self.design, len(clusters), len(periods), before=self.before)
        misfit = fits(self.design, planned)
        if misfit:
            raise ValueError(misfit)
        return Plan(
            title=self.title,
            solution=self.solution,
            version=self.version,
            need=self.need,
            design=self.design,
            zone=self.zone,
            clusters=clusters,
            periods=periods,
            sequences=planned,
            aims=tuple(one.aim for one in self.aims),
            analysis=self.analysis,
            seed=self.seed,
        )


def load(path: Path) -> Plan:
    """Read and check a file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    return parse(path, PLAN).checked(WrittenPlan).plan()
