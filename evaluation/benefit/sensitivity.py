"""How far the result moves when one figure is another: a tornado, the widest first."""

from dataclasses import dataclass

from evaluation.benefit.terms import Calculation
from evaluation.benefit.worth import Case, uncertain, worth


@dataclass(frozen=True, slots=True)
class Swing:
    """One figure of ``line`` ("" for the whole): the net benefit in kr at both of its ends, all else as expected."""

    path: str
    line: str
    field: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far it moves the net benefit."""
        return abs(self.at_high - self.at_low)

    @property
    def decides(self) -> bool:
        """Whether it alone decides between a gain and a loss."""
        return (self.at_low < 0) != (self.at_high < 0)


def tornado(asked: Calculation) -> tuple[Swing, ...]:
    """Give a swing for every figure that has a range, the widest first."""
    swings = [
        Swing(
            path=path,
            line=name,
            field=path.rsplit(".", 1)[-1],
            low=figure.low,
            high=figure.high,
            at_low=worth(asked, {path: Case.LOW}).net,
            at_high=worth(asked, {path: Case.HIGH}).net,
        )
        for path, (name, figure) in uncertain(asked).items()
    ]
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.path)))


def extremes(asked: Calculation) -> tuple[float, float]:
    """Give the net benefit with every figure at its worse end, and with every one at its better: both are unlikely."""
    worse, better = {}, {}
    for swing in tornado(asked):
        low_is_worse = swing.at_low <= swing.at_high
        worse[swing.path] = Case.LOW if low_is_worse else Case.HIGH
        better[swing.path] = Case.HIGH if low_is_worse else Case.LOW
    return worth(asked, worse).net, worth(asked, better).net
