"""What commands that let devices in share: placing them, telling the broker, showing its address."""

from datetime import datetime

from care.people import Placement, Room, Spot
from devices.credentials import Credentials
from mistel import state
from mistel.admission import enrol
from mistel.commands.opened import registry, run
from mistel.settings import Settings
from store.registry import Registry


def tell_the_broker(login: Credentials) -> None:
    """Bring a new password to the broker, where we decide who gets in there."""
    with registry() as opened:
        run(enrol(Settings.load(), opened, [login]))


def placement(opened: Registry, home: str, device: str, room: str | None, spot: Spot, now: datetime) -> Placement:
    """Say where a device is from now on; a room that is not there yet is made."""
    if room is not None and room not in {r.id for r in opened.places.rooms(home)}:
        opened.places.add_room(Room(id=room, home=home, name=room.replace("-", " ")))
    return Placement(device=device, home=home, room=room, spot=spot, since=now)


def broker_address() -> str:
    """Give the broker's address as devices reach it, or say where it is shown."""
    return known_address() or "shown by `mistel serve`"


def known_address() -> str:
    """Give the broker's address as devices reach it; "" while nothing runs and no setting tells it."""
    settings = Settings.load()
    found = state.running(settings.state_dir)
    return settings.public_broker_url or (found.broker_url if found else "") or settings.broker_url or ""
