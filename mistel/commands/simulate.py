"""``mistel simulate``: many homes living ordinary days, live through the broker or offline to files; and realism."""

import os
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import TypeAdapter, ValidationError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.errors import SettingError
from care.estimates import Estimate
from care.ids import new_id
from care.people import Site, World, Zone
from evaluation.realism.criteria import judged
from evaluation.realism.live import lived
from evaluation.simulations import Simulated, carry_out, spec_of
from mistel.commands.opened import console, notes, own_organisation, run, table
from mistel.reach import reached
from mistel.settings import Settings
from simulators.devices import BASE, KITS
from simulators.dwellings import DWELLINGS
from simulators.many import Made, before, make
from simulators.population import Population
from simulators.profile_file import profiles
from store.registry import Run, RunState

SITE: Final = "simulated"
OUT: Final = Path("simulated")
START: Final = "2026-01-05"

app = typer.Typer(
    help="Simulate many homes on ordinary days: live through broker, gateway and rules, or offline to Parquet.",
    invoke_without_command=True,
)


@app.callback()
def simulate(  # noqa: PLR0913 - options of the command line
    context: typer.Context,
    *,
    homes: Annotated[int, typer.Option(min=1, max=10_000, help="How many homes.")] = 30,
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days each.")] = 7,
    speed: Annotated[
        float | None, typer.Option(min=1, help="Times faster than life; as fast as it is taken when left out.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Write Parquet files instead, with the truth.")] = False,
    out: Annotated[Path, typer.Option(help="The folder for --offline; taken up again where it was left.")] = OUT,
    profile: Annotated[
        str | None, typer.Option(help="Who lives in all homes; mixed as docs/simulate.md tells when left out.")
    ] = None,
    dwelling: Annotated[str | None, typer.Option(help="The dwelling of all; mixed by profile when left out.")] = None,
    kit: Annotated[
        list[str] | None, typer.Option(help="Devices that are fitted, as in scenarios; the profile's when left out.")
    ] = None,
    seed: Annotated[str, typer.Option(help="The same seed lives the same days.")] = "1",
    start: Annotated[str, typer.Option(help="The first day, from its midnight.")] = START,
    zone: Annotated[str, typer.Option(help="The time zone of the homes.")] = "Europe/Stockholm",
    site: Annotated[str, typer.Option(help="The test site; made when it is not there.")] = SITE,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes for --offline; one for each core when left out.")
    ] = None,
) -> None:
    """Simulate many homes: live into a test site, or with --offline to files that are the same every time."""
    if context.invoked_subcommand is not None:
        return
    _known("--profile", profile, profiles())
    _known("--dwelling", dwelling, DWELLINGS)
    for one in kit or ():
        _known("--kit", one, KITS)
    population = Population(
        homes=homes,
        days=days,
        seed=seed,
        start=_day(start),
        zone=_zone(zone),
        profile=profile,
        dwelling=dwelling,
        kits=tuple(kit or ()),
    )
    if offline:
        if speed is not None:
            raise SettingError("--speed is of a live simulation; leave it out with --offline, or --offline out.")
        _write(population, out, workers or os.cpu_count() or 1)
    else:
        run(_live(Settings.load(), population, site, speed))


@app.command()
def realism(
    *,
    homes: Annotated[int, typer.Option(min=10, max=1000, help="How many homes.")] = 30,
    days: Annotated[int, typer.Option(min=7, max=400, help="How many days each.")] = 30,
    seed: Annotated[str, typer.Option(help="The same seed lives the same days.")] = "1",
    out: Annotated[Path | None, typer.Option(help="A folder for a page with plots, and the figures.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; one for each core when left out.")
    ] = None,
) -> None:
    """Hold simulated homes against figures of real ones; exit status 1 when they do not agree."""
    population = Population(homes, days, seed, _day(START), kits=(BASE,))
    found = []
    with Progress(*_columns(), console=notes) as bars:
        bar = bars.add_task(f"Living {days} days in", total=homes)
        for home in lived(population, workers or os.cpu_count() or 1):
            found.append(home)
            bars.update(bar, advance=1)
    findings = judged(found)
    table(
        f"{homes} simulated homes over {days} days beside real ones (docs/realism.md)",
        ("what", "wanted", "found", "verdict"),
        [
            (f.criterion.name, f.criterion.wanted, f.found, "[green]pass[/]" if f.passed else "[bold red]FAIL[/]")
            for f in findings
        ],
    )
    if out is not None:
        from evaluation.realism.page import write  # noqa: PLC0415 - plots are an extra

        console.print(f"Page with plots: {write(out, population, found, findings)}", soft_wrap=True, highlight=False)
    failed = sum(not finding.passed for finding in findings)
    console.print(f"{len(findings) - failed} of {len(findings)} agree.", highlight=False)
    raise typer.Exit(1 if failed else 0)


def _columns() -> tuple[TextColumn, BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn]:
    return (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("homes"),
        TimeElapsedColumn(),
    )


def _write(population: Population, folder: Path, workers: int) -> None:
    earlier = before(population, folder)
    began = time.monotonic()
    with Progress(*_columns(), console=notes) as bars:
        bar = bars.add_task(f"Living {population.days} days in", total=population.homes)
        for one in make(population, folder, workers):
            if isinstance(one, Made):
                made = one
            else:
                bars.update(bar, advance=1)
    lasted = time.monotonic() - began
    home_days = population.homes * population.days
    console.print(
        f"{made.readings} readings of {home_days} home-days in {folder} ({lasted:.1f} s, {home_days / lasted:.0f}"
        f" home-days a second); manifest.json says what is what.\nChecksum {made.checksum}",
        highlight=False,
        soft_wrap=True,
    )
    if earlier is not None:
        same = earlier == made.checksum
        console.print(
            "Equal to what was there before." if same else f"[bold red]Not equal[/] to what was there: {earlier}",
            soft_wrap=True,
        )
        if not same:
            raise typer.Exit(1)


async def _live(settings: Settings, population: Population, site_id: str, speed: float | None) -> None:
    async with reached(settings) as reach:
        organisation = own_organisation(reach.registry)
        site = Site(
            id=site_id, organisation=organisation, name=site_id.capitalize(), zone=population.zone, world=World.TEST
        )
        stage = await reach.stage(site)
        asked = Run(
            id=new_id("run"),
            organisation=organisation,
            kind="simulation",
            spec=spec_of(stage, population, speed),
            state=RunState.RUNNING,
            created=stage.now(),
            started=stage.now(),
            worker=f"process {os.getpid()}",
        )
        stage.registry.runs.add(asked)
        began = time.monotonic()
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=notes,
        ) as bars:
            bar = bars.add_task("Furnishing", total=1.0)
            came = await carry_out(
                stage,
                asked,
                population,
                speed,
                lambda what, done: bars.update(bar, description=what, completed=done),
            )
        _say(population, site_id, asked, came, time.monotonic() - began)


def _say(population: Population, site: str, asked: Run, came: Simulated, lasted: float) -> None:
    home_days = population.homes * population.days
    console.print(
        f"Run {asked.id} at site {site}: {came.readings} readings of {home_days} home-days in {lasted:.1f} s,"
        f" {home_days / lasted:.0f} home-days a second. {came.truths} situations truly happened.",
        highlight=False,
        soft_wrap=True,
    )
    weeks = came.residents * population.days / 7
    rows = [
        (situation, times, came.false.get(situation, 0), f"{times / weeks:.2f}")
        for situation, times in sorted(came.alerts.items(), key=lambda one: (-one[1], one[0]))
    ]
    table("Alerts", ("situation", "alerts", "of these false", "a resident and week"), rows)
    wrong = came.false_a_week
    if isinstance(wrong, Estimate):
        console.print(
            f"False alarms a resident and week: {wrong.value:.2f} ({wrong.low:.2f} to {wrong.high:.2f},"
            f" {wrong.method}).",
            highlight=False,
            soft_wrap=True,
        )


def _known(option: str, value: str | None, known: Mapping[str, object]) -> None:
    if value is not None and value not in known:
        raise SettingError(f"{option}: there is no '{value}'; known are {', '.join(known)}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"--start {text}: write it as 2026-01-31.") from error


def _zone(zone: str) -> str:
    try:
        return TypeAdapter(Zone).validate_python(zone)
    except ValidationError as error:
        raise SettingError(f"--zone: {error.errors()[0]['msg']}.") from error
