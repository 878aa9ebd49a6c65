"""``mistel device command``: ask a device to do something, and wait for what it answers."""

import json
import time
from datetime import timedelta
from typing import Annotated, Final

import typer
from pydantic import JsonValue

from care.clock import wall_now
from care.commands import COMMANDS, LONGEST, SHORTEST, Command, CommandState, checked
from care.errors import NotFound, SettingError
from care.ids import new_id
from mistel.commands.opened import console, registry, table
from store.registry import Registry

LOOK_SECONDS: Final = 0.25
_BY: Final = "command line"
_MORE: Final = 2.0
"""Seconds beyond its time until the gateway has said that nobody answered."""


def command(
    device: Annotated[str | None, typer.Argument(help="The device's id, as `mistel device list` shows it.")] = None,
    name: Annotated[str | None, typer.Argument(help="What to do; without it, all that can be asked is listed.")] = None,
    *,
    home: Annotated[str | None, typer.Option(help="Its home, where several homes have a device of this id.")] = None,
    says: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="What the command says, such as text=Lunch."),
    ] = None,
    seconds: Annotated[
        int,
        typer.Option(
            min=int(SHORTEST.total_seconds()),
            max=int(LONGEST.total_seconds()),
            help="How long it may wait for its answer; afterwards no device does it any more.",
        ),
    ] = 60,
    wait: Annotated[bool, typer.Option(help="Wait for the answer.")] = True,
) -> None:
    """Ask a device to do something; ends with 0 when it is done, with 1 when it is refused or nobody answers."""
    if device is None or name is None:
        _list()
        return
    arguments = checked(name, _arguments(says or []))
    with registry() as opened:
        asked = _command(opened, home, device, name, arguments, timedelta(seconds=seconds))
        opened.commands.add(asked)
        console.print(f"Asked {device} in home {asked.home} to {COMMANDS[name].meaning} ({asked.id}).", highlight=False)
        if not wait:
            return
        ended = _wait(opened, asked, seconds + _MORE)
    console.print(f"{_WORDS[ended.state]} {ended.says}".strip(), highlight=False, markup=False)
    if ended.state is not CommandState.DONE:
        raise typer.Exit(1)


_WORDS: Final = {
    CommandState.WAITING: "Not sent: is `mistel serve` running?",
    CommandState.SENT: "Sent, and not answered.",
    CommandState.RECEIVED: "The device has it.",
    CommandState.DONE: "Done.",
    CommandState.REFUSED: "Refused.",
    CommandState.NO_ANSWER: "No answer.",
}


def _list() -> None:
    rows = [
        (ask.name, ask.meaning, ", ".join(f"{a.name}: {a.kind.value}" for a in ask.arguments))
        for ask in COMMANDS.values()
    ]
    table("What can be asked", ("command", "asks to", "with"), rows)


def _arguments(said: list[str]) -> dict[str, JsonValue]:
    """Read NAME=VALUE; a value that is a JSON number or list is that, all else is text."""
    arguments: dict[str, JsonValue] = {}
    for each in said:
        name, equals, value = each.partition("=")
        if not equals:
            raise SettingError(f"'{each}' is no NAME=VALUE. Write it as --with text=Lunch.")
        try:
            read = json.loads(value)
        except ValueError:
            read = value
        arguments[name] = read if isinstance(read, int | float | list) else value
    return arguments


def _command(
    opened: Registry, home: str | None, device: str, name: str, arguments: dict[str, JsonValue], lasts: timedelta
) -> Command:
    found = [d for d in opened.places.devices(home=home) if d.id == device]
    if not found:
        raise NotFound(f"There is no device '{device}'; `mistel device list` shows them.")
    if len(found) > 1:
        homes = ", ".join(sorted(d.home for d in found))
        raise SettingError(f"Several homes have a device '{device}'; add --home with one of: {homes}.")
    now = wall_now()
    return Command(
        id=new_id("k"),
        site=opened.places.home(found[0].home).site,
        home=found[0].home,
        connection=found[0].connection,
        device=device,
        name=name,
        arguments=arguments,
        by=_BY,
        asked=now,
        until=now + lasts,
    )


def _wait(opened: Registry, asked: Command, seconds: float) -> Command:
    deadline = time.monotonic() + seconds
    while True:
        found = opened.commands.get(asked.home, asked.id)
        ended = found.state not in {CommandState.WAITING, CommandState.SENT, CommandState.RECEIVED}
        if ended or time.monotonic() > deadline:
            return found
        time.sleep(LOOK_SECONDS)
