"""``mistel trial demo``: a simulated trial of which the truth is known, made, analysed, and held against the truth."""

from typing import Annotated, Final

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import wall_now
from care.errors import SettingError
from care.estimates import Estimate, Result
from care.trials import Trial
from evaluation.trials.analysing import analyse
from evaluation.trials.analysis import Analysis, Outcome
from evaluation.trials.lights import Light
from evaluation.trials.readings import SiteReadings
from evaluation.trials.simulated.made import make, there
from evaluation.trials.simulated.pilot import EFFECT, HOMES, Pilot
from evaluation.trials.verdict import interval
from mistel.commands.opened import console, notes, own_organisation, registry, run, table
from mistel.settings import Settings
from store.registry import Registry

MOST: Final = 0.6
"""More cannot be spared: some visits find people up whom no camera saw in bed."""


def demo(
    *,
    seed: Annotated[int, typer.Option(min=0, max=999_999, help="The same seed makes the same trial.")] = 1,
    effect: Annotated[
        float, typer.Option(min=0, max=MOST, help="The share of night visits that the solution truly spares.")
    ] = EFFECT,
    homes: Annotated[int, typer.Option(min=2, max=200, help="How many homes.")] = HOMES,
) -> None:
    """Simulate a stepped wedge of night supervision by camera, report it, and say what was true.

    The trial is kept as any other, as demo-SEED, at a test site of its own; where it is there already it is shown.
    """
    if round(effect, 2) != effect:
        raise SettingError(f"--effect {effect}: give whole per cents, as 0.25.")
    pilot = Pilot(seed, effect=effect, homes=homes)
    settings = Settings.load()
    with registry() as opened:
        trial = there(opened, pilot) or _made(opened, settings, pilot)
        analysis = _analysed(opened, settings, trial)
    _say(analysis, pilot)


def _bars() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=notes)


def _made(opened: Registry, settings: Settings, pilot: Pilot) -> Trial:
    with _bars() as bars:
        bar = bars.add_task("", total=1.0)
        return run(
            make(
                opened,
                settings.state_dir,
                pilot,
                own_organisation(opened),
                show=lambda what, done: bars.update(bar, description=what, completed=done),
            )
        )


def _analysed(opened: Registry, settings: Settings, trial: Trial) -> Analysis:
    with _bars() as bars, SiteReadings(settings.state_dir) as readings_of:
        bar = bars.add_task("Collecting", total=None)
        return analyse(
            opened,
            readings_of,
            trial,
            wall_now(),
            lambda done, total: bars.update(bar, completed=done, total=total),
        )


def _say(analysis: Analysis, pilot: Pilot) -> None:
    console.print(f"The integrity gate is {analysis.gate.light}. {analysis.warning or ''}", highlight=False)
    for one in analysis.gate.criteria:
        if one.light is not Light.GREEN:
            console.print(f"{one.light}: {one.says}", markup=False, highlight=False)
    table(
        f"Trial {pilot.name}: {pilot.homes} homes, {analysis.trial.plan.first} to {analysis.trial.plan.last}",
        ("indicator", "without", "with", "effect", "95 % interval", "verdict"),
        [_row(one) for one in analysis.outcomes],
    )
    primary = analysis.primary
    console.print(str(primary.says), markup=False, highlight=False)
    console.print(
        f"The truth, as it was simulated: {primary.indicator.words.lower()} are {1 - pilot.effect:.2f} times as many"
        f" with the solution. {_held(primary, 1 - pilot.effect)}",
        markup=False,
        highlight=False,
    )
    console.print(f"The whole report: mistel trial report {pilot.name} --language sv", markup=False, highlight=False)


def _held(primary: Outcome, truth: float) -> str:
    found = interval(primary.effect)
    if found is None:
        return "There is no interval to hold against it."
    within = "holds" if found.low <= truth <= found.high else "misses"
    return f"The interval {within} it, and {'leaves out' if primary.differs else 'holds'} 1, no effect."


def _row(one: Outcome) -> tuple[str, ...]:
    found = interval(one.effect)
    return (
        one.indicator.words,
        _plain(one.effect.without),
        _plain(one.effect.with_it),
        "" if found is None else f"{found.value:.2f}",
        "too little data" if found is None else f"{found.low:.2f} to {found.high:.2f}",
        one.verdict.replace("_", " "),
    )


def _plain(result: Result) -> str:
    return f"{result.value:.2f}" if isinstance(result, Estimate) else ""
