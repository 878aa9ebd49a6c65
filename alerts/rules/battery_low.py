"""A device's battery is nearly empty: it is changed before the device falls silent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Parameters, Rule
from care.alerts import Alert, End, Finding, Onset
from care.clock import MICROSECOND
from care.events import Event

LOW: Final = 15.0
ENOUGH: Final = 25.0
"""In percent; between the two nothing changes, since a cold night makes a battery look emptier than it is."""


class BatteryLowParameters(Parameters):
    """None: what is low is the same for every device."""


class BatteryLow(Rule):
    """Raise when a device's battery has less than 15 % left; over when it has 25 % again.

    An alert's last seen event says which device it is; several at one instant are told a microsecond apart.
    """

    situation: ClassVar[str] = "battery_low"
    quantities: ClassVar[frozenset[str]] = frozenset({"battery"})
    parameters: ClassVar[type[Parameters]] = BatteryLowParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        self._low: dict[str, datetime] = {}
        self._last: dict[str, Event] = {}

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        for event in history.last(at):
            if event.quantity in self.quantities:
                self._last[event.device] = event
                if float(event.value) < LOW:
                    self._low[event.device] = event.time

    def see(self, event: Event) -> Iterable[Finding]:
        """Take what a device told of its battery."""
        left, device = float(event.value), event.device
        self._last[device] = event
        if left < LOW and device not in self._low:
            at = event.time
            while at in self._low.values():
                at += MICROSECOND
            self._low[device] = at
            return [Onset(self.situation, self.household.home, None, at, (event,))]
        if left >= ENOUGH and device in self._low:
            return [self._end(device, event.time)]
        return ()

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that a low battery was told; it is over when the device has told of a better one since."""
        if not alert.seen:
            return ()
        device = alert.seen[-1].device
        self._low[device] = alert.onset
        last = self._last.get(device)
        if last is not None and last.time > alert.onset and float(last.value) >= ENOUGH:
            return [self._end(device, at)]
        return ()

    def _end(self, device: str, at: datetime) -> End:
        onset = self._low.pop(device)
        return End(self.situation, self.household.home, None, onset, max(at, onset))
