"""``mistel store …``: set InfluxDB up, see how far it follows, erase a home."""

from datetime import timedelta
from typing import Annotated

import typer

from care.errors import NotFound, StoreError
from mistel.commands.opened import console, registry, table
from mistel.influx import needed, target
from mistel.settings import Settings
from store.influx import Server, Target, erase_home, need_erasure, set_up
from store.journal import JournalReader
from store.journal import erase_home as erase_from_journal

app = typer.Typer(help="Where readings are kept: the journals, and InfluxDB where it is set.", no_args_is_help=True)


@app.command("init")
def init(
    *,
    keep_days: Annotated[
        int | None,
        typer.Option(min=0, help="How long InfluxDB keeps readings; 0 is always. Left as it is when not told."),
    ] = None,
) -> None:
    """Make the database or bucket of MISTEL_INFLUX_BUCKET at the InfluxDB that is set. Giving it again is harmless."""
    with Server(needed(Settings.load())) as server:
        for sentence in set_up(server, None if keep_days is None else timedelta(days=keep_days)):
            console.print(sentence, highlight=False)


@app.command("status")
def status() -> None:
    """Show for each site how many readings its journal holds and how far InfluxDB has followed."""
    settings = Settings.load()
    place = target(settings)
    with registry() as opened:
        sites = [site.id for site in opened.places.sites()]
    rows = []
    for site in sites:
        with JournalReader.open(settings.state_dir, site) as reader:
            done = reader.cursors().get(place.name, 0) if place else reader.last_seq()
            behind = reader.last_seq() - done
            follows = "not set" if place is None else "has all" if behind <= 0 else f"{behind} behind"
            rows.append((site, reader.counts().events, follows))
    table("Readings", ("site", "in the journal", "InfluxDB"), rows)


@app.command("erase")
def erase(
    *,
    home: Annotated[str, typer.Option(help="The home whose past is to be gone.")],
    site: Annotated[str | None, typer.Option(help="Its site; needed only when the home is not known any more.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase all that happened in a home: readings in journal and InfluxDB; alerts, notes, interventions.

    Mistel must not run meanwhile. What stands there stays: rooms, devices, pseudonyms of residents.
    """
    settings = Settings.load()
    site = site or _site_of(home)
    place = target(settings)
    server = Server(place) if place else None
    try:
        if server is not None:
            need_erasure(server)  # before anything is erased elsewhere
        if not yes:
            typer.confirm(f"Erase all that happened in home {home} of site {site}? There is no way back.", abort=True)
        gone = erase_from_journal(settings.state_dir, site, home)
        console.print(
            f"Journal of site {site}: {gone.events} readings and {gone.refusals} refusals of home {home} erased."
        )
        if server is not None and place is not None:
            try:
                events = erase_home(server, site, home)
            except StoreError as error:
                raise StoreError(f"{error} The journal's readings are erased; give this command again.") from error
            console.print(f"InfluxDB at {place.url}: {events} readings of home {home} erased.")
    finally:
        if server is not None:
            server.close()
    for other in _others(settings, site, place):
        console.print(
            f"{other} was given this site's readings too. Erase them there: set it, and give this command again."
        )
    with registry() as opened:
        rows = opened.erasure.erase_home(home)
    console.print(
        f"Registry: {rows['alerts']} alerts with {rows['moves']} moves and notes, {rows['interventions']} interventions"
        f" and {sum(rows.values()) - rows['alerts'] - rows['moves'] - rows['interventions']} other entries erased."
    )
    console.print("Its rooms, devices and residents' pseudonyms stay. Copies that were exported or backed up stay too.")


def _others(settings: Settings, site: str, place: Target | None) -> list[str]:
    """Name the InfluxDBs that once followed this site's journal and are not the one that is set now."""
    with JournalReader.open(settings.state_dir, site) as reader:
        names = [name for name in reader.cursors() if name.startswith("influxdb ")]
    return [name.replace("influxdb", "InfluxDB", 1) for name in names if place is None or name != place.name]


def _site_of(home: str) -> str:
    with registry() as opened:
        try:
            return opened.places.home(home).site
        except NotFound as error:
            raise NotFound(f"{error} If its site is known all the same, name it with --site.") from error
