"""``mistel trial connect``: let a trial's solution in at one of its homes, where it is live as the trial says."""

from typing import Annotated

import typer
from pydantic import ValidationError

from care.clock import wall_now
from care.errors import SettingError
from evaluation.solutions.connecting import Way, connect_tried, ways_in_a_home
from mistel.commands.letting_in import known_address, tell_the_broker
from mistel.commands.opened import console, registry
from mistel.commands.solution_connect import KEYS, give, recipe_of
from mistel.commands.trials_found import find_trial


def connect(
    name: Annotated[str, typer.Argument(help="The trial, by its id or title.")],
    home: Annotated[str, typer.Argument(help="One of its homes.")],
    *,
    called: Annotated[str, typer.Option("--name", help="What people call this part; else as the solution.")] = "",
    way: Annotated[Way | None, typer.Option("--as", help="What it is; else by the kinds of the solution.")] = None,
    recipe: Annotated[str | None, typer.Option("--for", help=f"Print only the settings for one of: {KEYS}.")] = None,
) -> None:
    """Give a trial's solution a login in one of its homes, shown once; what it tells is taken as docs/live.md says."""
    broker = known_address()
    if not broker:
        raise SettingError("Nothing runs here, so nobody knows the broker's address: start `mistel serve` first.")
    with registry() as opened:
        trial = find_trial(opened, name)
        chosen = way or ways_in_a_home(opened.solutions.get(trial.plan.solution))[0]
        if recipe:
            recipe_of(recipe, chosen)
        try:
            login = connect_tried(opened, trial, home, wall_now(), name=called, way=chosen)
        except ValidationError as error:
            raise SettingError("A name has 1 to 120 characters.") from error
        living = [one.id for one in opened.places.residents(home)]
        agreed = {one.who for one in opened.trials.consents(trial.id) if one.home == home and one.holds(wall_now())}
    tell_the_broker(login.credentials)
    give(login, broker, chosen, recipe)
    missing = [one for one in living if one not in agreed]
    if missing:
        console.print(f"Nothing is taken before these consent too: {', '.join(missing)}.", highlight=False)
