"""Which conditions hold when, for each design: from few numbers to periods and sequences."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from care.trials import Condition, Design, Period

WITHOUT: Final = Condition.CONTROL
WITH: Final = Condition.SOLUTION
LEARNING: Final = Condition.WASHOUT

Sequences = tuple[tuple[Condition, ...], ...]


def steps(design: Design, clusters: int, periods: int) -> int:
    """Give how many sequences a design has; of a stepped wedge one a step, as many as periods and clusters allow.

    Raises ValueError where the design cannot be had with so few.
    """
    least = {Design.BEFORE_AFTER: 2, Design.PARALLEL: 1, Design.CROSSOVER: 2, Design.STEPPED_WEDGE: 3}[design]
    if periods < least:
        raise ValueError(f"a {design.replace('_', ' ')} trial needs {least} periods or more; there are {periods}")
    if design is Design.BEFORE_AFTER:
        return 1
    wanted = min(periods - 1, clusters) if design is Design.STEPPED_WEDGE else 2
    if clusters < 2:  # noqa: PLR2004 - a lot needs two
        raise ValueError("a lot is drawn between two clusters or more; there is one: plan before/after, or more homes")
    return wanted


def sequences(design: Design, clusters: int, periods: int, *, before: int = 0) -> Sequences:
    """Give the conditions by sequence and period.

    ``before``: so many periods of a parallel trial are common to all without the solution; of before/after those
    without it, half of all when 0. In a crossover the periods are halved; a middle one is for washing out.
    """
    count = steps(design, clusters, periods)
    if not 0 <= before < periods:
        raise ValueError(f"{before} of {periods} periods before leave none with the solution")
    if design is Design.BEFORE_AFTER:
        first = before or periods // 2
        return ((WITHOUT,) * first + (WITH,) * (periods - first),)
    if design is Design.PARALLEL:
        after = periods - before
        return ((WITHOUT,) * periods, (WITHOUT,) * before + (WITH,) * after)
    if design is Design.CROSSOVER:
        half, middle = periods // 2, (LEARNING,) * (periods % 2)
        return ((WITHOUT,) * half + middle + (WITH,) * half, (WITH,) * half + middle + (WITHOUT,) * half)
    # the first period is without, the last with it, for all; who goes over when is spread evenly between
    goes_over = [1 + step * (periods - 1) // count for step in range(count)]
    return tuple((WITHOUT,) * at + (WITH,) * (periods - at) for at in goes_over)


def consecutive(first: date, days: Sequence[int]) -> tuple[Period, ...]:
    """Give periods one after the other, each of so many days."""
    found: list[Period] = []
    for length in days:
        last = first + timedelta(days=length - 1)
        found.append(Period(first=first, last=last))
        first = last + timedelta(days=1)
    return tuple(found)


def fits(design: Design, planned: Sequences) -> str:
    """Say why sequences are not of this design; "" when they are."""
    return next(_misfits(design, planned), "")


def _misfits(design: Design, planned: Sequences) -> Iterator[str]:
    if design.is_randomised:
        if len(planned) < 2:  # noqa: PLR2004 - a lot needs two
            yield "a lot needs two sequences or more"
        if len(set(planned)) < len(planned):
            yield "two sequences are the same: the lot would decide nothing"
    elif len(planned) != 1:
        yield "before/after has one sequence, for all"
    if not {WITH, WITHOUT} <= {condition for sequence in planned for condition in sequence}:
        yield "nobody would ever be with, or without, the solution"
    if design in (Design.STEPPED_WEDGE, Design.BEFORE_AFTER) and any(_goes_back(sequence) for sequence in planned):
        yield "in this design nobody goes back to care without the solution"
    if design is Design.PARALLEL and any(len(arm) > 1 for arm in _arms(planned)):
        yield "in a parallel trial nobody changes over once somebody has the solution: that is another design"
    if design is Design.CROSSOVER and any({WITH, WITHOUT} - set(sequence) for sequence in planned):
        yield "in a crossover each sequence has both conditions"


def _arms(planned: Sequences) -> list[set[Condition]]:
    """Give for each sequence what holds, learning aside, in the periods in which somebody has the solution."""
    live = [number for number, held in enumerate(zip(*planned, strict=False)) if WITH in held]
    return [{sequence[number] for number in live} - {LEARNING} for sequence in planned]


def _goes_back(sequence: Sequence[Condition]) -> bool:
    counts = [condition for condition in sequence if condition is not LEARNING]
    return WITHOUT in counts[counts.index(WITH) :] if WITH in counts else False
