"""A sensor tells far too often: a loose magnet, a failing contact, a curtain in the draught."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from alerts.household import Household
from alerts.rule import Parameters, Rule, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.clock import MICROSECOND
from care.events import TICK, Event
from care.quantities import QUANTITIES, Kind

_FLAGS: Final = frozenset(name for name, told in QUANTITIES.items() if told.kind is Kind.BOOL) - {TICK}


class SensorFlappingParameters(Parameters):
    """What is too often."""

    times: int = Field(
        40,
        ge=2,
        le=1000,
        strict=True,
        description="how often one sensor must tell on or off within the minutes",
        json_schema_extra={"unit": "times"},
    )
    minutes: float = Field(
        4,
        gt=0,
        le=60,
        strict=True,
        description="within how long",
        json_schema_extra={"unit": "minutes"},
    )
    calm_minutes: float = Field(
        15,
        gt=0,
        le=240,
        strict=True,
        description="it is over when it has not been so often for this long",
        json_schema_extra={"unit": "minutes"},
    )


class SensorFlapping(Rule):
    """Raise when one sensor tells on or off (anything that is true or false) ``times`` within ``minutes``.

    The onset is the instant of the last of these; it is over when that has not been so for ``calm_minutes``. Choices:

    - What counts is how often it tells, changed or not: a sensor that says the same over and over fills the air and
      empties its battery too. Numbers (power, temperature) may come as often as they like.
    - A lively visit is less: a motion sensor tells some few times a minute at the most. A connection that comes and
      goes counts as well.
    - Each quantity of a device counts by itself; while one goes on, others of the same device add no alert.
    - An alert's last seen event says which device it is. Several at one instant are told a microsecond apart.
    - In a home with several residents the most watchful parameters hold.
    """

    situation: ClassVar[str] = "sensor_flapping"
    quantities: ClassVar[frozenset[str]] = _FLAGS
    parameters: ClassVar[type[Parameters]] = SensorFlappingParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, SensorFlappingParameters) for resident in household.residents]
        own = own or [SensorFlappingParameters()]
        self._times = min(of.times for of in own)
        self._within = timedelta(minutes=max(of.minutes for of in own))
        self._calm = timedelta(minutes=max(of.calm_minutes for of in own))
        self._told: dict[tuple[str, str], deque[datetime]] = {}
        self._until: dict[str, datetime] = {}  # when it will be over if it stays calm, by device
        self._onsets: dict[str, datetime] = {}
        self._due: datetime | None = None

    @property
    def memory(self) -> timedelta:
        """How long it must stay calm, and what shows that it did not."""
        return self._within + self._calm

    @property
    def due(self) -> datetime | None:
        """When one of them has been calm for long enough."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take anything that is true or false."""
        key = (event.device, event.quantity)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = deque(maxlen=self._times)
        told.append(event.time)
        if len(told) < self._times or event.time - told[0] > self._within:
            return ()
        device = event.device
        self._until[device] = event.time + self._calm
        self._due = min(self._until.values())
        if device in self._onsets:
            return ()
        onset = event.time
        while onset in self._onsets.values():
            onset += MICROSECOND
        self._onsets[device] = onset
        return (Onset(self.situation, self.household.home, None, onset, (event,)),)

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that one has been calm for long enough."""
        calm = sorted(device for device, until in self._until.items() if until <= at)
        for device in calm:
            del self._until[device]
        self._due = min(self._until.values(), default=None)
        return [
            End(self.situation, self.household.home, None, self._onsets.pop(device), at)
            for device in calm
            if device in self._onsets
        ]

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that it tells too often; when it is calm since, that is over now."""
        if not alert.seen:
            return ()
        device = alert.seen[-1].device
        self._onsets[device] = alert.onset
        if device not in self._until:
            del self._onsets[device]
            return (End(self.situation, self.household.home, None, alert.onset, at),)
        return ()
