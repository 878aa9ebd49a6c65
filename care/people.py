"""Who and where: organisations, sites, homes, residents, what is connected and where it is placed."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from care.clock import ClockKind
from care.ids import Id


def _is_zone(name: str) -> str:
    if name not in available_timezones():
        msg = f"'{name}' is not a time zone; use an IANA name such as Europe/Stockholm"
        raise ValueError(msg)
    return name


Zone = Annotated[str, AfterValidator(_is_zone)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class World(StrEnum):
    """Whether people live there: a test site has its own board and never reaches outward channels."""

    REAL = "real"
    TEST = "test"


class Role(StrEnum):
    """What a person may do in an organisation."""

    INNOVATOR = "innovator"
    CARE = "care"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"


class Spot(StrEnum):
    """What a placed device stands for, where a rule must know: an outer door is not a fridge door."""

    OUTER_DOOR = "outer_door"
    INNER_DOOR = "inner_door"
    STORAGE = "storage"
    ROOM = "room"
    WORN = "worn"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Record):
    """Owns sites and solutions."""

    id: Id
    name: Name


OWN: Final = Organisation(id="own", name="Our organisation")
"""The organisation that runs this Mistel: sites and people belong to it when none is named, and needs that are told."""


class Site(_Record):
    """A service house, a district, an innovator's sandbox."""

    id: Id
    organisation: Id
    name: Name
    zone: Zone
    world: World

    @property
    def tz(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.zone)

    @property
    def reaches_out(self) -> bool:
        """Whether anybody may ever be reached outward: never from a test site."""
        return self.world is World.REAL


class Home(_Record):
    """Where one or more residents live; ``clock`` is fixed when it is made."""

    id: Id
    site: Id
    name: Name
    clock: ClockKind = ClockKind.WALL


class Outline(_Record):
    """Where a room lies on its home's floor plan: a box in metres, from the plan's upper left corner, y downwards."""

    x: Annotated[float, Field(ge=0, le=1000)]
    y: Annotated[float, Field(ge=0, le=1000)]
    width: Annotated[float, Field(gt=0, le=1000)]
    depth: Annotated[float, Field(gt=0, le=1000)]


class Room(_Record):
    """A room of a home: ``id`` is unique within its home.

    ``outline`` draws it in the floor plan of the alert's page; None leaves its place to ``dashboards.plan``, which
    lays such rooms out in tidy rows. Who makes homes (a dwelling of the simulator, a file) gives it with the room.
    """

    id: Id
    home: Id
    name: Name
    outline: Outline | None = None


class Resident(_Record):
    """A pseudonym; ``parameters`` override rules' parameters, as {situation: {parameter: value}}."""

    id: Id
    home: Id
    parameters: Mapping[str, Mapping[str, JsonValue]] = {}


class Connection(_Record):
    """One credential at the broker, bound to one home, carrying one or many devices.

    One that ``keeps_clock`` may also tell the ticks of its home's own clock (test sites only). One that ``listens`` is
    a detector's: it hears what the homes of its site tell, and tells alerts of them (test sites only). ``solution`` is
    whose it is, where it is one that is being tested.
    """

    id: Id
    site: Id
    home: Id
    name: Name
    keeps_clock: bool = False
    listens: bool = False
    solution: Id | None = None
    created: datetime
    revoked: datetime | None = None


class Device(_Record):
    """What tells readings: ``id`` is unique within its home; it speaks through one connection."""

    id: Id
    home: Id
    connection: Id
    name: Name
    model: str = ""


class Placement(_Record):
    """Where a device is, from-until: home, room or none, resident or none, and what it stands for there."""

    device: Id
    home: Id
    room: Id | None = None
    resident: Id | None = None
    spot: Spot = Spot.ROOM
    since: datetime
    until: datetime | None = None


class Person(_Record):
    """Somebody who logs in; ``roles`` by organisation."""

    id: Id
    email: Annotated[str, Field(max_length=254)]
    name: Name
    language: Annotated[str, Field(pattern="^(sv|en)$")] = "sv"
    roles: Mapping[Id, frozenset[Role]] = {}


NOBODY: Final = "-"
"""Stands for "no resident" or "no home" in unique keys, where SQL's NULL would not be unique."""
