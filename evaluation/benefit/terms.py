"""What a benefit calculation is made of, as a file says it: quantities before and after, minutes, prices, take-up.

Terms and figures follow the Swedish nyttokalkyl (templates of SKR and Inera, which MISTEL uses): six years, 3 %
discount, four boxes, a take-up factor for each year. In which year discounting starts those templates do not say.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from store.yaml_file import wrong_at

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
PRICES: Final[Mapping[str, float]] = {"assistant_nurse": 359, "nurse": 453, "unit_manager": 551}
"""kr an hour, with all that an employer pays; of the templates."""


class _Term(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Uncertain(_Term):
    """A figure and how far it may lie off; a plain number is one that is sure."""

    expected: Amount
    low: Amount
    high: Amount

    @model_validator(mode="before")
    @classmethod
    def _of_a_number(cls, data: Any) -> Any:
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"expected": data, "low": data, "high": data}
        return data

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.expected <= self.high:
            wrong_at(("expected",), f"{self.expected:g} must lie from low ({self.low:g}) to high ({self.high:g})")
        return self

    @property
    def is_sure(self) -> bool:
        """Whether it has no range."""
        return self.low == self.high


class Box(StrEnum):
    """Whether money changes, or time is put to other use."""

    FINANCIAL = "financial"
    """Money that is not spent, or is: fuel, replaced devices; rent, supplier, external supervision."""
    REDISTRIBUTED = "redistributed"
    """Working time freed for something else, or taken: visits, travel; training, installing, support."""


class Party(StrEnum):
    """Who gains or pays."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    RESIDENT = "resident"
    RELATIVES = "relatives"
    SOCIETY = "society"


class Each(StrEnum):
    """What a quantity is counted by."""

    USER = "user"
    ALL = "all"


class Change(_Term):
    """Something that there is less of (or more): ``before`` and ``after``, by user or in all, ``times_a_year``.

    ``indicator``: which of a trial's gives both, in its unit (night visits a resident and night: 365 times a year).
    """

    before: Uncertain
    after: Uncertain
    times_a_year: Amount = 1
    each: Each = Each.USER
    indicator: Name | None = None


class _Priced(_Term):
    """What one unit is worth: ``kr``, or ``minutes`` of so many ``staff`` at the hourly price of ``who``."""

    name: Name
    box: Box
    party: Party = Party.MUNICIPALITY
    kr: Uncertain | None = None
    minutes: Uncertain | None = None
    who: Name | None = None
    staff: Amount = 1
    source: Words = ""

    @model_validator(mode="after")
    def _has_one_price(self) -> Self:
        if (self.kr is None) == (self.minutes is None):
            wrong_at(("name",), "give either 'kr' or 'minutes' (with 'who'), and not both")
        if (self.minutes is None) != (self.who is None):
            wrong_at(("name",), "'minutes' and 'who' belong together: whose time it is")
        return self


class Benefit(_Priced):
    """What a change is worth: several may be ``of`` the same one, as visits that save both time and fuel."""

    of: Name


class Cost(_Priced):
    """What must be paid: every year at the take-up, or ``once`` in one year whatever the take-up is."""

    each: Each = Each.USER
    times_a_year: Amount = 1
    quantity: Uncertain = Uncertain(expected=1, low=1, high=1)
    once: Annotated[int, Field(ge=1, le=30)] | None = None


class Unvalued(_Term):
    """A benefit that is not valued in money, and is listed all the same."""

    name: Name
    party: Party
    evidence: Words = ""


class Calculation(_Term):
    """A whole calculation. The first year with a ``discounting_starts`` of 1 is discounted once, with 2 not at all.

    ``take_up`` is the share of ``users`` who use the solution, by year; the last holds for the years that remain.
    """

    title: Name
    users: Uncertain
    years: Annotated[int, Field(ge=1, le=30)] = 6
    discount: Uncertain = Uncertain(expected=0.03, low=0.03, high=0.03)
    discounting_starts: Annotated[int, Field(ge=1, le=2)] = 1
    take_up: Annotated[tuple[Share, ...], Field(min_length=1, max_length=30)] = (1.0,)
    prices: Mapping[Name, Amount] = PRICES
    changes: Annotated[Mapping[Name, Change], Field(min_length=1, max_length=60)]
    benefits: Annotated[tuple[Benefit, ...], Field(min_length=1, max_length=60)]
    costs: Annotated[tuple[Cost, ...], Field(max_length=60)] = ()
    unvalued: Annotated[tuple[Unvalued, ...], Field(max_length=60)] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.discount.high > 1:
            wrong_at(("discount",), f"{self.discount.high:g} is over 1; write 3 % as 0.03")
        if len(self.take_up) > self.years:
            wrong_at(("take_up",), f"says {len(self.take_up)} years, and there are {self.years}")
        seen: set[str] = set()
        for part, number, line in self.lines():
            if line.who is not None and line.who not in self.prices:
                known = ", ".join(self.prices)
                wrong_at((part, number, "who"), f"there is no price of '{line.who}'; known under prices: {known}")
            if isinstance(line, Benefit) and line.of not in self.changes:
                known = ", ".join(self.changes)
                wrong_at((part, number, "of"), f"there is no change '{line.of}'; known under changes: {known}")
            if line.name in seen:
                wrong_at((part, number, "name"), f"'{line.name}' stands here a second time; each line needs its own")
            seen.add(line.name)
            if isinstance(line, Cost) and line.once is not None and line.once > self.years:
                wrong_at((part, number, "once"), f"year {line.once} is after the last, {self.years}")
        return self

    def lines(self) -> Iterator[tuple[str, int, Benefit | Cost]]:
        """Give each line that is valued in money: under which key of the file, its number there, and itself."""
        yield from (("benefits", number, line) for number, line in enumerate(self.benefits))
        yield from (("costs", number, line) for number, line in enumerate(self.costs))

    def taken_up(self, year: int) -> float:
        """Give the take-up in a year, counted from 1."""
        return self.take_up[min(year, len(self.take_up)) - 1]
