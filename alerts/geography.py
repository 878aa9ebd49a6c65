"""Positions on the ground: known places, how far from them somebody is, and how fast somebody moved."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import PlainValidator

_EARTH_M: Final = 6_371_000.0
MOST: Final = 20
"""So many places of one resident at most."""
_NOT_TOLD_M: Final = 25.0
"""So far off a position is taken to be when its locator does not say."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One position: when it was, degrees north and east, and how many metres it may be off."""

    time: datetime
    latitude: float
    longitude: float
    off_m: float = _NOT_TOLD_M

    def metres_to(self, latitude: float, longitude: float) -> float:
        """Give the distance on the ground (haversine on a sphere: right within half a per cent)."""
        north, south = math.radians(self.latitude), math.radians(latitude)
        half = math.sin((north - south) / 2) ** 2
        half += math.cos(north) * math.cos(south) * math.sin(math.radians(self.longitude - longitude) / 2) ** 2
        return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, half)))

    def kmh_since(self, before: "Fix") -> float:
        """Give how fast somebody must have moved since then at the least; 0 at the same instant."""
        seconds = (self.time - before.time).total_seconds()
        metres = self.metres_to(before.latitude, before.longitude) - self.off_m - before.off_m
        return max(0.0, metres) / seconds * 3.6 if seconds > 0 else 0.0

    def is_at(self, other: "Fix | None") -> bool:
        """Tell whether it is the other to the last digit: told again, and not found anew."""
        return other is not None and (self.latitude, self.longitude) == (other.latitude, other.longitude)


@dataclass(frozen=True, slots=True)
class Place:
    """A known place: its middle, and how many metres around it belong to it."""

    latitude: float
    longitude: float
    radius_m: float


class KnownPlaces(tuple[Place, ...]):
    """Places of one resident, written as "59.3293,18.0686,300; 59.3300,18.0700,100"."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(f"{p.latitude:g},{p.longitude:g},{p.radius_m:g}" for p in self) or "none"

    def tell(self, fix: Fix) -> bool | None:
        """Tell whether the position is away from all places; None when it is too near one to tell."""
        away = True
        for place in self:
            metres = fix.metres_to(place.latitude, place.longitude)
            if metres <= place.radius_m:
                return False
            away = away and metres - fix.off_m > place.radius_m
        return True if away else None


def _places(value: object) -> KnownPlaces:
    if isinstance(value, KnownPlaces):
        return value
    if not isinstance(value, str):
        raise ValueError('write places as "59.3293,18.0686,300; …": latitude, longitude, radius in metres')  # noqa: TRY004 - pydantic says ValueErrors
    return KnownPlaces(_each(value))


def _each(text: str) -> Iterator[Place]:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) > MOST:
        raise ValueError(f"at most {MOST} places, not {len(parts)}")
    for part in parts:
        try:
            latitude, longitude, radius = (float(number) for number in part.split(","))
        except ValueError:
            raise ValueError(f"{part!r:.60} is no latitude,longitude,radius in metres") from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 10 <= radius <= 50_000):  # noqa: PLR2004 - degrees and metres
            raise ValueError(f"{part!r:.60} lies nowhere: degrees north and east, and 10 to 50000 metres around")
        yield Place(latitude, longitude, radius)


Places = Annotated[KnownPlaces, PlainValidator(_places)]
