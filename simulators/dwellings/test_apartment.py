"""MISTEL's test apartment: a furnished flat where prototypes are tried by people who play residents.

The plan is our own assumption of such an apartment (kitchen and living room in one, a wide bathroom, a balcony):
measure the real one before you draw conclusions from distances.
"""

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

TEST_APARTMENT: Final = Dwelling(
    name="test_apartment",
    words="MISTEL's test apartment: kitchen and living room in one, a bathroom with room for a helper, a balcony",
    rooms=(
        Room(HALL, "Hall", 0.0, 4.8, 2.2, 3.2),
        Room(KITCHEN, "Kitchen", 0.0, 0.0, 3.0, 4.8),
        Room(LIVING_ROOM, "Living room", 3.0, 0.0, 4.6, 4.8),
        Room(BEDROOM, "Bedroom", 4.8, 4.8, 3.8, 3.2),
        Room(BATHROOM, "Bathroom", 2.2, 4.8, 2.6, 3.2),
    ),
    doors=(
        Door("outer-door", "Outer door", (HALL, OUTSIDE), kept_closed=True),
        Door("balcony-door", "Balcony door", (LIVING_ROOM, OUTSIDE), kept_closed=True),
        Door("kitchen-opening", "Opening to the kitchen", (HALL, KITCHEN), opening=True),
        Door("living-room-opening", "Opening to the living room", (KITCHEN, LIVING_ROOM), opening=True),
        Door("bathroom-door", "Bathroom door", (HALL, BATHROOM), kept_closed=True),
        Door("bedroom-door", "Bedroom door", (LIVING_ROOM, BEDROOM)),
    ),
    uses={HALL: HALL, KITCHEN: KITCHEN, LIVING_ROOM: LIVING_ROOM, BEDROOM: BEDROOM, BATHROOM: BATHROOM},
    beds=(BEDROOM,),
    windows=(
        Window("kitchen-window", "Kitchen window", KITCHEN),
        Window("bedroom-window", "Bedroom window", BEDROOM),
    ),
)
