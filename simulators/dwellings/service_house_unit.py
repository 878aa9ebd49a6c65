"""A unit of a service house: one room to live and sleep in, a kitchenette, a bathroom; staff are in the house."""

from typing import Final

from simulators.dwellings.plan import (
    BATHROOM,
    BEDROOM,
    HALL,
    KITCHEN,
    LIVING_ROOM,
    OUTSIDE,
    Door,
    Dwelling,
    Room,
    Window,
)

ROOM: Final = "room"
KITCHENETTE: Final = "kitchenette"

SERVICE_HOUSE_UNIT: Final = Dwelling(
    name="service_house_unit",
    words="a unit of a service house: one room to live and sleep in, a kitchenette and a bathroom",
    rooms=(
        Room(HALL, "Hall", 0.0, 4.4, 2.0, 2.6),
        Room(KITCHENETTE, "Kitchenette", 0.0, 2.6, 2.0, 1.8),
        Room(ROOM, "Room", 2.0, 0.0, 4.4, 4.4),
        Room(BATHROOM, "Bathroom", 2.0, 4.4, 2.4, 2.6),
    ),
    doors=(
        Door("outer-door", "Door to the corridor", (HALL, OUTSIDE), kept_closed=True),
        Door("kitchenette-opening", "Opening to the kitchenette", (HALL, KITCHENETTE), opening=True),
        Door("room-door", "Room door", (HALL, ROOM)),
        Door("bathroom-door", "Bathroom door", (HALL, BATHROOM), kept_closed=True),
        Door("room-opening", "Opening to the room", (KITCHENETTE, ROOM), opening=True),
    ),
    uses={HALL: HALL, KITCHEN: KITCHENETTE, LIVING_ROOM: ROOM, BEDROOM: ROOM, BATHROOM: BATHROOM},
    beds=(ROOM,),
    windows=(Window("room-window", "Window", ROOM),),
)
