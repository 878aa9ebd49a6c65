"""``mistel device box``, ``found`` and ``admit``: boxes that speak a dialect of their own, and what is behind them."""

import shlex
from datetime import timedelta
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.markup import escape

from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.found import Found
from care.ids import new_id
from care.people import Connection, Device, Spot
from devices import topics
from devices.credentials import Credentials, hash_password, new_password
from devices.dialects import homeassistant, zigbee2mqtt
from devices.dialects.via import DIALECTS
from mistel.commands.letting_in import broker_address, placement, tell_the_broker
from mistel.commands.opened import console, registry, table

_SETTING: Final = {homeassistant.NAME: "discovery_prefix", zigbee2mqtt.NAME: "base_topic"}
"""What a dialect calls its own prefix."""


def box(
    name: Annotated[str, typer.Argument(help="What people call it, such as 'Zigbee box'.")],
    *,
    site: Annotated[str, typer.Option(help="The site of its home.")],
    home: Annotated[str, typer.Option(help="The home it stands in.")],
    via: Annotated[str, typer.Option(help=f"What it speaks: {' or '.join(DIALECTS)}.")],
    connection: Annotated[str | None, typer.Option("--id", help="Its id in topics; made up when left out.")] = None,
) -> None:
    """Add a box that speaks a dialect of its own: a login, and the prefix to set in it. Its devices are found."""
    if via not in DIALECTS:
        raise SettingError(f"--via {via}: Mistel understands {' and '.join(DIALECTS)}.")
    login = Credentials(connection or new_id("c"), new_password())
    with registry() as opened:
        if home not in {h.id for h in opened.places.homes(opened.places.site(site).id)}:
            raise NotFound(f"Site {site} has no home {home}; `mistel home list --site {site}` lists them.")
        try:
            made = Connection(id=login.user, site=site, home=home, name=name, created=wall_now())
        except ValidationError as error:
            raise SettingError("An id is 1-32 of a-z, 0-9 and hyphen; a name has 1 to 120 characters.") from error
        opened.connections.add(made, hash_password(login.password))
    console.print("\nIts login at the broker. The password is shown only now:\n", style="bold")
    prefix = f"{topics.ROOT}/{site}/{home}/{login.user}/{topics.VIA}/{via}"
    lines = [
        ("broker", broker_address()),
        ("user", login.user),
        ("password", login.password),
        (_SETTING[via], prefix),
    ]
    if via == homeassistant.NAME:
        lines.append(("topic_prefix", f"{prefix}/board"))  # ESPHome's states come below it
    for label, value in lines:
        console.print(f"  {label:17} {value}", highlight=False, markup=False, soft_wrap=True)
    console.print("\nThen `mistel device found` lists what it announces.\n", highlight=False)
    tell_the_broker(login)


def found(
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    home: Annotated[str | None, typer.Option(help="Only this home.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that are admitted, too.")] = False,
) -> None:
    """List the devices that boxes have announced and nobody has admitted yet."""
    with registry() as opened:
        there = [each for each in opened.found.all(site=site, home=home) if everything or each.device is None]
    rows = [
        tuple(map(escape, (e.home, e.connection, e.key, e.name, e.model, _tells(e), e.device or ""))) for e in there
    ]
    columns = ("home", "connection", "key", "name", "model", "tells", "admitted as")
    table("Found devices", columns if everything else columns[:-1], rows if everything else [row[:-1] for row in rows])
    waiting = [each for each in there if each.device is None and each.channels]
    if waiting:
        first = waiting[0]
        console.print(
            f"Admit one with: mistel device admit {first.connection} {shlex.quote(first.key)} --room ROOM",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )


def _tells(each: Found) -> str:
    if each.channels:
        return ", ".join(channel.quantity for channel in each.channels)
    return f"nothing: {each.passed_over[0].why}" if each.passed_over else "nothing"


def admit(
    connection: Annotated[str, typer.Argument(help="The connection, as `mistel device found` shows it.")],
    key: Annotated[str, typer.Argument(help="The key, as `mistel device found` shows it.")],
    *,
    device_id: Annotated[str | None, typer.Option("--id", help="Its id from now on; made up when left out.")] = None,
    name: Annotated[str | None, typer.Option(help="What people call it; else as the box does.")] = None,
    room: Annotated[str | None, typer.Option(help="The room it stands in; made when new.")] = None,
    spot: Annotated[Spot, typer.Option(help="What it stands for, where rules must know.")] = Spot.ROOM,
) -> None:
    """Admit a found device and say where it is: from now on its readings are kept."""
    with registry() as opened:
        there = [each for each in opened.found.all(connection=connection) if each.key == key]
        if not there:
            raise NotFound(f"Nothing '{key}' was found behind connection '{connection}'; see `mistel device found`.")
        it = there[0]
        device = device_id or new_id("d")
        try:
            made = Device(id=device, home=it.home, connection=connection, name=name or it.name[:120], model=it.model)
            placed = placement(opened, it.home, device, room, spot, wall_now())
        except ValidationError as error:
            fields = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingError(f"{fields}.") from error
        opened.found.admit(connection, key, made, placed)
    console.print(f"{escape(it.name)} is admitted as device [bold]{device}[/]; it tells {escape(_tells(it))}.")
    if it.expected_interval is not None:
        console.print(f"It says that it speaks at least every {timedelta(seconds=it.expected_interval)}.")
