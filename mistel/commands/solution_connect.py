"""``mistel solution connect``: let a part of a solution in, with settings to copy for each language and box."""

from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import ValidationError

from care.clock import wall_now
from care.errors import SettingError
from dashboards.recipes import RECIPES, Filled, Recipe, Settings, filled, recipes_for
from evaluation.solutions.connecting import Login, Way, connect, ways_of
from mistel.commands.letting_in import known_address, tell_the_broker
from mistel.commands.opened import console, notes, registry
from mistel.commands.solution import find
from mistel.settings import Settings as OurSettings

KEYS = ", ".join(recipe.key for recipe in RECIPES)


def connect_solution(
    name: Annotated[str, typer.Argument(help="The solution, by its id or name.")],
    *,
    called: Annotated[
        str | None, typer.Option("--name", help="What people call this part; else as the solution.")
    ] = None,
    way: Annotated[Way | None, typer.Option("--as", help="What it is; else by the kinds of the solution.")] = None,
    home: Annotated[str | None, typer.Option(help="The home it stands in; the bench when left out.")] = None,
    recipe: Annotated[str | None, typer.Option("--for", help=f"Print only the settings for one of: {KEYS}.")] = None,
) -> None:
    """Give a solution a login at the broker, shown once, with settings to copy; with --for those alone, for a file."""
    broker = known_address()
    if not broker:
        raise SettingError("Nothing runs here, so nobody knows the broker's address: start `mistel serve` first.")
    with registry() as opened:
        solution = find(opened, name)
        chosen = way or ways_of(solution)[0]
        if recipe:
            recipe_of(recipe, chosen)
        try:
            login = connect(opened, solution, called or solution.name, chosen, wall_now(), home=home)
        except ValidationError as error:
            raise SettingError("A name has 1 to 120 characters, an id 1 to 32 of a-z, 0-9 and hyphen.") from error
    tell_the_broker(login.credentials)
    give(login, broker, chosen, recipe)


def give(login: Login, broker: str, chosen: Way, recipe: str | None) -> None:
    """Print a login with its settings to copy, once; of a ``recipe`` that alone, for a file."""
    wanted = [recipe_of(recipe, chosen)] if recipe else recipes_for(chosen)
    shown = [filled(each, chosen, _settings(login, broker)) for each in wanted]
    if recipe:
        typer.echo(shown[0].text, nl=False)
        _say_how(shown[0])
    else:
        _show(login, broker, shown)


def recipe_of(key: str, way: Way) -> Recipe:
    """Give the settings of that name; raises SettingError where there are none for this way."""
    for each in recipes_for(way):
        if each.key == key:
            return each
    others = ", ".join(each.key for each in recipes_for(way))
    raise SettingError(f"There are no settings '{key}' for a {way.replace('_', ' ')}; there are {others}.")


def _settings(login: Login, broker: str) -> Settings:
    ours, it = OurSettings.load(), login.connection
    ca = ours.broker_ca.read_text() if ours.broker_ca else ""
    return Settings(broker, it.id, login.credentials.password, it.site, it.home, ca)


def _say_how(one: Filled) -> None:
    lines = [line for line in (*one.first.splitlines(), one.typed) if line]
    notes.print(f"Save it as {one.recipe.name}, then:", highlight=False)
    for line in lines:
        notes.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)


def _show(login: Login, broker: str, recipes: Sequence[Filled]) -> None:
    it = login.connection
    console.print("\nIts login at the broker. The password is shown only now:\n", style="bold")
    lines = [
        ("broker", broker),
        ("user", it.id),
        ("password", login.credentials.password),
        ("site", it.site),
        ("home", it.home),
    ]
    for label, value in lines:
        console.print(f"  {label:9} {value}", highlight=False, markup=False, soft_wrap=True)
    for one in recipes:
        console.rule(one.recipe.title, align="left")
        for line in (*one.first.splitlines(), one.typed):
            if line:
                console.print(f"$ {line}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"\n{one.text}", highlight=False, markup=False, soft_wrap=True)
