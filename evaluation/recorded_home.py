"""The home of a recording, as the registry wants to know it, and the credential that its replay speaks by."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from care.clock import ClockKind
from care.errors import Conflict, NotFound, SettingError
from care.ids import new_id
from care.people import Connection, Device, Home, Placement, Resident, Room
from devices.credentials import Credentials, hash_password, new_password
from evaluation.furnishing import Stage
from simulators.guesses import plain_id
from simulators.mapping import Item
from simulators.recording import Recording
from store.registry import Registry

NAME: Final = "recording"
"""What a connection that replays is called."""
BEFORE: Final = timedelta(days=1)
"""How long before its first reading a device is taken to have been in its place."""


def check(stage: Stage, recording: Recording, home: str) -> None:
    """Raise SettingError when the recording cannot go into this home as it stands; change nothing."""
    places = stage.registry.places
    try:
        there = places.home(home)
    except NotFound:
        return
    if there.site != stage.site or there.clock is not ClockKind.OWN:
        raise SettingError(f"Home {home} is there already, and not for recordings; name another one with --home.")
    connections = _connections(stage, home)
    if all(c.revoked for c in connections):
        why = f"connection {connections[0].id} was revoked, for good" if connections else "nothing was replayed into it"
        raise SettingError(
            f"Home {home} is there already, and {why}: no recording can be told of it. Name another one with --home."
        )
    own = {c.id for c in connections}
    for device in places.devices(home):
        if device.connection not in own and device.id in items_of(recording):
            raise SettingError(
                f"Device {device.id} of home {home} speaks through connection {device.connection}, not through that of"
                " a recording. Name another home with --home, or another device in a mapping."
            )
    placements = _placements(stage.registry, home)
    for item in items_of(recording).values():
        placed = placements.get(item.device or "")
        if placed is not None and not _agree(placed[-1], item):
            was, now = _words(placed[-1]), _words(placement_of(item, home, recording.start))
            raise SettingError(
                f"Home {home} is there already, and its device {item.device} is {was}; for {recording.path.name} it"
                f" would be {now}. Name another home with --home."
            )


def furnish(stage: Stage, recording: Recording, home: str) -> Credentials:
    """Make the recording's home where it is not there, with what is new in it; give its connection a new password.

    What ``check`` would refuse must have been refused before.
    """
    places = stage.registry.places
    try:
        places.home(home)
    except NotFound:
        places.add_home(Home(id=home, site=stage.site, name=home, clock=ClockKind.OWN))
    login = _login(stage, home)
    known = {device.id for device in places.devices(home)}
    rooms = {room.id for room in places.rooms(home)}
    residents = {resident.id for resident in places.residents(home)}
    placements = _placements(stage.registry, home)
    for device, item in items_of(recording).items():
        placement = placement_of(item, home, recording.start)
        if placement.room is not None and placement.room not in rooms:
            rooms.add(placement.room)
            places.add_room(Room(id=placement.room, home=home, name=item.room or placement.room))
        if item.resident is not None and item.resident not in residents:
            residents.add(item.resident)
            places.add_resident(Resident(id=item.resident, home=home))
        if device not in known:
            places.add_device(Device(id=device, home=home, connection=login.user, name=item.name or item.sensor))
        placed = placements.get(device)
        if placed is None:
            places.place(placement)
        elif placed[0].since > placement.since:  # an earlier recording of the same home
            places.place(placement.model_copy(update={"until": placed[0].since}))
    return login


def _login(stage: Stage, home: str) -> Credentials:
    """Renew the password of the home's connection, or make it."""
    connections = stage.registry.connections
    there = next((c for c in _connections(stage, home) if not c.revoked), None)
    login = Credentials(there.id if there else new_id("c"), new_password())
    if there is None:
        made = Connection(id=login.user, site=stage.site, home=home, name=NAME, keeps_clock=True, created=stage.now())
        connections.add(made, hash_password(login.password))
        return login
    try:
        connections.renew(login.user, hash_password(login.password))
    except Conflict as error:  # it was revoked this instant
        raise SettingError(f"{error} Name another home than {home} with --home.") from error
    return login


def _connections(stage: Stage, home: str) -> list[Connection]:
    """Give the home's connections by which recordings are told; others may listen or tell there too."""
    found = stage.registry.connections.all(site=stage.site, include_revoked=True)
    return [c for c in found if c.home == home and c.name == NAME and c.keeps_clock]


def _placements(registry: Registry, home: str) -> Mapping[str, Sequence[Placement]]:
    by_device: dict[str, list[Placement]] = {}
    for placement in registry.places.placements(home):
        by_device.setdefault(placement.device, []).append(placement)
    return by_device


def items_of(recording: Recording) -> dict[str, Item]:
    """Give what is said of each device; of sensors that share one the first says it."""
    items: dict[str, Item] = {}
    for sensor in recording.sensors:
        items.setdefault(sensor.device, sensor.item)
    return items


def placement_of(item: Item, home: str, start: datetime) -> Placement:
    """Give where a device of a recording that starts then has been all along."""
    room = (plain_id(item.room) or "room") if item.room else None
    return Placement(
        device=item.device or "",
        home=home,
        room=room,
        resident=item.resident,
        spot=item.spot,
        since=start - BEFORE,
    )


def _agree(placed: Placement, item: Item) -> bool:
    room = placement_of(item, placed.home, placed.since).room
    return placed.spot is item.spot and placed.resident == item.resident and placed.room in {None, room}


def _words(placed: Placement) -> str:
    whose = f", of resident {placed.resident}" if placed.resident else ""
    return f"{placed.spot} in {placed.room or 'no room'}{whose}"
