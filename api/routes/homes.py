"""Homes and their devices."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.routes.listing import Limit, Listing, Skip, piece
from care.found import Found
from care.people import Device, Home, Placement, Room

routes: Final = Routes("/api", "homes")


class HomeShown(BaseModel):
    """A home with its rooms; ``now`` is its own clock's time, or the wall's."""

    home: Home
    rooms: list[Room]
    now: datetime | None


class DeviceShown(BaseModel):
    """A device and where it has been."""

    device: Device
    placements: list[Placement]


@routes.get("/sites/{site}/homes", access=may(Right.SEE_PLACES, Of.SITE), response_model=Listing[Home])
def homes(site: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Home]:
    """List the homes of a site."""
    return piece(here.registry.places.homes(site), limit, skip)


@routes.get("/homes/{home}", access=may(Right.SEE_PLACES, Of.HOME), response_model=HomeShown)
def one(home: str, here: Here) -> HomeShown:
    """Give one home."""
    found = here.registry.places.home(home)
    return HomeShown(home=found, rooms=here.registry.places.rooms(home), now=here.home_now(found))


@routes.get("/homes/{home}/devices", access=may(Right.SEE_PLACES, Of.HOME), response_model=Listing[DeviceShown])
def devices(home: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[DeviceShown]:
    """List the devices of a home and where they are."""
    places = here.registry.places
    placed = places.placements(home)
    shown = [
        DeviceShown(device=device, placements=[p for p in placed if p.device == device.id])
        for device in places.devices(home=home)
    ]
    return piece(shown, limit, skip)


@routes.get("/homes/{home}/found", access=may(Right.SEE_PLACES, Of.HOME), response_model=Listing[Found])
def found(home: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Found]:
    """List what boxes of a home have announced; ``device`` is null until somebody has admitted it."""
    return piece(here.registry.found.all(home=home), limit, skip)
