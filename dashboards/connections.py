"""The list of connections: whose each is, whether it is there, and when it was heard last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from care.events import Event
from care.people import Connection
from dashboards.directory import Directory
from dashboards.tongue import Tongue


@dataclass(frozen=True, slots=True)
class Listed:
    """One connection of the list; ``online`` is None when it never said; ``heard`` is empty when that is not told."""

    id: str
    name: str
    home: str
    site: str
    devices: int
    online: bool | None
    heard: str
    listens: bool


def listed(
    connection: Connection, directory: Directory, latest: Iterable[Event], words: Tongue, *, sees_care: bool
) -> Listed:
    """Say of a connection what stands in the list; ``latest`` is what its home told last."""
    card = directory.card(connection.home)
    devices = {one.id for one in card.devices.values() if one.connection == connection.id}
    online: tuple[datetime, bool] | None = None
    heard: datetime | None = None
    for event in latest:
        if event.quantity == "online":
            if event.device == connection.id and (online is None or event.time >= online[0]):
                online = (event.time, bool(event.value))
        elif event.device in devices or event.device == connection.id:
            heard = max(heard or event.received, event.received)
    return Listed(
        id=connection.id,
        name=connection.name,
        home=card.home.name,
        site=card.site.name,
        devices=len(devices),
        online=None if online is None else online[1],
        heard=words.moment(heard, card.zone) if heard and sees_care else "",
        listens=connection.listens,
    )
