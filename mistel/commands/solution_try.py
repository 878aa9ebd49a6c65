"""``mistel solution try`` and ``replay``: a solution against scenarios or recorded homes, with a bar of their time."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from care.ids import new_id
from care.solutions import Solution
from devices.letting_in import let_in
from evaluation.furnishing import Stage
from evaluation.solutions import replayed
from evaluation.solutions.asking import TrySpec, spec_of
from evaluation.solutions.connecting import Way, connect
from evaluation.solutions.faults import listens_now
from evaluation.solutions.levels import LEVELS
from evaluation.solutions.lived import Far, Show, Tried
from evaluation.solutions.results import KIND, Results
from evaluation.solutions.trying import carry_out
from mistel.beside import beside, environment
from mistel.commands.files import Labels, Mappings, Zone, read_all, zone_of
from mistel.commands.opened import console, notes, run
from mistel.commands.scenarios import chosen, find
from mistel.commands.solution import find as find_solution
from mistel.commands.solution_score import show_in_all
from mistel.reach import Reach, reached
from mistel.settings import Settings
from store.journal import JournalReader
from store.registry import Registry, Run, RunState

COMING_SECONDS: Final = 10.0
"""How long a try waits for a solution to be there before it begins without it."""

Level = Annotated[str, typer.Option("--levels", help=f"Levels of faults, with commas: {', '.join(LEVELS)}.")]
With = Annotated[
    str | None,
    typer.Option(
        "--with",
        help="A program to run beside it, as 'python examples/detector.py'; it finds a login of its own in MQTT_URL,"
        " MQTT_SITE, MQTT_USER and MQTT_PASSWORD.",
    ),
]
Play = Callable[[Stage, Run, JournalReader, Show], Awaitable[Tried]]


def try_solution(
    name: Annotated[str, typer.Argument(help="The solution's id or name.")],
    *,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="A name from `mistel scenario list`, or a file; may be given several times."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every scenario that comes with Mistel.")] = False,
    repeats: Annotated[int, typer.Option(min=1, max=300, help="How often each is played, each time varied.")] = 1,
    levels: Level = "none",
    seed: Annotated[str, typer.Option(help="The same seed tells the same stories.")] = "1",
    speed: Annotated[
        float | None,
        typer.Option(min=1, help="Times faster than life; as fast as it answers ticks when left out. 1: overnight."),
    ] = None,
    program: With = None,
) -> None:
    """Play scenarios while the solution listens, beside the built-in rules, and score both.

    A solution that answers ticks is waited for, so that it may be tried many times faster than life. One that does
    not is to be tried with --speed 1.
    """
    scenarios = [find(each) for each in chosen(scenario, everything=everything)]

    def spec(solution: Solution) -> TrySpec:
        names = [each.name for each in scenarios]
        asked = [level.strip() for level in levels.split(",")]
        return spec_of(solution, names, repeats=repeats, seed=seed, speed=speed, levels=asked)

    async def play(stage: Stage, asked: Run, reader: JournalReader, show: Show) -> Tried:
        return await carry_out(stage, asked, scenarios, reader, show)

    run(tried(Settings.load(), name, spec, play, program))


def replay(
    name: Annotated[str, typer.Argument(help="The solution's id or name.")],
    *,
    recording: Annotated[
        list[Path],
        typer.Option(help="A recording of a home; docs/replay.md tells the forms. May be given several times."),
    ],
    zone: Zone = "Europe/Stockholm",
    mapping: Mappings = None,
    labels: Labels = None,
    days: Annotated[int | None, typer.Option(min=1, help="So many days of each, from its first reading on.")] = None,
    program: With = None,
) -> None:
    """Tell recordings of real homes while the solution listens, beside the built-in rules: what would it have told?

    Each is told in a new home of its sandbox, as fast as it answers ticks.
    """
    recordings = read_all(recording, zone_of(zone), mapping or [], labels or [])
    most = timedelta(days=days) if days else None

    async def play(stage: Stage, asked: Run, reader: JournalReader, show: Show) -> Tried:
        return await replayed.carry_out(stage, asked, recordings, reader, show, most)

    run(tried(Settings.load(), name, lambda solution: replayed.spec_of(solution, recordings), play, program))


async def tried(
    settings: Settings, name: str, spec: Callable[[Solution], TrySpec], play: Play, program: str | None
) -> None:
    """Try a solution as a run of its own, with what runs beside it, and say what came of it."""
    async with reached(settings) as reach:
        solution = find_solution(reach.registry, name)
        wanted = spec(solution)
        stage = await reach.stage(reach.registry.places.site(solution.site))
        with JournalReader.open(settings.state_dir, solution.site) as reader:
            async with _with(program, reach, stage, solution):
                await _wait_for_it(reach.registry, reader, solution)
                asked = _running(stage, solution, wanted)
                came = await _with_bar(lambda show: play(stage, asked, reader, show))
        _say(reach.registry, solution, asked, came)


@asynccontextmanager
async def _with(program: str | None, reach: Reach, stage: Stage, solution: Solution) -> AsyncIterator[None]:
    """Run the program with a login of its own, which holds as long as it runs; nothing without a program."""
    if program is None:
        yield
        return
    login = connect(reach.registry, solution, f"beside process {os.getpid()}", Way.DETECTOR, reach.now())
    try:
        await stage.enrol([login.credentials])
        await let_in(stage.broker_url, login.credentials, ca=stage.ca)
        settings = environment(stage.broker_url, stage.site, login.credentials, stage.ca)
        async with beside(program, settings):
            yield
    finally:
        reach.registry.connections.revoke(login.connection.id, reach.now())


async def _wait_for_it(registry: Registry, reader: JournalReader, solution: Solution) -> None:
    try:
        async with asyncio.timeout(COMING_SECONDS):
            while True:
                if listens_now(registry, reader, solution):
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        notes.print(
            f"Nothing of {solution.name} listens yet. The try begins all the same: start it, or name it with --with.",
            soft_wrap=True,
        )


def _running(stage: Stage, solution: Solution, spec: TrySpec) -> Run:
    asked = Run(
        id=new_id("run"),
        organisation=solution.organisation,
        kind=KIND,
        spec=spec.model_dump(mode="json"),
        state=RunState.RUNNING,
        created=stage.now(),
        started=stage.now(),
        worker=f"process {os.getpid()}",
    )
    stage.registry.runs.add(asked)
    return asked


async def _with_bar(play: Callable[[Show], Awaitable[Tried]]) -> Tried:
    """Carry it out while a bar on standard error shows how far the homes have come, in their own time."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[says]}"),
        TimeElapsedColumn(),
        console=notes,
    ) as bars:
        row = bars.add_task("Furnishing", total=1.0, says="")

        def show(far: Far) -> None:
            says = f"{far.at:%Y-%m-%d %H:%M} UTC there, {far.speed:,.0f} x life"
            bars.update(row, description="Living", completed=far.done, says=says)

        return await play(show)


def _say(registry: Registry, solution: Solution, asked: Run, came: Tried) -> None:
    results = Results.read(registry, asked.id)
    own, rules = (len(told) for told in results.alerts.values())
    lines = [
        (
            f"Run {asked.id}: {len(came.plays)} homes, {came.lived} of their time in {came.seconds:.1f} s"
            f" ({came.speed:,.0f} times faster than life)."
        ),
        f"{solution.name} {solution.version} told {own} alerts, the built-in rules {rules}.",
        *(f"! {fault.says}" for fault in came.faults),
    ]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    show_in_all(results)
    console.print(f"All of it: mistel solution score {asked.id}", markup=False, highlight=False, soft_wrap=True)
