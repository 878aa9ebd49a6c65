"""Looks when what was put aside is to come back: by the clock of each home, by the wall's where there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from care.clock import EPOCH
from store.registry import Registry

READ_EVERY: Final = timedelta(seconds=1)
"""How long an order may be given before its end is known here."""


@dataclass
class ComingBack:
    """The ends that wait at one site; ``Desk.pass_time`` does what is due."""

    registry: Registry
    site: str
    _ends: list[tuple[str | None, datetime]] = field(default_factory=list)
    _read: datetime = EPOCH

    def due(self, now: datetime, clock: Callable[[str], datetime | None]) -> Mapping[str, datetime] | None:
        """Give the clocks of homes by which something is over; None when nothing is, {} when the wall's clock tells."""
        if now - self._read >= READ_EVERY:
            self.read(now)
        over: dict[str, datetime] = {}
        is_any = False
        for home, until in self._ends:
            at = now if home is None else clock(home)
            if at is not None and until <= at:
                is_any = True
                if home is not None:
                    over[home] = at
        return over if is_any else None

    def read(self, now: datetime) -> None:
        """Read anew what waits."""
        alerts = self.registry.alerts
        orders = [(order.home, order.until) for order in alerts.suppressions.standing(self.site)]
        alone = [(alert.home, alert.shelved_until) for alert in alerts.aside_alone(self.site)]
        self._ends = [(home, until) for home, until in (*orders, *alone) if until is not None]
        self._read = now
