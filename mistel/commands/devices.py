"""``mistel device …``: let a device in, list what is connected, take a credential back."""

from typing import Annotated

import typer
from pydantic import ValidationError

from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.ids import new_id
from care.people import Connection, Device, Spot
from devices import topics
from devices.credentials import Credentials, hash_password, new_password
from mistel.commands import asking, boxes
from mistel.commands.letting_in import broker_address, placement, tell_the_broker
from mistel.commands.opened import console, registry, table

app = typer.Typer(help="Devices and their credentials.", no_args_is_help=True)
app.command("box")(boxes.box)
app.command("found")(boxes.found)
app.command("admit")(boxes.admit)
app.command("command")(asking.command)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What people call it, such as 'bed mat'.")],
    *,
    site: Annotated[str, typer.Option(help="The site of its home.")],
    home: Annotated[str, typer.Option(help="The home it stands in.")],
    device_id: Annotated[str | None, typer.Option("--id", help="Its id in readings; made up when left out.")] = None,
    room: Annotated[str | None, typer.Option(help="The room it stands in; made when new.")] = None,
    spot: Annotated[Spot, typer.Option(help="What it stands for, where rules must know.")] = Spot.ROOM,
    connection: Annotated[
        str | None, typer.Option(help="A connection that carries it already; else it gets one of its own.")
    ] = None,
) -> None:
    """Add a device to a home. Its password is shown once, here, and kept only as a hash."""
    now = wall_now()
    with registry() as opened:
        if home not in {h.id for h in opened.places.homes(opened.places.site(site).id)}:
            raise NotFound(f"Site {site} has no home {home}; `mistel home list --site {site}` lists them.")
        device = device_id or new_id("d")
        try:
            password = None
            if connection is None:
                connection = new_id("c")
                password = new_password()
                made = Connection(id=connection, site=site, home=home, name=name, created=now)
                opened.connections.add(made, hash_password(password))
            opened.places.add_device(Device(id=device, home=home, connection=connection, name=name))
            opened.places.place(placement(opened, home, device, room, spot, now))
        except ValidationError as error:
            fields = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingError(f"{fields}.") from error
    console.print(f"Device [bold]{device}[/] added; it speaks through connection [bold]{connection}[/].")
    if password:
        _show_how(site, home, device, connection, password)
        tell_the_broker(Credentials(connection, password))


@app.command("password")
def password(
    connection: Annotated[str, typer.Argument(help="The connection, as `mistel device list` shows it.")],
) -> None:
    """Give a connection another password, shown once, here; who is connected by the old one is thrown out."""
    login = Credentials(connection, new_password())
    with registry() as opened:
        opened.connections.renew(connection, hash_password(login.password))
    console.print(
        f"Connection {connection} has a new password, shown only now:\n\n  {login.password}\n", highlight=False
    )
    tell_the_broker(login)


def _show_how(site: str, home: str, device: str, connection: str, password: str) -> None:
    console.print("\nIts login at the broker. The password is shown only now:\n", style="bold")
    console.print(f"  broker    {broker_address()}\n  user      {connection}\n  password  {password}", highlight=False)
    console.print(f"  topic     {topics.events(site, home, connection)}", highlight=False)
    console.print(
        f'  a reading [{{"n":"{device}/motion","t":{wall_now().timestamp():.0f},"vb":true}}]\n',
        highlight=False,
        markup=False,
    )


@app.command("list")
def list_devices(
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    home: Annotated[str | None, typer.Option(help="Only this home.")] = None,
) -> None:
    """List devices with their connections; revoked ones are marked."""
    with registry() as opened:
        connections = {c.id: c for c in opened.connections.all(site=site, include_revoked=True)}
        rows = [
            (d.id, d.name, d.home, d.connection, "revoked" if connections[d.connection].revoked else "")
            for d in opened.places.devices(home=home, site=site)
            if d.connection in connections
        ]
    table("Devices", ("id", "name", "home", "connection", ""), rows)


@app.command("revoke")
def revoke(
    connection: Annotated[str, typer.Argument(help="The connection, as `mistel device list` shows it.")],
) -> None:
    """Take a credential back: what is connected with it is thrown out, what it told stays."""
    with registry() as opened:
        opened.connections.revoke(connection, wall_now())
    console.print(f"Connection {connection} is revoked; the broker throws it out within seconds.")
