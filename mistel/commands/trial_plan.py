"""``mistel trial plan``: can a trial answer its question, and with how many homes and weeks?"""

import csv
import os
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.estimates import Estimate, Result, TooLittle
from care.trials import Aim, Aspect, Design, Measure
from evaluation.indicators import INDICATORS
from evaluation.indicators.indicator import Indicator
from evaluation.sweeps.spread import spread
from evaluation.trials.planning.advice import advice
from evaluation.trials.planning.baseline import Baseline, given
from evaluation.trials.planning.charts import drawn
from evaluation.trials.planning.control import baseline_of, baseline_of_site
from evaluation.trials.planning.power import Power, Question, do, expected_gain, powers, tasks
from evaluation.trials.planning.setup import Setup, simple_setup
from evaluation.trials.readings import SiteReadings
from mistel.commands.opened import console, notes, registry, table
from mistel.commands.trials_found import find_trial
from mistel.settings import Settings

DESIGNS = (Design.STEPPED_WEDGE, Design.PARALLEL, Design.CROSSOVER)


def plan(  # noqa: PLR0913 - options, each by its name
    indicator: Annotated[str, typer.Argument(help="What the trial is decided by, as night_visits.")],
    *,
    mean: Annotated[float | None, typer.Option(help="Its level without the solution, when no trial is named.")] = None,
    exposure: Annotated[float, typer.Option(help="What a home gives a day: nights, alerts, answers.")] = 1.0,
    homes_differ: Annotated[float | None, typer.Option(help="Standard deviation between homes, in its unit.")] = None,
    trial: Annotated[
        str | None, typer.Option("--from", help="A trial that is over: its days without the solution tell the rest.")
    ] = None,
    site: Annotated[
        str | None, typer.Option(help="A site: the rest from its homes' last weeks, those in a trial then left out.")
    ] = None,
    back: Annotated[int, typer.Option(min=4, max=104, help="With --site, how many weeks back.")] = 12,
    design: Annotated[list[Design] | None, typer.Option(help="One or more; all with a lot otherwise.")] = None,
    homes: Annotated[str, typer.Option(help="How many, as 6,12,24.")] = "6,12,24",
    weeks: Annotated[str, typer.Option(help="How many, as 8,16,26.")] = "8,16,26",
    effect: Annotated[
        float | None,
        typer.Option(help="What the solution is thought to do: 0.6 for 40 % less, or a difference; twice the margin."),
    ] = None,
    margin: Annotated[float | None, typer.Option(help="The smallest gain that matters; the indicator's own.")] = None,
    trials: Annotated[int, typer.Option(min=20, max=10_000, help="Simulated trials of each kind.")] = 200,
    seed: Annotated[str, typer.Option(help="The same seed draws the same trials.")] = "1",
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes; one for each core otherwise.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="A Dask cluster instead, as tcp://host:8786.")] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for the table as CSV and the plot as SVG.")] = None,
) -> None:
    """Simulate trials by homes and weeks for each design, and say which would find what the solution does."""
    about = _indicator(indicator)
    usual = (
        _given(about, mean, exposure, homes_differ)
        if mean is not None and trial is None and site is None
        else _lived(about, mean, trial, site, back, wall_now())
    )
    if margin is not None and margin <= 0:
        raise SettingError("--margin takes a gain above 0, as 0.2 for a fifth.")
    aim = Aim(
        indicator=about.name,
        aspect=Aspect.GUARDRAIL if about.is_guardrail else Aspect.PRIMARY,
        better=about.better,
        measure=about.measure,
        margin=about.margin if margin is None else margin,
    )
    question = Question(usual, aim, _effect(aim, effect))
    setups = _setups(design or DESIGNS, _numbers("--homes", homes), _numbers("--weeks", weeks))
    todo = tasks(question, setups, trials=trials, seed=seed)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=notes
    )
    came = []
    with (
        bar,
        closing(spread(todo, do, workers=workers or os.cpu_count() or 1, scheduler=scheduler)) as results,
    ):
        row = bar.add_task("Simulated trials", total=trials * len(setups))
        for one in results:
            came.append(one)
            bar.advance(row, one.trials)
    found = powers(setups, came)
    _show(question, found)
    if out is not None:
        _write(out, question, found)
        console.print(f"Kept in {out}.", markup=False, highlight=False)


def _indicator(name: str) -> Indicator:
    if name not in INDICATORS:
        raise NotFound(f"There is no indicator '{name}'; there are {', '.join(INDICATORS)}.")
    return INDICATORS[name]


def _effect(aim: Aim, effect: float | None) -> float:
    if effect is not None and aim.measure is Measure.RATIO and effect <= 0:
        raise SettingError("--effect takes what the level is multiplied by, above 0: 0.6 for 40 % less.")
    return expected_gain(aim) if effect is None else effect


def _given(about: Indicator, mean: float, exposure: float, homes_differ: float | None) -> Baseline:
    if mean <= 0:
        raise SettingError("--mean takes a level above 0: of nothing there can be no less.")
    try:
        return given(about, mean, exposure=exposure, homes=homes_differ)
    except ValueError as error:
        raise SettingError(f"{error}; give another --mean or --exposure.") from error


def _lived(
    about: Indicator, mean: float | None, trial: str | None, site: str | None, back: int, now: datetime
) -> Baseline:
    if sum(one is not None for one in (mean, trial, site)) != 1:
        raise SettingError(
            "Give the level without the solution with --mean, or a trial that is over with --from, or a --site: one of"
            " them."
        )
    with registry() as opened, SiteReadings(Settings.load().state_dir) as readings_of:
        if site is not None:
            found = baseline_of_site(opened, readings_of, opened.places.site(site), about, now, back)
        else:
            found = baseline_of(opened, readings_of, find_trial(opened, str(trial)), about, now)
    if isinstance(found, TooLittle):
        raise SettingError(f"{found.why} Give the level with --mean instead.")
    return found


def _numbers(option: str, said: str) -> list[int]:
    try:
        numbers = sorted({int(one) for one in said.split(",")})
    except ValueError as error:
        raise SettingError(f"{option} takes whole numbers, as 6,12,24.") from error
    if not 1 <= numbers[0] <= numbers[-1] <= 500:  # noqa: PLR2004 - more is no trial of a testbed
        raise SettingError(f"{option} takes numbers from 1 to 500.")
    return numbers


def _setups(designs: Sequence[Design], homes: Sequence[int], weeks: Sequence[int]) -> list[Setup]:
    try:
        return [simple_setup(*one) for one in product(designs, homes, weeks)]
    except ValueError as error:
        raise SettingError(f"{str(error).capitalize()}.") from error


def _show(question: Question, found: Sequence[Power]) -> None:
    usual, aim = question.baseline, question.aim
    how = "times what it was" if aim.measure is Measure.RATIO else "more"
    console.print(
        f"Without the solution ({usual.source}): {usual.mean:.3g} {usual.indicator.unit}; homes differ by"
        f" {usual.homes:.2g}, weeks of all by {usual.weeks:.2g}, a home's weeks by {usual.home_weeks:.2g}"
        f" (autocorrelation {usual.autocorrelation:.2g}), chance {usual.noise:.2g}.",
        f"Thought to become {question.effect:g} {how}; margin {aim.margin:g}.",
        markup=False,
        highlight=False,
        sep="\n",
    )
    table(
        f"Power for {usual.indicator.name}, with 95 % intervals",
        ("design", "homes", "weeks", "finds it", "shows the margin", "holds the truth", "interval's length"),
        [
            (
                one.setup.design.replace("_", " "),
                one.setup.homes,
                one.setup.weeks,
                _share(one.found),
                _share(one.passed) if one.setup.design.is_randomised else "no verdict",
                _share(one.held),
                None if one.length is None else f"{one.length:.2g}",
            )
            for one in found
        ],
    )
    for one in advice(aim, found):
        console.print(f"{one.design.replace('_', ' ').capitalize()}: {one.says}", markup=False, highlight=False)


def _share(result: Result) -> str:
    if isinstance(result, Estimate):
        return f"{result.value:.0%} ({result.low:.0%}-{result.high:.0%})"
    return "too little data"


def _write(out: Path, question: Question, found: Sequence[Power]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "power.svg").write_text(drawn(question.aim, found))
    with (out / "power.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("design", "homes", "weeks", "power", "low", "high", "shows_margin", "interval_length"))
        for one in found:
            power = one.found if question.aim.aspect is not Aspect.GUARDRAIL else one.passed
            bounds = (power.value, power.low, power.high) if isinstance(power, Estimate) else ("", "", "")
            passed = one.passed.value if isinstance(one.passed, Estimate) else ""
            rows.writerow((one.setup.design, one.setup.homes, one.setup.weeks, *bounds, passed, one.length or ""))
