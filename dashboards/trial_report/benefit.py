"""What a trial's effects are worth, as the benefit calculation has it: with its range, and what is lent to it."""

from collections.abc import Iterator
from typing import Final

from dashboards.benefit.words import BOX_WORDS, FIELD_WORDS, PARTY_WORDS
from dashboards.report.document import Block, Cell, Facts, Point, Points, Table, Words
from dashboards.tongue import Tongue
from evaluation.benefit.sensitivity import Swing, extremes, tornado
from evaluation.benefit.terms import Uncertain
from evaluation.benefit.worth import worth
from evaluation.trials.reported import TrialReport

SHOWN: Final = 8
"""So many figures are shown of those that move the result."""


def benefit_words(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    """Say it in a few sentences."""
    say, held = tongue.say, report.benefit
    if held is None:
        yield Words(
            say(
                "No benefit is worked out: the trial gives no quantity with an interval that a calculation here is"
                " made of. Money cannot be more certain than what it is reckoned from."
            )
        )
        return
    asked, came = held.calculation, worth(held.calculation)
    worse, better = extremes(asked)
    yield Words(
        say(
            "Net benefit over {years} years for {users} users: {net} kr, where all figures are as expected. With every"
            " figure at its worse end {worse} kr, at its better end {better} kr: both are unlikely.",
            years=asked.years,
            users=tongue.number(asked.users.expected),
            net=_kr(came.net, tongue),
            worse=_kr(worse, tongue),
            better=_kr(better, tongue),
        )
    )
    yield Words(
        say(
            "Money freed: {freed} kr. The rest is working time that can be put to other use; it pays no bill.",
            freed=_kr(came.freed, tongue),
        )
    )
    if report.template:
        yield Words(
            say(
                "Only the quantities are this trial's. Users, prices, minutes and costs are those of the example"
                " '{template}': put your own in before you rely on the sum.",
                template=report.template,
            ),
            "warning",
        )


def benefit_in_full(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    """Give its boxes, years, who gains, and which figures decide it."""
    say, held = tongue.say, report.benefit
    yield from benefit_words(report, tongue)
    if held is None:
        return
    asked, came = held.calculation, worth(held.calculation)
    taken = [
        (
            Cell(name, say(one.indicator.words)),
            Cell(_range(asked.changes[name].before, tongue)),
            Cell(_range(asked.changes[name].after, tongue)),
        )
        for name, one in held.taken
    ]
    yield Table(say("Quantities from this trial"), (say("Quantity"), say("before"), say("after")), tuple(taken))
    boxes = [(say(words), f"{_kr(came.boxes[box], tongue)} kr") for box, words in BOX_WORDS.items()]
    each = came.per_krona
    boxes.append((say("Net benefit"), f"{_kr(came.net, tongue)} kr"))
    boxes.append((say("Each krona gives beyond itself"), "–" if each is None else f"{tongue.number(each)} kr"))
    back = came.payback
    boxes.append(
        (
            say("Paid back after"),
            say("not within the time") if back is None else say("{n} years", n=tongue.number(round(back, 1))),
        )
    )
    boxes += [(say(PARTY_WORDS[party]), f"{_kr(kr, tongue)} kr") for party, kr in came.by_party.items()]
    yield Facts(tuple(boxes))
    years = tuple(
        (Cell(str(number)), Cell(f"{asked.taken_up(number):.0%}"), Cell(_kr(net, tongue)))
        for number, net in enumerate(came.net_by_year, 1)
    )
    yield Table(say("Net benefit by year, discounted"), (say("Year"), say("Take-up"), say("kr")), years)
    swings = tuple(_swing(one, tongue) for one in tornado(asked)[:SHOWN])
    if swings:
        columns = (say("Figure"), say("Low to high"), say("Net benefit at both"), say("Decides alone"))
        yield Table(say("What moves the net benefit most"), columns, swings)
    if asked.unvalued:
        points = tuple(Point(one.name, one.evidence) for one in asked.unvalued)
        yield Points(say("Not valued in money"), points)


def _swing(one: Swing, tongue: Tongue) -> tuple[Cell, ...]:
    return (
        Cell(one.line or tongue.say(FIELD_WORDS[one.field]), tongue.say(FIELD_WORDS[one.field]) if one.line else ""),
        Cell(f"{tongue.number(one.low)} – {tongue.number(one.high)}"),
        Cell(f"{_kr(one.at_low, tongue)} … {_kr(one.at_high, tongue)}"),
        Cell(tongue.say("yes") if one.decides else tongue.say("no")),
    )


def _range(figure: Uncertain, tongue: Tongue) -> str:
    return f"{tongue.number(figure.expected)} ({tongue.number(figure.low)} – {tongue.number(figure.high)})"


def _kr(amount: float, tongue: Tongue) -> str:
    """Say an amount in whole thousands: nothing here is known more closely."""
    return tongue.number(round(amount / 1000) * 1000)
