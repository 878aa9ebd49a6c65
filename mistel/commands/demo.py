"""``mistel demo``: a night with a real alert and its look-alike, through everything, on a state folder of its own."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from api.access.passwords import hashed, new_password
from api.access.sessions import login_link
from care.clock import wall_now
from care.errors import SettingError
from care.ids import new_id
from care.people import Person, Role, Site, World
from care.situations import SITUATIONS
from evaluation.furnishing import Stage
from evaluation.runs import Spec
from mistel.commands.opened import console, own_organisation, run
from mistel.commands.played import play_with_progress, show_verdicts
from mistel.commands.scenarios import find
from mistel.commands.stopping import until_stopped
from mistel.instance import Instance, started
from mistel.pages import serve_pages
from mistel.reach import Reach
from mistel.settings import Settings

SCENARIOS: Final = ("left_home_at_night", "only_looks_out")
SITE: Final = "demo"


def demo(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="End after the table: status 0 when every verdict passes, 1 when not.")
    ] = False,
    speed: Annotated[float, typer.Option(min=1, help="How many times faster than life.")] = 600,
    without: Annotated[
        list[str] | None, typer.Option(help="Leave out the rule for this situation, to see a verdict fail.")
    ] = None,
) -> None:
    """Play a night: somebody leaves home and is brought back; somebody else only looks out of the door.

    Broker, gateway, rules, desk, API and pages are the real ones, in a state folder that is removed at the end.
    """
    unknown = set(without or ()) - set(SITUATIONS)
    if unknown:
        raise SettingError(f"No situation is called {', '.join(sorted(unknown))}; known are {', '.join(SITUATIONS)}.")
    with tempfile.TemporaryDirectory(prefix="mistel-demo-") as folder:
        settings = Settings.load(state_dir=Path(folder))
        if "registration" not in settings.model_fields_set:  # here it is for whoever tries it
            settings = settings.model_copy(update={"registration": "open"})
        passed = run(_demo(settings, frozenset(without or ()), speed=speed, once=once))
    raise typer.Exit(0 if passed else 1)


async def _demo(settings: Settings, without: frozenset[str], *, speed: float, once: bool) -> bool:
    since = wall_now()
    async with started(settings, without=without) as instance:
        organisation = own_organisation(instance.registry)
        pages = await serve_pages(instance)
        link = login_link(instance.registry, _visitor(instance, organisation), wall_now(), pages)
        console.print(f"\nThe board: [bold]{link}[/]\n(logs you in once, from this machine)\n", highlight=False)
        reach = Reach(settings, instance.registry, instance.broker_url, since)
        site = Site(id=SITE, organisation=organisation, name="Demo", zone="Europe/Stockholm", world=World.TEST)
        stage = await reach.stage(site)
        passed = await _play(stage, organisation, speed)
        if once:
            return passed
        console.print(f"\nPages go on at [bold]{pages}[/]. Enter plays the night again, Ctrl-C ends.", highlight=False)
        await _again_until_stopped(stage, organisation, speed)
        return passed


async def _play(stage: Stage, organisation: str, speed: float) -> bool:
    spec = Spec(site=stage.site, scenarios=SCENARIOS, speed=speed)
    scenarios = [find(name) for name in SCENARIOS]
    verdicts = (await play_with_progress(stage, organisation, spec, scenarios)).verdicts
    show_verdicts(console, verdicts, scenarios[0].tz)
    return all(v.passed for v in verdicts)


async def _again_until_stopped(stage: Stage, organisation: str, speed: float) -> None:
    """Play again at each Enter, where somebody sits at a terminal; until Ctrl-C."""
    loop = asyncio.get_running_loop()
    pressed = asyncio.Event()
    at_terminal = sys.stdin is not None and sys.stdin.isatty()

    def read() -> None:
        if sys.stdin.readline():
            pressed.set()
        else:  # the terminal is gone
            loop.remove_reader(sys.stdin)

    async def again() -> None:
        while True:
            await pressed.wait()
            await _play(stage, organisation, speed)
            pressed.clear()

    if at_terminal:
        loop.add_reader(sys.stdin, read)
    playing = asyncio.create_task(again(), name="again")
    try:
        await until_stopped()
    finally:
        playing.cancel()
        if at_terminal:
            loop.remove_reader(sys.stdin)


def _visitor(instance: Instance, organisation: str) -> str:
    """Make the person who looks at the demo: care staff, with a password that nobody knows."""
    person = Person(
        id=new_id("p"),
        email="demo@localhost",
        name="Demo",
        language="en",
        roles={organisation: frozenset({Role.CARE, Role.INNOVATOR, Role.EVALUATOR})},
    )
    instance.registry.people.add(person, hashed(new_password()))
    return person.id
