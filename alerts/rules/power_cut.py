"""The power is out in a home: the stove guard, the night lamp, the door and soon every alarm stop working."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field

from alerts.hearing import History
from alerts.household import Household
from alerts.mains import QUANTITIES, Mains
from alerts.rule import Parameters, Rule, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.events import Event


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
    quantities: ClassVar[frozenset[str]] = QUANTITIES
    parameters: ClassVar[type[Parameters]] = PowerCutParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, PowerCutParameters) for resident in household.residents]
        self._wait = timedelta(seconds=min(of.seconds for of in own or [PowerCutParameters()]))
        self._mains = Mains()
        self._due: datetime | None = None
        self._going_on: datetime | None = None

    @property
    def memory(self) -> timedelta:
        """How long the power must be out."""
        return self._wait

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        for event in history.last(at):
            if event.quantity in QUANTITIES:
                self._mains.note(event)
        self._look_ahead(at)

    @property
    def due(self) -> datetime | None:
        """When the power has been out for long enough."""
        return None if self._going_on else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take what a device tells of mains, or that it draws power."""
        was_out = bool(self._mains.without)
        self._mains.note(event)
        if not was_out and not self._mains.without:
            return ()
        findings = list[Finding]()
        if self._going_on is not None and self._mains.out_since is None:
            onset, self._going_on = self._going_on, None
            findings.append(End(self.situation, self.household.home, None, onset, event.time))
        self._look_ahead(event.time)
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that the power has been out for long enough, unless something draws power."""
        self._due = None
        if self._mains.out_since is None:
            return ()
        self._going_on = at
        seen = sorted(self._mains.without.values(), key=lambda event: event.order)
        return (Onset(self.situation, self.household.home, None, at, tuple(seen)),)

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that the power is out; it is back when that was told since."""
        self._going_on = alert.onset
        if self._mains.out_since is None:
            self._going_on = None
            return (End(self.situation, self.household.home, None, alert.onset, max(at, alert.onset)),)
        return ()

    def _look_ahead(self, at: datetime) -> None:
        since = self._mains.out_since
        due = None if since is None else since + self._wait
        self._due = due if due is not None and due >= at else None
