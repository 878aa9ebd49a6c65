"""A solution's connection: one credential at the broker, made for what it will carry, shown once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from care.errors import Conflict
from care.ids import new_id
from care.people import Connection, Device, Placement
from care.solutions import Kind, Solution
from care.trials import Trial
from devices.credentials import Credentials, hash_password, new_password
from evaluation.solutions.sandbox import bench_of, must_have_room_for_connection
from store.registry import Registry

MOST_IN_A_HOME: Final = 10
"""So many connections of one solution a home of its trial may have."""


class Way(StrEnum):
    """What a connection is made for."""

    DEVICE = "device"
    """It tells readings."""
    ALARM_DEVICE = "alarm_device"
    """It tells alerts of its own home, and readings if it likes."""
    DETECTOR = "detector"
    """It listens to the homes of the sandbox and tells alerts of them."""
    BOX = "box"
    """It speaks a dialect of its own (ESPHome, Zigbee2MQTT); the devices behind it are found."""


@dataclass(frozen=True, slots=True)
class Login:
    """How a connection gets in; the password is known here alone. Also renewed ones are given as this."""

    connection: Connection
    credentials: Credentials


def ways_of(solution: Solution) -> tuple[Way, ...]:
    """Give what a solution connects for, what it is most likely to come first: its kinds, then a box, then others."""
    kinds = [Way(kind.value) for kind in Kind if kind in solution.kinds]
    boxes = [Way.BOX] if Kind.DEVICE in solution.kinds else []
    return tuple(dict.fromkeys((*kinds, *boxes, *Way)))


def ways_in_a_home(solution: Solution) -> tuple[Way, ...]:
    """Give what a solution connects for where people live: detectors hear other homes, and are not let in there."""
    return tuple(one for one in ways_of(solution) if one is not Way.DETECTOR)


def way_of(connection: Connection, *, carries: bool) -> Way:
    """Tell what a connection was made for, as far as it shows; ``carries``: a device speaks through it."""
    if connection.listens:
        return Way.DETECTOR
    return Way.DEVICE if carries else Way.BOX


def connect(
    registry: Registry, solution: Solution, name: str, way: Way, now: datetime, *, home: str | None = None
) -> Login:
    """Let a part of a solution in, at a home of its sandbox: the bench when none is named.

    Raises ValidationError for a name that cannot be, Conflict for a home of somebody else and when the sandbox has no
    room; nothing is kept then.
    """
    must_have_room_for_connection(registry, solution.site)
    where = home or bench_of(registry, solution).id
    if where not in {each.id for each in registry.places.homes(solution.site)}:
        raise Conflict(f"Home '{where}' is not of this sandbox; leave it out to connect at the bench.")
    return _let_in(registry, solution, name, way, now, site=solution.site, home=where)


def connect_tried(
    registry: Registry, trial: Trial, home: str, now: datetime, *, name: str = "", way: Way | None = None
) -> Login:
    """Let a part of a trial's solution in, at one of the trial's homes: there it is live as the trial says.

    Raises ValidationError for a name that cannot be; Conflict for a home that is not of the trial, for a trial that is
    over, for a detector (it would hear homes that are not of the trial), and when the home has no room.
    """
    solution = registry.solutions.get(trial.plan.solution)
    chosen = way or ways_in_a_home(solution)[0]
    if home not in trial.plan.homes:
        raise Conflict(f"Home '{home}' is not of trial '{trial.id}'; its homes are {_few(trial.plan.homes)}.")
    if trial.is_over(now):
        raise Conflict(f"Trial '{trial.id}' is over: nothing more is connected for it.")
    if chosen is Way.DETECTOR:
        raise Conflict("A detector hears all homes of its site: where people live it is not let in.")
    site = registry.places.home(home).site
    ours = [one for one in registry.connections.all(site) if (one.home, one.solution) == (home, solution.id)]
    if len(ours) >= MOST_IN_A_HOME:
        raise Conflict(f"{MOST_IN_A_HOME} connections of this solution are in home '{home}'; revoke one first.")
    return _let_in(registry, solution, name or solution.name, chosen, now, site=site, home=home)


def _few(homes: Sequence[str]) -> str:
    return ", ".join(homes[:10]) + (" …" if len(homes) > 10 else "")  # noqa: PLR2004 - enough to see what they look like


def _let_in(
    registry: Registry, solution: Solution, name: str, way: Way, now: datetime, *, site: str, home: str
) -> Login:
    login = Credentials(new_id("c"), new_password())
    connection = Connection(
        id=login.user,
        site=site,
        home=home,
        name=name,
        listens=way is Way.DETECTOR,
        solution=solution.id,
        created=now,
    )
    registry.connections.add(connection, hash_password(login.password))
    if way in (Way.DEVICE, Way.ALARM_DEVICE):  # a detector tells no readings; what a box carries is found
        device = Device(id=new_id("d"), home=home, connection=connection.id, name=name)
        registry.places.add_device(device)
        registry.places.place(Placement(device=device.id, home=home, since=now))
    return Login(connection, login)


def renew(registry: Registry, connection: Connection) -> Login:
    """Give a connection another password; who is connected by the old one is thrown out."""
    login = Credentials(connection.id, new_password())
    return Login(registry.connections.renew(connection.id, hash_password(login.password)), login)
