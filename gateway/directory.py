"""What the gateway knows of its site: homes, connections, devices and placements, as the registry has them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from alerts.household import Household
from care.clock import ClockKind
from care.people import Placement, Resident, Site
from devices.dialects import Known
from gateway.described import descriptions_of
from store.registry import Registry


@dataclass(frozen=True)
class Directory:
    """A site as it stood at change ``number`` of the registry."""

    site: Site
    known: Known
    households: dict[str, Household]
    number: int

    @classmethod
    def read(cls, registry: Registry, site_id: str, unseen: frozenset[str] = frozenset()) -> "Directory":
        """Read the site's homes, their connections that are not revoked, devices and placements.

        What connections carry that are ``unseen`` is of no household: rules neither see nor miss it.

        What comes in meanwhile is of a home that was not there yet: it is left out, and the number tells of it.
        """
        number = registry.changes.last()
        site = registry.places.site(site_id)
        homes = registry.places.homes(site_id)
        devices: dict[str, dict[str, set[str]]] = {home.id: {} for home in homes}
        connections = [one for one in registry.connections.all(site=site_id) if one.home in devices]
        for connection in connections:
            devices[connection.home].setdefault(connection.id, set())
        for device in registry.places.devices(site=site_id):
            carried = devices.get(device.home, {}).get(device.connection)
            if carried is not None:
                carried.add(device.id)
        residents: dict[str, list[Resident]] = defaultdict(list)
        for resident in registry.places.residents(site=site_id):
            residents[resident.home].append(resident)
        known = Known(
            site=site_id,
            homes={
                home: {connection: frozenset(ids) for connection, ids in carried.items()}
                for home, carried in devices.items()
            },
            own_clock=frozenset(home.id for home in homes if home.clock is ClockKind.OWN),
            solutions={c.id: c.solution for c in connections if c.solution is not None},
            listeners={c.id: c.home for c in connections if c.listens},
            residents={home: frozenset(one.id for one in living) for home, living in residents.items()},
        )
        left_out = {
            home: {device for connection in unseen & carried.keys() for device in carried[connection]}
            for home, carried in devices.items()
        }
        placements: dict[str, list[Placement]] = defaultdict(list)
        for placement in registry.places.placements(site=site_id):
            if placement.device not in left_out[placement.home]:
                placements[placement.home].append(placement)
        intervals = _intervals(registry, site_id)
        households = {
            home.id: Household(
                site=site_id,
                home=home.id,
                zone=site.tz,
                clock=home.clock,
                residents=tuple(residents[home.id]),
                placements=tuple(placements[home.id]),
                carried={one: ids for one, ids in known.homes[home.id].items() if one not in unseen},
                intervals=intervals[home.id],
            )
            for home in homes
        }
        return cls(site, known, households, number)

    def stale(self, registry: Registry) -> bool:
        """Tell whether the registry has changed since."""
        return registry.changes.last() != self.number


def _intervals(registry: Registry, site: str) -> dict[str, dict[str, timedelta]]:
    """Give by home how long each device may be quiet, where its description says it, or else its box."""
    told = registry.found.intervals(site)
    for which, description in descriptions_of(registry, site).items():
        if description.at_least_every is not None:
            told[which] = description.at_least_every
    by_home: dict[str, dict[str, timedelta]] = defaultdict(dict)
    for (home, device), interval in told.items():
        by_home[home][device] = interval
    return by_home
