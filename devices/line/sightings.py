"""What can be seen at a line between a device and a broker; ``number`` counts the device's connections from 1."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices.line.packets import Hello, Told


class By(StrEnum):
    """Who ended a connection."""

    DEVICE = "device"
    BROKER = "broker"
    US = "us"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something seen at a moment (aware UTC) on a connection."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Attempt(Sighting):
    """The device opened a connection."""


@dataclass(frozen=True, slots=True)
class Distrust(Sighting):
    """No encrypted connection came about, in OpenSSL's words."""

    why: str


@dataclass(frozen=True, slots=True)
class Greeting(Sighting):
    """The device said who it is; ``tls`` is the version of TLS, "" in the clear."""

    hello: Hello
    tls: str


@dataclass(frozen=True, slots=True)
class Welcome(Sighting):
    """It was answered: ``code`` 0 is let in."""

    code: int


@dataclass(frozen=True, slots=True)
class Telling(Sighting):
    """The device published."""

    told: Told


@dataclass(frozen=True, slots=True)
class Listening(Sighting):
    """The device subscribed."""

    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parting(Sighting):
    """The connection ended; ``goodbye``: with a DISCONNECT packet, which spares it its last will."""

    by: By
    goodbye: bool
