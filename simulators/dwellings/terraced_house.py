"""A terraced house on two floors: kitchen, living room and a toilet below, bedrooms and bathroom above."""

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

TOILET: Final = "toilet"
LANDING: Final = "landing"
STUDY: Final = "study"

TERRACED_HOUSE: Final = Dwelling(
    name="terraced_house",
    words="a terraced house on two floors, with bedrooms and bathroom above and a back door to the garden",
    rooms=(
        Room(HALL, "Hall", 0.0, 5.0, 2.4, 4.0),
        Room(TOILET, "Toilet", 2.4, 7.2, 1.6, 1.8),
        Room(KITCHEN, "Kitchen", 2.4, 4.2, 3.6, 3.0),
        Room(LIVING_ROOM, "Living room", 0.0, 0.0, 6.0, 4.2),
        Room(LANDING, "Landing", 0.0, 4.2, 2.4, 3.0, floor=1),
        Room(BEDROOM, "Bedroom", 0.0, 0.0, 4.0, 4.2, floor=1),
        Room(STUDY, "Study", 4.0, 0.0, 2.0, 4.2, floor=1),
        Room(BATHROOM, "Bathroom", 2.4, 4.2, 3.6, 3.0, floor=1),
    ),
    doors=(
        Door("outer-door", "Front door", (HALL, OUTSIDE), kept_closed=True),
        Door("back-door", "Back door", (LIVING_ROOM, OUTSIDE), kept_closed=True),
        Door("toilet-door", "Toilet door", (HALL, TOILET), kept_closed=True),
        Door("kitchen-door", "Kitchen door", (HALL, KITCHEN)),
        Door("living-room-door", "Living room door", (HALL, LIVING_ROOM)),
        Door("kitchen-opening", "Opening to the kitchen", (KITCHEN, LIVING_ROOM), opening=True),
        Door("stairs", "Stairs", (HALL, LANDING), opening=True),
        Door("bedroom-door", "Bedroom door", (LANDING, BEDROOM)),
        Door("study-door", "Study door", (LANDING, STUDY)),
        Door("bathroom-door", "Bathroom door", (LANDING, BATHROOM), kept_closed=True),
    ),
    uses={HALL: HALL, KITCHEN: KITCHEN, LIVING_ROOM: LIVING_ROOM, BEDROOM: BEDROOM, BATHROOM: BATHROOM},
    beds=(BEDROOM, BEDROOM),
    windows=(
        Window("kitchen-window", "Kitchen window", KITCHEN),
        Window("living-room-window", "Living room window", LIVING_ROOM),
        Window("bedroom-window", "Bedroom window", BEDROOM),
        Window("study-window", "Study window", STUDY),
    ),
)
