"""The power is out in a home: the stove guard, the night lamp, the door and soon every alarm stop working."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Parameters, Rule, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.events import Event

SEVERAL: Final = 2

_MAINS: Final = "mains"
_POWER: Final = "power"


class PowerCutParameters(Parameters):
    """How long the power must be out."""

    seconds: float = Field(
        60,
        ge=1,
        le=3600,
        strict=True,
        description="how long the power must be out: a dip is none",
        json_schema_extra={"unit": "seconds"},
    )


class PowerCut(Rule):
    """Raise when devices with a battery of their own told that mains power is gone, ``seconds`` after the first did.

    The onset is the instant when that time was over; the end is when one of them tells that power is back, or another
    device shows it. Choices:

    - One device is enough (the hub), unless another shows meanwhile that there is power: it tells that mains is there,
      or draws power. Then that one was unplugged.
    - Two devices that tell it are enough, whatever others show: some sockets may have power.
    - It is told by devices, so it holds also while nothing else is heard from the home: when the network goes with the
      power, this alert says why.
    """

    situation: ClassVar[str] = "power_cut"
    quantities: ClassVar[frozenset[str]] = frozenset({_MAINS, _POWER})
    parameters: ClassVar[type[Parameters]] = PowerCutParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, PowerCutParameters) for resident in household.residents]
        self._wait = timedelta(seconds=min(of.seconds for of in own or [PowerCutParameters()]))
        self._out: dict[str, Event] = {}  # what devices told that are without mains
        self._shown: tuple[datetime, str] | None = None  # when another showed that there is power, and which
        self._due: datetime | None = None
        self._going_on: datetime | None = None

    @property
    def memory(self) -> timedelta:
        """How long the power must be out."""
        return self._wait

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        for event in history.last(at):
            self._note(event)
        self._look_ahead(at)

    @property
    def due(self) -> datetime | None:
        """When the power has been out for long enough."""
        return None if self._going_on else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take what a device tells of mains, or that it draws power."""
        was_out = bool(self._out)
        self._note(event)
        if not was_out and not self._out:
            return ()
        findings = list[Finding]()
        if self._going_on is not None and not self._is_out:
            onset, self._going_on = self._going_on, None
            findings.append(End(self.situation, self.household.home, None, onset, event.time))
        self._look_ahead(event.time)
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that the power has been out for long enough, unless something draws power."""
        self._due = None
        if not self._is_out:
            return ()
        self._going_on = at
        seen = sorted(self._out.values(), key=lambda event: event.order)
        return (Onset(self.situation, self.household.home, None, at, tuple(seen)),)

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that the power is out; it is back when that was told since."""
        self._going_on = alert.onset
        if not self._is_out:
            self._going_on = None
            return (End(self.situation, self.household.home, None, alert.onset, max(at, alert.onset)),)
        return ()

    def _note(self, event: Event) -> None:
        device = event.device
        if event.quantity == _MAINS and event.value is False:
            self._out.setdefault(device, event)
        elif event.quantity == _MAINS or float(event.value) > 0:
            self._out.pop(device, None)
            self._shown = (event.time, device)

    def _look_ahead(self, at: datetime) -> None:
        since = self._out_since
        due = None if since is None else since + self._wait
        self._due = due if due is not None and due >= at else None

    @property
    def _out_since(self) -> datetime | None:
        """Since when enough devices are without mains, as far as is told; None when they are not."""
        told = sorted(event.time for event in self._out.values())
        if len(told) >= SEVERAL:
            return told[SEVERAL - 1] if self._shown and self._shown[0] >= told[0] else told[0]
        if told and (self._shown is None or self._shown[0] < told[0]):
            return told[0]
        return None

    @property
    def _is_out(self) -> bool:
        return self._out_since is not None
