"""``mistel site …`` and ``mistel home …``: where people live, or where things are tried."""

from typing import Annotated

import typer
from pydantic import ValidationError

from care.clock import ClockKind
from care.errors import SettingError
from care.ids import new_id
from care.people import Home, Site, World
from mistel.commands.opened import console, own_organisation, registry, table

sites = typer.Typer(help="Sites: a service house, a district, a sandbox.", no_args_is_help=True)
homes = typer.Typer(help="Homes of a site.", no_args_is_help=True)


@sites.command("add")
def add_site(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    *,
    site_id: Annotated[str | None, typer.Option("--id", help="Its id in topics; made up when left out.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone, as an IANA name.")] = "Europe/Stockholm",
    world: Annotated[World, typer.Option(help="Whether people live there.")] = World.TEST,
) -> None:
    """Add a site; a running instance starts a gateway for it."""
    with registry() as opened:
        organisation = own_organisation(opened)
        try:
            site = Site(id=site_id or new_id("s"), organisation=organisation, name=name, zone=zone, world=world)
        except ValidationError as error:
            raise SettingError(_words(error)) from error
        opened.places.add_site(site)
    console.print(f"Site [bold]{site.id}[/] added.")


@sites.command("list")
def list_sites() -> None:
    """List all sites."""
    with registry() as opened:
        rows = [(s.id, s.name, s.zone, s.world.value, len(opened.places.homes(s.id))) for s in opened.places.sites()]
    table("Sites", ("id", "name", "zone", "world", "homes"), rows)


@homes.command("add")
def add_home(
    name: Annotated[str, typer.Argument(help="What staff call it; never a person's name.")],
    *,
    site: Annotated[str, typer.Option(help="The site it belongs to.")],
    home_id: Annotated[str | None, typer.Option("--id", help="Its id in topics; made up when left out.")] = None,
    clock: Annotated[ClockKind, typer.Option(help="wall: real time; own: its simulator tells the time.")] = (
        ClockKind.WALL
    ),
) -> None:
    """Add a home to a site."""
    with registry() as opened:
        try:
            home = Home(id=home_id or new_id("h"), site=opened.places.site(site).id, name=name, clock=clock)
        except ValidationError as error:
            raise SettingError(_words(error)) from error
        opened.places.add_home(home)
    console.print(f"Home [bold]{home.id}[/] added to site {site}.")


@homes.command("list")
def list_homes(site: Annotated[str, typer.Option(help="The site.")]) -> None:
    """List the homes of a site."""
    with registry() as opened:
        rows = [(h.id, h.name, h.clock.value, len(opened.places.devices(home=h.id))) for h in opened.places.homes(site)]
    table(f"Homes of {site}", ("id", "name", "clock", "devices"), rows)


def _words(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()) + "."
