"""One home as its rules must know it: who lives there, and where each device is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from care.clock import ClockKind
from care.people import Placement, Resident, Spot


@dataclass(frozen=True)
class Household:
    """A home with its residents and placements; ``zone`` is its site's.

    ``carried`` are its devices by connection; ``intervals`` is, by device, how long it may be quiet, where it is told.
    When anything here changes, a new Household is made and the home's timeline is rebuilt with it.
    """

    site: str
    home: str
    zone: ZoneInfo
    clock: ClockKind = ClockKind.WALL
    residents: tuple[Resident, ...] = ()
    placements: tuple[Placement, ...] = ()
    carried: Mapping[str, frozenset[str]] = field(default_factory=dict)
    intervals: Mapping[str, timedelta] = field(default_factory=dict)

    @cached_property
    def _by_device(self) -> dict[str, tuple[Placement, ...]]:
        """Each device's placements in this home, the newest first."""
        newest_first = sorted(self.placements, key=lambda placement: placement.since, reverse=True)
        by_device: dict[str, tuple[Placement, ...]] = {}
        for placement in newest_first:
            if placement.home == self.home:
                by_device[placement.device] = (*by_device.get(placement.device, ()), placement)
        return by_device

    def placement(self, device: str, at: datetime) -> Placement | None:
        """Give where the device was in this home at that instant: the newest placement with since <= at < until."""
        for placement in self._by_device.get(device, ()):
            if placement.since <= at and (placement.until is None or at < placement.until):
                return placement
        return None

    def spot(self, device: str, at: datetime) -> Spot | None:
        """Give what the device stood for at that instant; None when it was not placed here."""
        placement = self.placement(device, at)
        return None if placement is None else placement.spot

    def room(self, device: str, at: datetime) -> str | None:
        """Give the id of the room that the device was in; None when it was in none or not placed here."""
        placement = self.placement(device, at)
        return None if placement is None else placement.room

    def resident(self, device: str, at: datetime) -> str | None:
        """Give the id of the resident that the device was for, or of the home's only one; None when nobody can tell."""
        placement = self.placement(device, at)
        if placement is not None and placement.resident is not None:
            return placement.resident
        return self.only_resident

    @property
    def only_resident(self) -> str | None:
        """The id of the resident of a home with one; None in an empty home and in one with several."""
        return self.residents[0].id if len(self.residents) == 1 else None
