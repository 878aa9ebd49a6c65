"""Make the places of a simulated trial: need, site, homes with who lives there and what is fitted, the solution."""

from datetime import UTC, datetime, time
from typing import Final

from alerts.household import Household
from care.clock import ClockKind
from care.people import Connection, Home, Site, World
from care.solutions import Asker, Kind, Need, Solution
from devices.credentials import hash_password, new_password
from evaluation.furnishing import as_judged, placements
from evaluation.trials.simulated.pilot import START, ZONE, Pilot
from simulators.household import opaque
from simulators.story import Story
from store.registry import Registry

CREATED: Final = datetime.combine(START, time(0), UTC).replace(month=1, day=1)
"""When what the trial needs was made: before its first day."""
CAMERA: Final = "simulated night_camera"


def camera_of(story: Story) -> str:
    """Give the id of the home's camera."""
    return next(placed.device.id for placed in story.household.devices if placed.device.model == CAMERA)


def connection_of(story: Story) -> str:
    """Give the id of the connection that carries the home's camera: the solution's own."""
    return opaque("c", story.home, "camera")


def judged(story: Story, site: str) -> Household:
    """Give the home as its rules know it; the camera hangs on a connection of its own."""
    household = as_judged(story, site)
    camera = camera_of(story)
    carried = {story.household.connection: household.carried[story.household.connection] - {camera}}
    return Household(
        site=site,
        home=story.home,
        zone=household.zone,
        clock=ClockKind.OWN,
        residents=household.residents,
        placements=household.placements,
        carried={**carried, connection_of(story): frozenset({camera})},
    )


def settle(registry: Registry, pilot: Pilot, organisation: str) -> None:
    """Add the trial's site, need and solution. Raises Conflict when they are there."""
    registry.places.add_site(
        Site(id=pilot.name, organisation=organisation, name=f"Trial {pilot.name}", zone=ZONE, world=World.TEST)
    )
    registry.needs.add(
        Need(
            id=pilot.need,
            organisation=organisation,
            title="Fewer disturbances at night",
            problem="Staff look in on people at night to see that all is well, and wake some of them.",
            for_whom="People with help at night",
            asker=Asker.STAFF,
            created=CREATED,
        )
    )
    registry.solutions.add(
        Solution(
            id=pilot.solution,
            organisation=organisation,
            site=pilot.name,
            name="Night camera (simulated)",
            kinds=frozenset({Kind.DEVICE, Kind.ALARM_DEVICE}),
            need=pilot.need,
            created=CREATED,
        )
    )


def move_in(registry: Registry, pilot: Pilot, story: Story, name: str) -> None:
    """Add a home: rooms, resident, devices, and two connections, one of them the solution's. All of it or nothing."""
    household = story.household
    camera = camera_of(story)
    with registry.furnishing() as (places, connections):
        places.add_home(Home(id=story.home, site=pilot.name, name=name, clock=ClockKind.OWN))
        for room in household.rooms:
            places.add_room(room)
        for resident in household.residents:
            places.add_resident(resident)
        for connection, of, whose in (
            (household.connection, "simulated home", None),
            (connection_of(story), "night camera", pilot.solution),
        ):
            connections.add(
                Connection(
                    id=connection,
                    site=pilot.name,
                    home=story.home,
                    name=of,
                    keeps_clock=whose is None,
                    solution=whose,
                    created=CREATED,
                ),
                hash_password(new_password()),
            )
        for placed in household.devices:
            is_camera = placed.device.id == camera
            places.add_device(
                placed.device.model_copy(update={"connection": connection_of(story)}) if is_camera else placed.device
            )
        for placement in placements(story):
            places.place(placement)
