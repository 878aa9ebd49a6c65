"""Which devices a connection speaks for, and which of them a reading's name means."""

from collections.abc import Iterable

from care.errors import Reason, Refused
from care.events import CLOCK
from devices.dialects.message import Known
from devices.topics import Where

_MOST_NAMED = 5
_ADD = "`mistel device add`"


def devices_of(where: Where, known: Known) -> frozenset[str]:
    """Give the ids of the devices that this connection carries; raise Refused when home or connection is unknown."""
    connections = known.homes.get(where.home)
    if connections is None:
        raise Refused(
            Reason.UNKNOWN_HOME,
            f"Site {where.site} has no home {where.home}.",
            mend=f"{_known_are('homes', known.homes)} {_ADD} makes a device in a home known.",
            field="topic",
        )
    if where.connection == CLOCK and where.home in known.own_clock:
        return frozenset((CLOCK,))
    devices = connections.get(where.connection)
    if devices is None:
        raise Refused(
            Reason.UNKNOWN_DEVICE,
            f"Home {where.home} has no connection {where.connection}.",
            mend=f"{_known_are('connections', connections)} {_ADD} makes another one known.",
            field="topic",
        )
    return devices


def device_and_quantity(name: str, connection: str, devices: frozenset[str]) -> tuple[str, str]:
    """Take a reading's name apart: ``device/quantity``, or ``quantity`` of the connection's own or only device."""
    device, slash, quantity = name.rpartition("/")
    if slash:
        if device in devices:
            return device, quantity
        raise Refused(
            Reason.UNKNOWN_DEVICE,
            f"Connection {connection} carries no device '{device:.64}'.",
            mend=f"{_known_are('devices', devices)} {_ADD} makes another one known.",
            field="n",
        )
    if connection in devices:
        return connection, name
    if len(devices) == 1:
        return next(iter(devices)), name
    if not devices:
        raise Refused(
            Reason.UNKNOWN_DEVICE,
            f"Connection {connection} carries no device.",
            mend=f"{_ADD} makes one known.",
            field="n",
        )
    raise Refused(
        Reason.UNKNOWN_DEVICE,
        f"'{name:.64}' does not say which device of connection {connection} tells it.",
        mend=f"Name it as {min(devices)}/{name:.64}. {_known_are('devices', devices)}",
        field="n",
    )


def _known_are(what: str, names: Iterable[str]) -> str:
    ordered = sorted(names)
    if not ordered:
        return f"There are no {what} yet."
    more = f" and {len(ordered) - _MOST_NAMED} more" if len(ordered) > _MOST_NAMED else ""
    return f"Known {what}: {', '.join(ordered[:_MOST_NAMED])}{more}."
