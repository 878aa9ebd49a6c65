"""``mistel solution apartment``: begin a session in the test apartment, to be acted on a tablet."""

from typing import Annotated

import typer

from care.clock import wall_now
from evaluation.solutions.apartment import acted_scenarios, begin
from evaluation.solutions.sandbox import bench_of
from mistel.commands.opened import console, registry
from mistel.commands.solution import find
from mistel.settings import Settings


def act(
    name: Annotated[str, typer.Argument(help="The solution, by its id or name.")],
    *,
    scenario: Annotated[str, typer.Option(help="What is to be acted; without it all that can be are listed.")] = "",
    home: Annotated[str | None, typer.Option(help="The home where it is acted; the bench when left out.")] = None,
) -> None:
    """Begin a session for a physical prototype: a tablet shows the steps, each tap gives the truth its time."""
    if not scenario:
        for each in acted_scenarios().values():
            console.print(f"{each.name}: {each.title.en}", highlight=False, markup=False)
        return
    with registry() as opened:
        solution = find(opened, name)
        where = home or bench_of(opened, solution).id
        run = begin(opened, solution, scenario, where, wall_now())
    settings = Settings.load()
    pages = settings.public_url or f"http://{settings.http_host}:{settings.http_port}"
    tablet = f"{pages.rstrip('/')}/apartment/{run.id}"
    console.print(f"Session {run.id} has begun. Open on the tablet: {tablet}", markup=False, soft_wrap=True)
