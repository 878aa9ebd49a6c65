"""What a device's page rests on: its description as it was kept, the one made from what was seen, and what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from api.access.rights import Right, holds
from api.platform import Platform
from care.errors import NotFound
from care.people import Connection, Device, Home, Person, Site
from devices.description import MOST_SEEN, Seen, make, seen
from store.journal import Whose
from store.registry import Uploaded


@dataclass(frozen=True)
class Subject:
    """A device of a connection; ``seen`` is empty for who may not see what devices told."""

    connection: Connection
    device: Device
    home: Home
    site: Site
    uploaded: Uploaded | None
    made: Mapping[str, JsonValue]
    seen: Mapping[str, Seen]
    may_describe: bool

    @property
    def thing(self) -> Mapping[str, JsonValue]:
        """The description that holds: the one that was kept, else the one that is made."""
        return self.made if self.uploaded is None else self.uploaded.thing


def subject(here: Platform, person: Person, connection: str, device: str) -> Subject:
    """Gather it; raises NotFound for a device that does not speak by this connection."""
    found = here.registry.connections.get(connection)
    for one in here.registry.places.devices(home=found.home):
        if one.id == device and one.connection == connection:
            site = here.registry.places.site(found.site)
            told = seen_of(here, site.id, one)
            sees = holds(person, Right.SEE_CARE, site.organisation, site.world)
            return Subject(
                connection=found,
                device=one,
                home=here.registry.places.home(found.home),
                site=site,
                uploaded=here.registry.descriptions.get(found.home, device),
                made=make(one, site.id, told, broker=here.broker, seen=told),
                seen=told if sees else {},
                may_describe=holds(person, Right.DESCRIBE, site.organisation, site.world),
            )
    raise NotFound(f"There is no device '{device}' of connection '{connection}'.")


def seen_of(here: Platform, site: str, device: Device) -> dict[str, Seen]:
    """Say what a device was seen to tell, by quantity."""
    newest = here.reader(site).feed.newest(Whose(device.home, frozenset({device.id})), MOST_SEEN)
    return seen(one.said for one in newest)
