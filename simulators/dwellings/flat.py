"""A flat of two rooms and a kitchen, on one floor: hall in the middle."""

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

FLAT: Final = Dwelling(
    name="flat",
    words="a flat with hall, kitchen, living room, bedroom and bathroom",
    rooms=(
        Room(HALL, "Hall", 3.0, 2.6, 2.0, 5.4),
        Room(KITCHEN, "Kitchen", 0.0, 5.0, 3.0, 3.0),
        Room(LIVING_ROOM, "Living room", 0.0, 0.0, 5.0, 5.0),
        Room(BEDROOM, "Bedroom", 5.0, 0.0, 3.2, 4.6),
        Room(BATHROOM, "Bathroom", 5.0, 4.6, 3.2, 3.4),
    ),
    doors=(
        Door("outer-door", "Outer door", (HALL, OUTSIDE), kept_closed=True),
        Door("kitchen-door", "Kitchen door", (HALL, KITCHEN)),
        Door("living-room-opening", "Opening to the living room", (HALL, LIVING_ROOM), opening=True),
        Door("bedroom-door", "Bedroom door", (HALL, BEDROOM)),
        Door("bathroom-door", "Bathroom door", (HALL, BATHROOM), kept_closed=True),
        Door("kitchen-opening", "Opening to the kitchen", (KITCHEN, LIVING_ROOM), opening=True),
    ),
    uses={HALL: HALL, KITCHEN: KITCHEN, LIVING_ROOM: LIVING_ROOM, BEDROOM: BEDROOM, BATHROOM: BATHROOM},
    beds=(BEDROOM,),
    windows=(
        Window("kitchen-window", "Kitchen window", KITCHEN),
        Window("living-room-window", "Living room window", LIVING_ROOM),
        Window("bedroom-window", "Bedroom window", BEDROOM),
    ),
)
