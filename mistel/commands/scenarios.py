"""``mistel scenario …``: what can be played, and playing it."""

from pathlib import Path
from typing import Annotated, Final

import typer

from care.errors import ScenarioError, SettingError
from care.people import Site, World
from evaluation.runs import Spec
from mistel.commands.opened import console, own_organisation, run, table
from mistel.commands.played import play_with_progress, show_verdicts
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


@app.command("run")
def run_scenarios(
    names: Annotated[list[str], typer.Argument(help="Names from `mistel scenario list`, or files.")],
    *,
    site: Annotated[str, typer.Option(help="The test site to play in; made when it is not there.")] = SITE,
    seed: Annotated[str, typer.Option(help="The same seed tells the same stories.")] = "1",
    repeats: Annotated[int, typer.Option(min=1, max=1000, help="How often each is played, each time varied.")] = 1,
    speed: Annotated[
        float | None, typer.Option(min=1, help="Times faster than life; as fast as it is taken when left out.")
    ] = None,
) -> None:
    """Play scenarios through broker, gateway, rules and desk; exit status 1 when a verdict does not pass."""
    scenarios = [find(name) for name in names]
    spec = Spec(site=site, scenarios=tuple(s.name for s in scenarios), seed=seed, repeats=repeats, speed=speed)
    passed = run(_run(Settings.load(), spec, scenarios))
    raise typer.Exit(0 if passed else 1)


async def _run(settings: Settings, spec: Spec, scenarios: list[Scenario]) -> bool:
    async with reached(settings) as reach:
        organisation = own_organisation(reach.registry)
        site = Site(id=spec.site, organisation=organisation, name="Scenarios", zone=scenarios[0].zone, world=World.TEST)
        verdicts = await play_with_progress(await reach.stage(site), organisation, spec, scenarios)
    show_verdicts(console, verdicts, scenarios[0].tz)
    return all(v.passed for v in verdicts)


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
