"""Somebody pressed an alarm button: the one situation that needs no judgement."""

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar, Final

from alerts.rule import Parameters, Rule
from care.alerts import Finding, Onset
from care.events import Event


class EmergencyButtonParameters(Parameters):
    """None: a press is a call for help, whoever pressed and whenever."""


class EmergencyButton(Rule):
    """Raise at every press (``alarm.button`` true), at the press's own time.

    Choices:
    - Every press is an alert of its own, also when one is open: a second call may mean that it got worse, and a
      rule that looked at the last press could not judge at once.
    - It never ends by itself. Letting the button go (false) says nothing about whether help came; staff close it.
    - It names the resident that the button was placed for, else the home's only resident, else nobody.
    - A button that has no placement yet calls all the same.
    """

    situation: ClassVar[str] = "emergency_button"
    quantities: ClassVar[frozenset[str]] = frozenset({"alarm.button"})
    parameters: ClassVar[type[Parameters]] = EmergencyButtonParameters
    immediate: ClassVar[frozenset[str]] = quantities
    memory: Final = timedelta(0)

    def see(self, event: Event) -> Iterable[Finding]:
        """Give an onset for a press, nothing for a release."""
        if event.value is not True:
            return ()
        resident = self.household.resident(event.device, event.time)
        return (Onset(self.situation, event.home, resident, event.time, (event,)),)

    def at_once(self, event: Event) -> Iterable[Finding]:
        """See Rule: a press needs no judgement."""
        return self.see(event)
