"""What a detector hears of the homes of its site, and how each home is described to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from care.clock import ClockKind
from care.events import TICK
from care.quantities import Value
from devices.dialects import Known, Message, decode


@dataclass(frozen=True, slots=True)
class HomeDevice:
    """A device as detectors know it: where it is, what it stands for there, and whose it is (None: nobody's)."""

    id: str
    connection: str
    room: str | None
    spot: str
    resident: str | None


@dataclass(frozen=True, slots=True)
class About:
    """A home as it is described to detectors. ``clock`` is "own" where ticks tell its time, else "wall"."""

    home: str
    zone: str
    clock: str
    residents: tuple[str, ...]
    rooms: Mapping[str, str]
    devices: Mapping[str, HomeDevice]

    @classmethod
    def read(cls, payload: bytes) -> Self | None:
        """Read a description; None for what is none."""
        try:
            told = json.loads(payload)
            devices = [
                HomeDevice(one["id"], one["connection"], one["room"], one["spot"], one["resident"])
                for one in told["devices"]
            ]
            return cls(
                home=told["home"],
                zone=told["zone"],
                clock=told["clock"],
                residents=tuple(told["residents"]),
                rooms={room["id"]: room["name"] for room in told["rooms"]},
                devices={device.id: device for device in devices},
            )
        except (ValueError, KeyError, TypeError):
            return None

    def write(self) -> bytes:
        """Write it as it is told."""
        told = {
            "home": self.home,
            "zone": self.zone,
            "clock": self.clock,
            "residents": list(self.residents),
            "rooms": [{"id": id_, "name": name} for id_, name in self.rooms.items()],
            "devices": [
                {
                    "id": one.id,
                    "connection": one.connection,
                    "room": one.room,
                    "spot": one.spot,
                    "resident": one.resident,
                }
                for one in self.devices.values()
            ],
        }
        return json.dumps(told, ensure_ascii=False).encode()

    def known(self, site: str) -> Known:
        """Give what is known of the home, as the gateway's decoding takes it."""
        carried: dict[str, set[str]] = {}
        for device in self.devices.values():
            carried.setdefault(device.connection, set()).add(device.id)
        own = frozenset({self.home}) if self.clock == ClockKind.OWN else frozenset[str]()
        return Known(site, {self.home: {name: frozenset(ids) for name, ids in carried.items()}}, own)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a home told: a reading, that a connection is "online" or not, or a ``tick`` of its own clock.

    ``time`` is as the device told it. ``about`` describes the home.
    """

    home: str
    device: str
    quantity: str
    value: Value
    time: datetime
    about: About

    @property
    def is_tick(self) -> bool:
        """Whether this is the home's clock: all that arrived before has been heard."""
        return self.quantity == TICK

    @property
    def room(self) -> str | None:
        """The room where the device is."""
        placed = self.about.devices.get(self.device)
        return None if placed is None else placed.room

    @property
    def spot(self) -> str | None:
        """What the device stands for there, such as "outer_door"."""
        placed = self.about.devices.get(self.device)
        return None if placed is None else placed.spot


def heard(message: Message, about: About, known: Known) -> list[Heard]:
    """Give what a message says in its order: what the gateway refuses is not heard either."""
    events, _ = decode(message, known)
    return [Heard(one.home, one.device, one.quantity, one.value, one.time, about) for one in events]
