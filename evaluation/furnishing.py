"""Where scenarios are played, and the home that one of them needs there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from alerts.household import Household
from care.clock import ClockKind, Now
from care.errors import SettingError
from care.people import Connection, Home, Placement
from devices.credentials import Credentials, hash_password, new_password
from simulators.story import Story
from store.registry import Registry

Enrol = Callable[[Sequence[Credentials]], Awaitable[None]]


async def nobody_to_tell(_logins: Sequence[Credentials]) -> None:
    """Do nothing: the broker reads passwords in the registry."""


@dataclass(frozen=True, slots=True)
class Hired:
    """How simulated staff reach the desk: the address of the API, and an API token by carer."""

    url: str
    tokens: Mapping[str, str] = field(repr=False)


Hire = Callable[[int], Awaitable[Hired]]


async def nobody_to_hire(_carers: int) -> Hired:
    """Refuse: no API is at hand."""
    raise SettingError("Simulated staff answer through the API, and none is at hand here: start `mistel serve` first.")


@dataclass(frozen=True)
class Stage:
    """Where scenarios are played: a test site with a running gateway, its broker, and the CA that signed for it.

    ``enrol`` tells the broker logins that were just made or renewed, where it must be told; ``hire`` gives so many
    simulated carers of the site's organisation.
    """

    registry: Registry
    site: str
    broker_url: str
    now: Now
    ca: Path | None = None
    enrol: Enrol = nobody_to_tell
    hire: Hire = nobody_to_hire


def furnish(stage: Stage, story: Story, name: str) -> Credentials:
    """Make the story's home at the stage: rooms, resident, devices, placements, and the credential it speaks by."""
    household = story.household
    login = Credentials(household.connection, new_password())
    with stage.registry.furnishing() as (places, connections):
        places.add_home(Home(id=story.home, site=stage.site, name=name, clock=ClockKind.OWN))
        for room in household.rooms:
            places.add_room(room)
        for resident in household.residents:
            places.add_resident(resident)
        connections.add(
            Connection(
                id=household.connection,
                site=stage.site,
                home=story.home,
                name="simulated home",
                keeps_clock=True,
                created=stage.now(),
            ),
            hash_password(login.password),
        )
        for placed in household.devices:
            places.add_device(placed.device)
        for placement in placements(story):
            places.place(placement)
    return login


def placements(story: Story) -> list[Placement]:
    """Give where each device of the story's home is, from a day before it begins."""
    household = story.household
    return [
        Placement(
            device=device.id,
            home=story.home,
            room=room,
            resident=resident,
            spot=spot,
            since=story.start - timedelta(days=1),
        )
        for device, spot, room, resident in household.devices
    ]


def as_judged(story: Story, site: str) -> Household:
    """Give the story's home as a gateway would hand it to the rules once it is furnished."""
    household = story.household
    return Household(
        site=site,
        home=story.home,
        zone=household.zone,
        clock=ClockKind.OWN,
        residents=tuple(household.residents),
        placements=tuple(placements(story)),
        carried={household.connection: frozenset(placed.device.id for placed in household.devices)},
    )
