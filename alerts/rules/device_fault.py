"""A device says that something is wrong with it, or was opened: a dispenser that is jammed, a lock that is forced."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import ClassVar, Final

from pydantic import Field

from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Parameters, Rule, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.clock import MICROSECOND
from care.events import Event

_QUANTITIES: Final = frozenset({"fault", "tamper"})


class DeviceFaultParameters(Parameters):
    """How long it must last."""

    minutes: float = Field(
        3,
        gt=0,
        le=1440,
        strict=True,
        description="how long a fault, or an opened device, must last: a change of batteries opens it too",
        json_schema_extra={"unit": "minutes"},
    )


class DeviceFault(Rule):
    """Raise when a device told a fault (``fault``) or that it was opened (``tamper``), and did not take it back.

    The onset is ``minutes`` after it was told; the end is when the device tells that neither is so any more. Choices:

    - Fault and tamper of one device are one alert: somebody must look at it.
    - An alert's last seen event says which device it is. Several at one instant are told a microsecond apart.
    - It was told, so it holds also while the device, or the home, is silent afterwards.
    - In a home with several residents the shortest of their ``minutes`` hold.
    """

    situation: ClassVar[str] = "device_fault"
    quantities: ClassVar[frozenset[str]] = _QUANTITIES
    parameters: ClassVar[type[Parameters]] = DeviceFaultParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, DeviceFaultParameters) for resident in household.residents]
        self._wait = timedelta(minutes=min(of.minutes for of in own or [DeviceFaultParameters()]))
        self._wrong: dict[str, dict[str, Event]] = {}  # what it told that holds, by device and quantity
        self._due: datetime | None = None
        self._going_on: dict[str, datetime] = {}

    @property
    def memory(self) -> timedelta:
        """How long it must last."""
        return self._wait

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        for event in history.last(at):
            if event.quantity in _QUANTITIES:
                self._note(event)
        self._look_ahead(at)

    @property
    def due(self) -> datetime | None:
        """When something has been wrong for long enough."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take what a device tells of itself."""
        self._note(event)
        findings = list[Finding]()
        if event.device in self._going_on and event.device not in self._wrong:
            findings.append(self._end(event.device, event.time))
        self._look_ahead(event.time)
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that it has lasted long enough."""
        findings = list[Finding]()
        for device in sorted(self._wrong.keys() - self._going_on.keys()):
            first = self._first(device)
            if first.time + self._wait == at:
                onset = at
                while onset in self._going_on.values():
                    onset += MICROSECOND
                self._going_on[device] = onset
                findings.append(Onset(self.situation, self.household.home, None, onset, (first,)))
        self._look_ahead(at + MICROSECOND)
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that a fault was told; it is over when it was taken back since."""
        if not alert.seen:
            return ()
        device = alert.seen[-1].device
        self._going_on[device] = alert.onset
        self._look_ahead(at + MICROSECOND)
        return () if device in self._wrong else (self._end(device, at),)

    def _note(self, event: Event) -> None:
        if event.value is True:
            self._wrong.setdefault(event.device, {}).setdefault(event.quantity, event)
        elif event.device in self._wrong:
            self._wrong[event.device].pop(event.quantity, None)
            if not self._wrong[event.device]:
                del self._wrong[event.device]

    def _first(self, device: str) -> Event:
        return min(self._wrong[device].values(), key=attrgetter("order"))

    def _look_ahead(self, at: datetime) -> None:
        dues = (self._first(device).time + self._wait for device in self._wrong.keys() - self._going_on.keys())
        self._due = min((due for due in dues if due >= at), default=None)

    def _end(self, device: str, at: datetime) -> End:
        onset = self._going_on.pop(device)
        return End(self.situation, self.household.home, None, onset, max(at, onset))
