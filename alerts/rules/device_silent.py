"""One device of a home tells nothing any more: its battery is empty, it fell down, it was carried away."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from alerts.hearing import ONLINE, Hearing, History
from alerts.household import Household
from alerts.rule import Parameters, Rule
from alerts.rules.home_silent import EVERYTHING
from care.alerts import Alert, End, Finding, Onset
from care.clock import MICROSECOND
from care.events import UPDATE_INTERVAL, Event


class DeviceSilentParameters(Parameters):
    """None: how long a device may be quiet is told by its description, or learnt."""


class DeviceSilent(Rule):
    """Raise when a device has told nothing for longer than it should; over when it tells again.

    Choices:
    - How long is said in ``alerts.hearing``, and a minute more. A device that is not regular is never missed.
    - A connection that says that it is gone (last will) is silent at once; its devices are not told besides.
    - While the home is silent none of its devices is told; when it is back, each has its whole time anew.
    - An alert's last seen event says which device it is. Several at one instant are told a microsecond apart, since
      two alerts of one home and situation cannot have one onset.
    """

    situation: ClassVar[str] = "device_silent"
    quantities: ClassVar[frozenset[str]] = EVERYTHING
    parameters: ClassVar[type[Parameters]] = DeviceSilentParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        self._hearing = Hearing(household)
        self._silent: dict[str, datetime] = {}
        self._due: datetime | None = None  # the first to become silent does so then or later

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._hearing.start(at, history)
        if not self._hearing.is_home_silent(at):
            for device in self._hearing.heard:
                deadline = self._hearing.deadline(device)
                if deadline is not None and deadline < at:
                    self._silent[device] = deadline
        self._look_ahead(at - MICROSECOND)

    @property
    def due(self) -> datetime | None:
        """When the next device may have been quiet for too long, or when there is something to learn."""
        learns_at = self._hearing.learns_at
        if self._due is None or (learns_at is not None and learns_at < self._due):
            return learns_at
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take any event: its device is there, and so is its connection."""
        hearing, findings = self._hearing, list[Finding]()
        is_new = event.device not in hearing.heard
        was_silent = hearing.is_home_silent(event.time)
        hearing.hear(event)
        if event.quantity == ONLINE and event.value is False:
            if not hearing.links.is_dark and event.device not in self._silent:
                findings.append(self._onset(event.device, event.time, event))
        elif self._silent:
            for subject in (event.device, hearing.links.of.get(event.device)):
                if subject in self._silent:
                    findings.append(self._end(subject, event.time))
        if is_new or was_silent or event.quantity in {ONLINE, UPDATE_INTERVAL}:
            self._look_ahead(event.time)
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that some device may have been quiet for too long, or that there is something to learn."""
        hearing, findings = self._hearing, list[Finding]()
        if hearing.learns_at is not None and hearing.learns_at <= at:
            hearing.learn(at)
        if not hearing.is_home_silent(at):
            for device in sorted(hearing.heard.keys() - self._silent.keys()):
                deadline = hearing.deadline(device)
                if deadline is not None and deadline <= at and not hearing.links.is_gone(device):
                    findings.append(self._onset(device, at, hearing.heard[device]))
        self._look_ahead(at)
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that a device's silence was told; it is over when the device has told something since."""
        if not alert.seen:
            return ()
        subject, hearing = alert.seen[-1].device, self._hearing
        was_silent = subject in self._silent
        self._silent[subject] = alert.onset
        heard = hearing.heard.get(subject)
        if heard is not None and heard.time > alert.onset and not was_silent:
            return [self._end(subject, at)]
        if heard is None and not hearing.links.is_gone(subject) and hearing.last is not None:
            return [self._end(subject, at)]  # a connection that is there again
        return ()

    def _look_ahead(self, at: datetime) -> None:
        deadlines = (self._hearing.deadline(d) for d in self._hearing.heard.keys() - self._silent.keys())
        self._due = min((deadline for deadline in deadlines if deadline is not None and deadline > at), default=None)

    def _onset(self, subject: str, at: datetime, last: Event) -> Onset:
        taken = set(self._silent.values())
        while at in taken:
            at += MICROSECOND
        self._silent[subject] = at
        return Onset(self.situation, self.household.home, None, at, (last,))

    def _end(self, subject: str, at: datetime) -> End:
        onset = self._silent.pop(subject)
        return End(self.situation, self.household.home, None, onset, max(at, onset))
