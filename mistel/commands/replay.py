"""``mistel replay FILE``: the recording of a real home, through the broker into a test site."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter, ValidationError
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import ClockKind
from care.errors import NotFound, SettingError
from care.people import Connection, Device, Home, Placement, Site, World, Zone
from devices.credentials import Credentials, hash_password, new_password
from evaluation.runs import Stage
from mistel.commands.opened import console, notes, own_organisation, run
from mistel.reach import reached
from mistel.settings import Settings
from simulators import publish
from simulators.recording import Recording, read
from store.journal import JournalReader

SITE: Final = "recordings"


def replay(
    file: Annotated[Path, typer.Argument(help="A CSV file with time, sensor, type (door or motion).")],
    *,
    site: Annotated[str, typer.Option(help="The test site; made when it is not there.")] = SITE,
    home: Annotated[str | None, typer.Option(help="The home; named after the file when left out.")] = None,
    zone: Annotated[str, typer.Option(help="The time zone of the file's times.")] = "Europe/Stockholm",
) -> None:
    """Send a recording through broker, gateway and rules as fast as it is taken; what was kept is not kept twice."""
    try:
        tz = ZoneInfo(TypeAdapter(Zone).validate_python(zone))
    except ValidationError as error:
        raise SettingError(f"--zone: {error.errors()[0]['msg']}.") from error
    recording = read(file, tz)
    run(_replay(Settings.load(), recording, site, home or _id(file.stem), zone))


async def _replay(settings: Settings, recording: Recording, site_id: str, home: str, zone: str) -> None:
    async with reached(settings) as reach:
        site = Site(
            id=site_id,
            organisation=own_organisation(reach.registry),
            name=site_id.capitalize(),
            zone=zone,
            world=World.TEST,
        )
        stage = await reach.stage(site)
        login = _furnish(stage, recording, home)
        with JournalReader.open(settings.state_dir, site_id) as reader:
            before = reader.counts()
            sent = await _publish(stage, recording, home, login)
            after = reader.counts()
        alerts = reach.registry.alerts.of_home(home)
    new = after.by_home.get(home, 0) - before.by_home.get(home, 0)
    refused = after.refusals - before.refusals
    console.print(f"Replayed {recording.path} into home [bold]{home}[/] of site {site_id}:", highlight=False)
    console.print(f"  sent     {sent}")
    console.print(f"  kept     {new} new, {sent - new - refused} were there already", highlight=False)
    console.print(f"  refused  {refused}")
    console.print(f"  alerts   {len(alerts)}")
    for alert in alerts[:10]:
        console.print(f"           {alert.onset.astimezone(recording.zone):%Y-%m-%d %H:%M} {alert.situation}")
    if len(alerts) > 10:  # noqa: PLR2004 - as many as are shown
        console.print(f"           and {len(alerts) - 10} more on its page")


def _furnish(stage: Stage, recording: Recording, home: str) -> Credentials:
    """Make the recording's home where it is not there, and a new password for its connection."""
    places, connections = stage.registry.places, stage.registry.connections
    login = Credentials(f"{home[:29]}-c", new_password())
    try:
        there = places.home(home)
    except NotFound:
        places.add_home(Home(id=home, site=stage.site, name=home, clock=ClockKind.OWN))
        made = Connection(
            id=login.user, site=stage.site, home=home, name="recording", keeps_clock=True, created=stage.now()
        )
        connections.add(made, hash_password(login.password))
    else:
        if there.site != stage.site or there.clock is not ClockKind.OWN:
            raise SettingError(f"Home {home} is there already and not for recordings; name another one with --home.")
        connections.renew(login.user, hash_password(login.password))
    known = {device.id for device in places.devices(home)}
    for sensor in recording.sensors:
        if sensor.device not in known:
            places.add_device(Device(id=sensor.device, home=home, connection=login.user, name=sensor.name))
            since = recording.start - timedelta(days=1)
            places.place(Placement(device=sensor.device, home=home, spot=sensor.spot, since=since))
    return login


async def _publish(stage: Stage, recording: Recording, home: str, login: Credentials) -> int:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[day]}"),
        TimeElapsedColumn(),
        console=notes,
    ) as bars:
        bar = bars.add_task(f"Replaying {recording.rows} readings", total=recording.rows, day="")

        def show(far: publish.Progress) -> None:
            bars.update(bar, completed=far.sent, day=f"{far.told.astimezone(recording.zone):%Y-%m-%d}")

        done = await publish.publish(
            [recording.feed(home)],
            url=stage.broker_url,
            ca=stage.ca,
            credentials={home: login},
            site=stage.site,
            speed=None,
            progress=show,
        )
    return done.sent


def _id(name: str) -> str:
    """Make an id of a file's name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32].strip("-") or "home"
