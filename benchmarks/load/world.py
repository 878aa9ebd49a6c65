"""The site that the load speaks for: 100 homes with a box of ten devices each, at night by their own time zone."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from care.clock import wall_now
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Site, Spot, World
from devices import topics
from devices.credentials import Credentials, hash_password
from store.registry import Registry

SITE: Final = "load"
HOMES: Final = 100
GATEWAY: Final = Credentials("gateway", "g" * 22)
LOAD: Final = Credentials("load", "l" * 22)
"""The one login that speaks for all homes, so that few connections carry the whole load."""

DEVICES: Final = (
    ("door", Spot.OUTER_DOOR, "contact.open", b'"vb":true'),
    ("hall", Spot.ROOM, "motion", b'"vb":true'),
    ("kitchen", Spot.ROOM, "motion", b'"vb":true'),
    ("bath", Spot.ROOM, "motion", b'"vb":true'),
    ("bed", Spot.ROOM, "bed.occupied", b'"vb":false'),
    ("chair", Spot.ROOM, "chair.occupied", b'"vb":true'),
    ("stove", Spot.ROOM, "power", b'"v":850.5'),
    ("climate", Spot.ROOM, "temperature", b'"v":21.25'),
    ("light", Spot.ROOM, "illuminance", b'"v":140'),
    ("button", Spot.WORN, "alarm.button", b'"vb":false'),
)
PRESS: Final = b'"vb":true'


def topic(number: int) -> str:
    """Give the topic of reading ``number``: homes take turns."""
    home = number % HOMES
    return topics.events(SITE, f"h{home}", f"box{home}")


def payload(number: int, seconds: float, value: bytes | None = None) -> bytes:
    """Give the pack of reading ``number``: the devices of a home take turns too."""
    device, _, quantity, usual = DEVICES[number // HOMES % len(DEVICES)]
    return b'[{"n":"%s/%s","t":%.6f,%s}]' % (device.encode(), quantity.encode(), seconds, value or usual)


def press(seconds: float) -> bytes:
    """Give the pack of a pressed alarm button."""
    return b'[{"n":"button/alarm.button","t":%.6f,%s}]' % (seconds, PRESS)


def grants() -> tuple[topics.Grant, ...]:
    """Let the gateway and the load in."""
    everything = (topics.site_filter(SITE),)
    return (
        topics.gateway_grant(GATEWAY.user, hash_password(GATEWAY.password)),
        topics.Grant(LOAD.user, hash_password(LOAD.password), everything, everything),
    )


def furnish(state: Path, homes: int = HOMES) -> None:
    """Make the registry of the site, with its first ``homes``, below the folder ``state``."""
    since = wall_now() - timedelta(days=1)
    with Registry.open(state) as registry:
        places = registry.places
        places.add_organisation(Organisation(id="own", name="Own"))
        places.add_site(Site(id=SITE, organisation="own", name="Load", zone=_where_it_is_night(), world=World.TEST))
        for number in range(homes):
            home, box = f"h{number}", f"box{number}"
            places.add_home(Home(id=home, site=SITE, name=home))
            places.add_resident(Resident(id=f"r{number}", home=home))
            registry.connections.add(
                Connection(id=box, site=SITE, home=home, name=box, created=since), hash_password("never used")
            )
            for device, spot, _, _ in DEVICES:
                places.add_device(Device(id=f"{device}", home=home, connection=box, name=device))
                places.place(Placement(device=device, home=home, spot=spot, since=since))


def _where_it_is_night(now: datetime | None = None) -> str:
    """Name the zone where it is about 1 o'clock: rules that only look at nights have to look, whenever this runs."""
    ahead = (1 - (now or wall_now()).hour + 11) % 24 - 11  # hours ahead of UTC, -11 to 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # the database counts them the other way round
