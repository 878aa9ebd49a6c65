"""Who lives in a simulated home and what is in it, as the registry wants to know it; ids that say nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from care.people import Device, Outline, Resident, Room, Spot
from simulators.devices.kind import Fitting
from simulators.dwellings.plan import Dwelling
from simulators.dwellings.plan import Room as RoomOnPlan

BETWEEN_FLOORS: Final = 1.0
"""Metres."""


class Placed(NamedTuple):
    """A device, what it stands for, the id of its room (none when worn), and of the resident that it is for, if any."""

    device: Device
    spot: Spot
    room: str | None
    resident: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives in a home and what is in it."""

    zone: ZoneInfo
    connection: str
    rooms: list[Room]
    residents: list[Resident]
    devices: list[Placed]


def opaque(prefix: str, *parts: str) -> str:
    """Make an id that says nothing, the same for the same parts anywhere."""
    return f"{prefix}-{blake2b('/'.join(parts).encode(), digest_size=8).hexdigest()}"


def device_id(home: str, entity: str) -> str:
    """Give the id of a home's device; it does not hang on which others there are."""
    return opaque("d", home, entity)


def resident_id(home: str, number: int) -> str:
    """Give the id of a home's ``number``th resident (from 0)."""
    return opaque("r", home, str(number + 1)) if number else opaque("r", home)


def household(
    home: str,
    zone: ZoneInfo,
    dwelling: Dwelling,
    fitted: Sequence[Fitting],
    parameters: Sequence[Mapping[str, Mapping[str, JsonValue]]],
) -> Household:
    """Make what the registry is told: a resident for each of ``parameters`` (of rules), a device for each fitting."""
    connection = opaque("c", home)
    return Household(
        zone=zone,
        connection=connection,
        rooms=[
            Room(id=room.id, home=home, name=room.name, outline=_outline(room, dwelling)) for room in dwelling.rooms
        ],
        residents=[
            Resident(id=resident_id(home, number), home=home, parameters=own) for number, own in enumerate(parameters)
        ],
        devices=[
            Placed(
                Device(
                    id=device_id(home, fitting.entity),
                    home=home,
                    connection=connection,
                    name=fitting.name,
                    model=f"simulated {fitting.kind}",
                ),
                fitting.spot,
                fitting.room,
                None if fitting.wearer is None else resident_id(home, fitting.wearer),
            )
            for fitting in fitted
        ],
    )


def _outline(room: RoomOnPlan, dwelling: Dwelling) -> Outline:
    """Say where a room lies on the home's floor plan: upper floors are drawn to the right of those below."""
    right = max(one.x + one.width for one in dwelling.rooms) + BETWEEN_FLOORS
    return Outline(x=room.x + room.floor * right, y=room.y, width=room.width, depth=room.depth)
