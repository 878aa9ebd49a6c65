"""``mistel scenario …``: what can be played, and playing it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from care.errors import ScenarioError, SettingError
from care.people import Site, World
from evaluation.rehearsal import rehearse
from evaluation.runs import Spec
from evaluation.verdicts import words
from mistel.commands.opened import console, own_organisation, run, table
from mistel.commands.played import play_with_progress, show_effort, show_verdicts
from mistel.reach import reached
from mistel.settings import Settings
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours

app = typer.Typer(help="Care scenarios to try a solution or a rule against.", no_args_is_help=True)

SITE: Final = "scenarios"


@app.command("list")
def list_scenarios() -> None:
    """List the scenarios that come with Mistel."""
    rows = []
    for path in ours():
        scenario = load(path)
        expected = ", ".join(("no " if e.forbidden else "") + e.situation for e in scenario.expectations)
        rows.append((scenario.name, scenario.title.en, expected, scenario.story.en))
    table("Scenarios", ("name", "title", "expects", "story"), rows)


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Names from `mistel scenario list`, or files.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every scenario that comes with Mistel.")] = False,
    seeds: Annotated[
        int,
        typer.Option(
            min=0,
            max=1000,
            help="How many variations are tried in this process, where a scenario does not say it by vary; 0: none.",
        ),
    ] = 5,
) -> None:
    """Read scenarios, and try some variations of each against the built-in rules, without broker or home.

    Each file that is wrong is named with its line and what to do. Exit status 1 when one is wrong or does not end as
    it says.
    """
    good = True
    for name in chosen(names, everything=everything):
        try:
            scenario = find(name)
        except ScenarioError as error:
            console.print(f"wrong  {error}", markup=False, highlight=False, soft_wrap=True)
            good = False
            continue
        tried = _variations(scenario, seeds)
        failed = [(how, why) for varied, seed, how in tried if (why := run(_fails(varied, seed)))]
        good = good and not failed
        word, passed = ("fails" if failed else "ok   "), len(tried) - len(failed)
        console.print(f"{word}  {scenario.name}: {passed} of {len(tried)} variations end as it says", highlight=False)
        for how, why in failed:
            console.print(f"       {how}: {why}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(0 if good else 1)


def _variations(scenario: Scenario, seeds: int) -> list[tuple[Scenario, str, str]]:
    """Give the variations to be tried, each with its seed and in words: those the scenario asks for, else by seed."""
    if seeds and "vary" in scenario.model_fields_set:
        return [(one, seed, f"{how + ', ' if how else ''}seed {seed}") for one, seed, how in scenario.variations()]
    return [(scenario, str(seed), f"seed {seed}") for seed in range(1, seeds + 1)]


async def _fails(scenario: Scenario, seed: str) -> str:
    """Rehearse once; give why it does not end as it says, or nothing."""
    rehearsal = await rehearse(scenario, seed)
    return " ".join(f"{words(v.expected)}: {v.why}" for v in rehearsal.verdicts if not v.passed)


@app.command("run")
def run_scenarios(
    names: Annotated[list[str] | None, typer.Argument(help="Names from `mistel scenario list`, or files.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every scenario that comes with Mistel.")] = False,
    site: Annotated[str, typer.Option(help="The test site to play in; made when it is not there.")] = SITE,
    seed: Annotated[str, typer.Option(help="The same seed tells the same stories.")] = "1",
    repeats: Annotated[int, typer.Option(min=1, max=1000, help="How often each is played, each time varied.")] = 1,
    speed: Annotated[
        float | None, typer.Option(min=1, help="Times faster than life; as fast as it is taken when left out.")
    ] = None,
    staff: Annotated[
        int,
        typer.Option(min=0, max=50, help="So many simulated carers answer alerts, which changes what happens next."),
    ] = 0,
    apart: Annotated[
        float, typer.Option(min=0, max=7200, help="Their walk from one home to the next, in seconds.")
    ] = 20,
) -> None:
    """Play scenarios through broker, gateway, rules and desk; exit status 1 when a verdict does not pass."""
    scenarios = [find(name) for name in chosen(names, everything=everything)]
    spec = Spec(
        site=site,
        scenarios=tuple(s.name for s in scenarios),
        seed=seed,
        repeats=repeats,
        speed=speed,
        staff=staff,
        apart=apart,
    )
    passed = run(_run(Settings.load(), spec, scenarios))
    raise typer.Exit(0 if passed else 1)


async def _run(settings: Settings, spec: Spec, scenarios: list[Scenario]) -> bool:
    async with reached(settings) as reach:
        organisation = own_organisation(reach.registry)
        site = Site(id=spec.site, organisation=organisation, name="Scenarios", zone=scenarios[0].zone, world=World.TEST)
        played = await play_with_progress(await reach.stage(site), organisation, spec, scenarios)
    show_verdicts(console, played.verdicts, scenarios[0].tz)
    if played.effort is not None:
        show_effort(console, played.effort)
    return all(v.passed for v in played.verdicts)


def chosen(names: Sequence[str] | None, *, everything: bool) -> list[str]:
    """Give what was asked for: these names or, with --all, every one of ours; raises SettingError for both or none."""
    if everything == bool(names):
        raise SettingError("Name scenarios or files, or give --all for every scenario that comes with Mistel.")
    return [path.stem for path in ours()] if everything else list(names or ())


def find(name: str) -> Scenario:
    """Give the scenario of this name, or in this file; raises ScenarioError, or SettingError listing what there is."""
    ours_by_name = {path.stem: path for path in ours()}
    path = ours_by_name.get(name, Path(name))
    if not path.is_file():
        raise SettingError(f"There is no scenario '{name}'; known are {', '.join(ours_by_name)}, or name a file.")
    try:
        return load(path)
    except OSError as error:
        raise ScenarioError(f"{path}:1: cannot be read ({error.strerror})") from error
