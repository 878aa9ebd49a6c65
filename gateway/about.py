"""Homes of a test site as detectors are told of them: retained, and again whenever one is changed."""

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from care.errors import StoreError
from care.people import Placement, World
from devices import topics
from devices.heard import About, HomeDevice
from gateway.session import Session
from store.registry import Registry

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.2


@dataclass
class Describing:
    """Describes one site's homes, while anybody listens there."""

    site: str
    registry: Registry
    session: Session
    _told: dict[str, bytes] = field(default_factory=dict)
    _seen: int = -1

    async def run(self) -> None:
        """Look for changes until cancelled; where people live, nobody listens."""
        if self.registry.places.site(self.site).world is not World.TEST:
            return
        while True:
            try:
                newest = self.registry.changes.last()
                if newest != self._seen and self.tell(await asyncio.to_thread(describe, self.registry, self.site)):
                    self._seen = newest
            except StoreError as error:
                log.error("homes of site %s are not described yet: %s", self.site, error)  # noqa: TRY400 - says it
            await asyncio.sleep(LOOK_SECONDS)

    def again(self) -> None:
        """Tell all homes anew: the broker may have forgotten them."""
        self._told.clear()
        self._seen = -1

    def tell(self, homes: dict[str, bytes]) -> bool:
        """Tell what is news, and of homes that are gone; False when the broker is away."""
        gone = dict.fromkeys(self._told.keys() - homes.keys(), b"")
        for home, about in {**homes, **gone}.items():
            if self._told.get(home) == about:
                continue
            if not self.session.publish(topics.about(self.site, home), about, retain=True):
                return False
            self._told[home] = about
        for home in gone:
            del self._told[home]
        return True


def describe(registry: Registry, site_id: str) -> dict[str, bytes]:
    """Give a site's homes as they are told, by id; none where no connection listens. Blocks."""
    if not any(connection.listens for connection in registry.connections.all(site=site_id)):
        return {}
    places = registry.places
    site = places.site(site_id)
    newest: dict[tuple[str, str], Placement] = {}
    for placement in places.placements(site=site_id):
        key = (placement.home, placement.device)
        if key not in newest or newest[key].since <= placement.since:
            newest[key] = placement
    devices: dict[str, dict[str, HomeDevice]] = defaultdict(dict)
    for device in places.devices(site=site_id):
        placed = newest.get((device.home, device.id))
        devices[device.home][device.id] = HomeDevice(
            id=device.id,
            connection=device.connection,
            room=placed.room if placed else None,
            spot=placed.spot.value if placed else "room",
            resident=placed.resident if placed else None,
        )
    residents: dict[str, list[str]] = defaultdict(list)
    for resident in places.residents(site=site_id):
        residents[resident.home].append(resident.id)
    rooms: dict[str, dict[str, str]] = defaultdict(dict)
    for room in places.rooms(site=site_id):
        rooms[room.home][room.id] = room.name
    return {
        home.id: About(
            home=home.id,
            zone=site.zone,
            clock=home.clock.value,
            residents=tuple(residents[home.id]),
            rooms=rooms[home.id],
            devices=devices[home.id],
        ).write()
        for home in places.homes(site_id)
    }
