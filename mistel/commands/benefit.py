"""``mistel benefit …``: what a solution costs and gives over some years (nyttokalkyl)."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from care.errors import Conflict, StoreError
from dashboards.benefit.words import BOX_WORDS, FIELD_WORDS, PARTY_WORDS
from dashboards.benefit.workbook import workbook
from dashboards.tongue import tongue
from evaluation.benefit.file import example, examples, load
from evaluation.benefit.sensitivity import extremes, tornado
from evaluation.benefit.terms import Calculation
from evaluation.benefit.worth import Worth, worth
from mistel.commands.opened import console, table

app = typer.Typer(help="Benefit calculations: what a solution costs and gives, and to whom.", no_args_is_help=True)
SHOWN: Final = 8
"""So many figures are shown of those that move the result."""

File = Annotated[Path, typer.Argument(help="The calculation's file; `mistel benefit example` prints one.")]


class Language(StrEnum):
    """A language of workbooks."""

    SWEDISH = "sv"
    ENGLISH = "en"


@app.command("example")
def show_example(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(examples())}.")] = "night_supervision",
) -> None:
    """Print a calculation to begin with; write it to a file and put your own figures in."""
    typer.echo(example(name), nl=False)


@app.command("calculate")
def calculate(
    file: File,
    *,
    xlsx: Annotated[Path | None, typer.Option(help="Also write a workbook with live formulas here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON instead.")] = False,
    language: Annotated[Language, typer.Option(help="The workbook's language.")] = Language.SWEDISH,
) -> None:
    """Work a calculation out: four boxes, net benefit by year and by who gains, payback, and what decides it."""
    asked = load(file)
    came = worth(asked)
    if xlsx is not None:
        write_new(xlsx, workbook(asked, tongue(language)))
    if as_json:
        typer.echo(json.dumps(_record(asked, came), ensure_ascii=False, indent=1))
        return
    tell(asked)
    if xlsx is not None:
        console.print(f"The workbook is in {xlsx}.", soft_wrap=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; raises Conflict when it is, and StoreError when it cannot be written."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise Conflict(f"{path} is there already and is not written over; name another, or remove it.") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}. Choose another place.") from error


def _record(asked: Calculation, came: Worth) -> dict[str, object]:
    """Give the figures by name; sums in kr as present values."""
    worse, better = extremes(asked)
    return {
        "title": asked.title,
        "benefit": came.benefit,
        "cost": came.cost,
        "net": came.net,
        "net_with_all_figures_at_their_worse_end": worse,
        "net_with_all_figures_at_their_better_end": better,
        "per_krona": came.per_krona,
        "band": came.band,
        "payback_years": came.payback,
        "money_freed": came.freed,
        "net_by_year": came.net_by_year,
        "boxes": {f"{box} {'cost' if is_cost else 'benefit'}": kr for (is_cost, box), kr in came.boxes.items()},
        "by_party": came.by_party,
        "lines": [{"name": line.name, "present_value": line.present, "by_year": line.by_year} for line in came.lines],
        "sensitivity": [
            {"figure": swing.path, "net_at_low": swing.at_low, "net_at_high": swing.at_high} for swing in tornado(asked)
        ],
        "unvalued": [one.name for one in asked.unvalued],
    }


def tell(asked: Calculation) -> None:
    """Work a calculation out and print what it comes to."""
    came = worth(asked)
    boxes = [(name, _kr(came.boxes[box])) for box, name in BOX_WORDS.items()]
    table(asked.title, ("", "present value"), [*boxes, ("Net benefit", _kr(came.net))])
    years = [(str(year), f"{asked.taken_up(year):.0%}", _kr(net)) for year, net in enumerate(came.net_by_year, start=1)]
    table("Net benefit by year, discounted", ("year", "take-up", "net benefit"), years)
    gains = [(PARTY_WORDS[party], _kr(net)) for party, net in came.by_party.items()]
    table("Who gains, less what they pay", ("", "present value"), gains)
    swings = [
        (
            f"{swing.line}: {FIELD_WORDS[swing.field]}".removeprefix(": "),
            f"{swing.low:g} to {swing.high:g}",
            f"{_kr(swing.at_low)} … {_kr(swing.at_high)}",
            "yes" if swing.decides else "",
        )
        for swing in tornado(asked)[:SHOWN]
    ]
    if swings:
        table("What moves the net benefit most", ("figure", "low to high", "net benefit", "decides alone"), swings)
    for line in _sentences(asked, came):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _sentences(asked: Calculation, came: Worth) -> Iterator[str]:
    worse, better = extremes(asked)
    each, back = came.per_krona, came.payback
    if each is None:
        yield "Nothing is paid, so there is no benefit per krona."
    else:
        yield f"Each krona gives {each:.2f} kr beyond itself (band {came.band})."
    yield "It does not pay back within the time." if back is None else f"It has paid back after {back:.1f} years."
    yield f"Money freed, apart from time that is put to other use: {_kr(came.freed)}."
    if worse != better:
        yield f"With every figure at its worse end {_kr(worse)}, at its better end {_kr(better)}: both are unlikely."
    if asked.unvalued:
        yield f"Not valued in money: {'; '.join(one.name for one in asked.unvalued)}."


def _kr(amount: float) -> str:
    """Say an amount in thousands of kronor: nothing here is known more closely."""
    return f"{round(amount / 1000):,} tkr".replace(",", "\u202f")
