"""The names on the pages: of homes, devices and persons, read from the registry and kept until they change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from care.clock import ClockKind
from care.errors import NotFound
from care.people import Device, Home, Placement, Room, Site, Spot
from store.registry import Registry


@dataclass(frozen=True)
class HomeCard:
    """What pages say of a home; ``rooms`` are names by id, ``plan`` the same rooms with where they lie."""

    home: Home
    site: Site
    devices: Mapping[str, Device]
    placements: tuple[Placement, ...]
    rooms: Mapping[str, str]
    plan: tuple[Room, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The zone that its times are said in."""
        return self.site.tz

    @property
    def own_clock(self) -> bool:
        """Whether its time is its own: simulated or replayed."""
        return self.home.clock is ClockKind.OWN

    def device_name(self, device: str) -> str:
        """Give the device's name, or its id when it is no longer registered."""
        known = self.devices.get(device)
        return known.name if known else device

    def placement(self, device: str, at: datetime) -> Placement | None:
        """Give where the device was then, else where it has been last."""
        own = [placed for placed in self.placements if placed.device == device]
        held = [p for p in own if p.since <= at and (p.until is None or at < p.until)]
        return max(held or own, key=lambda placed: placed.since, default=None)

    def spot(self, device: str, at: datetime) -> Spot:
        """Give what the device stood for then."""
        placed = self.placement(device, at)
        return placed.spot if placed else Spot.ROOM

    def room(self, device: str, at: datetime) -> str:
        """Give the name of the room where the device was then; empty when it stood in none."""
        placed = self.placement(device, at)
        return self.rooms.get(placed.room, "") if placed and placed.room else ""


@dataclass(slots=True)
class Directory:
    """Looks names up once and keeps them until the registry tells of a change; safe to call from many threads."""

    registry: Registry
    _seen: int = -1
    _cards: dict[str, HomeCard] = field(default_factory=dict)
    _persons: dict[str, str] = field(default_factory=dict)

    def refresh(self) -> int:
        """Forget what may have changed, and give the number of the newest change; call it once per page or flush."""
        last = self.registry.changes.last()
        if last != self._seen:
            self._cards = {}
            self._persons = {}
            self._seen = last
        return last

    def card(self, home: str) -> HomeCard:
        """Give a home's card; raise NotFound when there is no such home."""
        cards = self._cards
        card = cards.get(home)
        if card is None:
            places = self.registry.places
            found, rooms = places.home(home), tuple(places.rooms(home))
            card = HomeCard(
                home=found,
                site=places.site(found.site),
                devices={device.id: device for device in places.devices(home=home)},
                placements=tuple(places.placements(home)),
                rooms={room.id: room.name for room in rooms},
                plan=rooms,
            )
            cards[home] = card
        return card

    def person(self, person: str | None) -> str:
        """Give a person's name; an id that is nobody's (a rule set, a solution) stands for itself."""
        if not person:
            return ""
        persons = self._persons
        if person not in persons:
            try:
                persons[person] = self.registry.people.get(person).name
            except NotFound:
                persons[person] = person
        return persons[person]
