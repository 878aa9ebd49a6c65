"""What a benefit calculation comes to: by year, box and who gains; per krona, and when it has paid back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from evaluation.benefit.terms import Benefit, Box, Calculation, Cost, Each, Party, Uncertain

_HALF: Final = 0.5
_NOTHING: Final = 0.005
"""Amounts below half an öre are nothing."""


class Band(StrEnum):
    """How much a krona gives, in the templates' bands."""

    LOSS = "< 0"
    NOTHING = "0"
    SOME = "0-0.5"
    MUCH = ">= 0.5"


class Case(StrEnum):
    """Which figure of an uncertain one is taken."""

    EXPECTED = "expected"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Line:
    """One line in kr: by year as they fall, and their present value."""

    name: str
    box: Box
    party: Party
    is_cost: bool
    by_year: tuple[float, ...]
    present: float
    once: int | None


@dataclass(frozen=True, slots=True)
class Worth:
    """The whole: all sums are present values in kr.

    ``net_by_year`` is discounted. ``paid_back`` says at the end of each year after how many years the sum is not below
    zero any more, None while it is: what is paid once is paid as its year begins, all else evenly through the year.
    ``per_krona`` is (benefit - cost) / cost, None where nothing is paid. ``boxes`` are by (is it a cost, box),
    ``by_party`` what each gains less what it pays; ``at_once`` (below zero) what of each year's net is paid once.
    """

    lines: tuple[Line, ...]
    factors: tuple[float, ...]
    net_by_year: tuple[float, ...]
    at_once: tuple[float, ...]
    benefit: float
    cost: float
    boxes: Mapping[tuple[bool, Box], float]
    by_party: Mapping[Party, float]
    paid_back: tuple[float | None, ...]

    @property
    def payback(self) -> float | None:
        """After how many years it has paid back for the rest of the time; None when it has not."""
        return self.paid_back[-1]

    @property
    def net(self) -> float:
        """Benefit less cost."""
        return self.benefit - self.cost

    @property
    def per_krona(self) -> float | None:
        """What each krona that is paid gives beyond itself."""
        return self.net / self.cost if self.cost > _NOTHING else None

    @property
    def band(self) -> Band | None:
        """The band of ``per_krona``; None where that is."""
        each = self.per_krona
        if each is None:
            return None
        if abs(self.net) <= _NOTHING:
            return Band.NOTHING
        if each < 0:
            return Band.LOSS
        return Band.SOME if each < _HALF else Band.MUCH

    @property
    def freed(self) -> float:
        """Money freed: financial benefit less financial cost, apart from time put to other use."""
        return self.boxes[False, Box.FINANCIAL] - self.boxes[True, Box.FINANCIAL]


def worth(asked: Calculation, cases: Mapping[str, Case] | None = None) -> Worth:
    """Work a calculation out; ``cases`` takes another figure than the expected one, by the path of ``uncertain``."""
    taken = _Taken(cases or {})
    users = taken("users", asked.users)
    rate = taken("discount", asked.discount)
    years = range(1, asked.years + 1)
    factors = tuple((1 + rate) ** -max(0, year - asked.discounting_starts + 1) for year in years)
    lines = []
    for part, number, line in asked.lines():
        where = f"{part}.{number}"
        counted = asked.changes[line.of] if isinstance(line, Benefit) else line
        amount = _unit(asked, line, where, taken) * counted.times_a_year * (users if counted.each is Each.USER else 1.0)
        if isinstance(line, Benefit):
            change = asked.changes[line.of]
            path = f"changes.{line.of}"
            amount *= taken(f"{path}.before", change.before) - taken(f"{path}.after", change.after)
            by_year = tuple(amount * asked.taken_up(year) for year in years)
        else:
            amount *= taken(f"{where}.quantity", line.quantity)
            by_year = tuple(_paid(asked, line, amount, year) for year in years)
        once = line.once if isinstance(line, Cost) else None
        present = sum(kr * factor for kr, factor in zip(by_year, factors, strict=True))
        lines.append(Line(line.name, line.box, line.party, isinstance(line, Cost), by_year, present, once))
    return _summed(tuple(lines), factors)


def uncertain(asked: Calculation) -> dict[str, tuple[str, Uncertain]]:
    """Give every figure that has a range: by its path, the name of the line it is of ("" of the whole) and itself."""
    found = {"users": ("", asked.users), "discount": ("", asked.discount)}
    for name, change in asked.changes.items():
        found |= {f"changes.{name}.before": (name, change.before), f"changes.{name}.after": (name, change.after)}
    for part, number, line in asked.lines():
        for field in type(line).model_fields:
            value = getattr(line, field)
            if isinstance(value, Uncertain):
                found[f"{part}.{number}.{field}"] = (line.name, value)
    return {path: (name, value) for path, (name, value) in found.items() if not value.is_sure}


@dataclass(frozen=True, slots=True)
class _Taken:
    cases: Mapping[str, Case]

    def __call__(self, where: str, figure: Uncertain) -> float:
        value: float = getattr(figure, self.cases.get(where, Case.EXPECTED))
        return value


def _unit(asked: Calculation, line: Benefit | Cost, where: str, taken: _Taken) -> float:
    """Give the kr of one unit of a line."""
    if line.kr is not None:
        return taken(f"{where}.kr", line.kr)
    if line.minutes is None or line.who is None:
        raise ValueError(f"{line.name} has no price; its validator lets none through")
    return taken(f"{where}.minutes", line.minutes) / 60 * asked.prices[line.who] * line.staff


def _paid(asked: Calculation, cost: Cost, amount: float, year: int) -> float:
    if cost.once is not None:
        return amount if year == cost.once else 0.0
    return amount * asked.taken_up(year)


def _summed(lines: tuple[Line, ...], factors: tuple[float, ...]) -> Worth:
    def signed(line: Line) -> int:
        return -1 if line.is_cost else 1

    net = tuple(
        factor * sum(signed(line) * line.by_year[year] for line in lines) for year, factor in enumerate(factors)
    )
    at_once = tuple(
        -factor * sum(line.by_year[year] for line in lines if line.once is not None)
        for year, factor in enumerate(factors)
    )
    return Worth(
        lines=lines,
        factors=factors,
        net_by_year=net,
        at_once=at_once,
        benefit=sum(line.present for line in lines if not line.is_cost),
        cost=sum(line.present for line in lines if line.is_cost),
        boxes={
            (is_cost, box): sum(line.present for line in lines if (line.is_cost, line.box) == (is_cost, box))
            for is_cost in (False, True)
            for box in Box
        },
        by_party={
            party: sum(signed(line) * line.present for line in lines if line.party is party)
            for party in Party
            if any(line.party is party for line in lines)
        },
        paid_back=tuple(_paid_back(net, at_once)),
    )


def _paid_back(net: Sequence[float], at_once: Sequence[float]) -> Iterator[float | None]:
    """Give, year by year, how long it took until what was gained covered what was paid, for good so far.

    ``at_once`` is what of each year's ``net`` falls as the year begins; the rest comes evenly.
    """
    paid_back: float | None = 0.0
    total = 0.0
    for year, (gained, begins) in enumerate(zip(net, at_once, strict=True)):
        low, total = total + begins, total + gained
        if total < -_NOTHING:
            paid_back = None
        elif low < -_NOTHING:
            paid_back = year + -low / (total - low)
        elif paid_back is None:
            paid_back = float(year)
        yield paid_back
