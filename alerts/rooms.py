"""Which rooms have a toilet: by the room's id, since a home names its rooms as it likes."""

from typing import Final

from alerts.household import Household
from care.events import Event

_WORDS: Final = ("bath", "toilet", "wc", "badrum", "toalett", "lavatory")
"""A room whose id begins with one of these, or has one after a hyphen, has a toilet."""


def has_toilet(room: str | None) -> bool:
    """Tell whether a room of this id is a bathroom or toilet, in English or Swedish; None is no room."""
    return room is not None and any(part.startswith(_WORDS) for part in room.split("-"))


def is_in_bathroom(household: Household, event: Event) -> bool:
    """Tell whether an event was told by a device that stood in a room with a toilet."""
    return has_toilet(household.room(event.device, event.time))
