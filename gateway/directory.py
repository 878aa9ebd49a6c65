"""What the gateway knows of its site: homes, connections, devices and placements, as the registry has them."""

from collections import defaultdict
from dataclasses import dataclass

from alerts.household import Household
from care.clock import ClockKind
from care.people import Placement, Resident, Site
from devices.dialects import Known
from store.registry import Registry


@dataclass(frozen=True)
class Directory:
    """A site as it stood at change ``number`` of the registry."""

    site: Site
    known: Known
    households: dict[str, Household]
    number: int

    @classmethod
    def read(cls, registry: Registry, site_id: str) -> "Directory":
        """Read the site's homes, their connections that are not revoked, devices and placements."""
        number = registry.changes.last()
        site = registry.places.site(site_id)
        homes = registry.places.homes(site_id)
        devices: dict[str, dict[str, set[str]]] = {home.id: {} for home in homes}
        for connection in registry.connections.all(site=site_id):
            devices[connection.home].setdefault(connection.id, set())
        for device in registry.places.devices(site=site_id):
            carried = devices[device.home].get(device.connection)
            if carried is not None:
                carried.add(device.id)
        known = Known(
            site=site_id,
            homes={
                home: {connection: frozenset(ids) for connection, ids in carried.items()}
                for home, carried in devices.items()
            },
            own_clock=frozenset(home.id for home in homes if home.clock is ClockKind.OWN),
        )
        residents: dict[str, list[Resident]] = defaultdict(list)
        placements: dict[str, list[Placement]] = defaultdict(list)
        for resident in registry.places.residents(site=site_id):
            residents[resident.home].append(resident)
        for placement in registry.places.placements(site=site_id):
            placements[placement.home].append(placement)
        households = {
            home.id: Household(
                site=site_id,
                home=home.id,
                zone=site.tz,
                clock=home.clock,
                residents=tuple(residents[home.id]),
                placements=tuple(placements[home.id]),
                carried=known.homes[home.id],
            )
            for home in homes
        }
        return cls(site, known, households, number)

    def stale(self, registry: Registry) -> bool:
        """Tell whether the registry has changed since."""
        return registry.changes.last() != self.number
