"""A medication dispenser: it offers each dose at its time, calls again, and tells whether it was taken.

Who hears it (indoors, awake, on their feet) answers four calls in five within minutes; calls come every ten minutes for
an hour. The person does not walk there in the simulation: an answer disturbs nothing else that happens.
"""

from collections.abc import Iterable, Sequence
from datetime import time
from math import exp
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_each
from simulators.dwellings.plan import KITCHEN
from simulators.kernel import Process

DOSES: Final = (time(8, 0), time(20, 0))
"""When doses are due where a scenario says nothing else, for somebody who rises at seven."""
CALLS_EVERY: Final = 600.0
CALLS: Final = 6
"""Calls until a dose counts as missed: an hour."""
ANSWERED: Final = 0.8
ANSWERS_IN: Final = 180.0
"""Seconds until a call is answered: the median."""
KEPT_FOR: Final = 4 * 3600.0
"""Seconds that a missed dose can still be taken out."""
DISPENSER: Final = "dispenser"


class Dispenser:
    """Tells ``dose.taken``, ``dose.missed`` after an hour of calls, and ``fault`` while it is jammed or empty."""

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._hours = setting.hours
        self._voice = setting.voice
        self._rng = setting.rng
        self._person = setting.whose
        self._missed_at: float | None = None
        self._waiting = False
        self._stuck = False
        self.is_locked = False
        """Whether it gives out no dose, because somebody told it so; nothing is told of those it does not offer."""
        self._kernel.start(self._run(setting.whose.doses))

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with: it works, and nothing was taken or missed."""
        return (("fault", self._stuck),)

    def misfire(self) -> bool:
        """Tell a dose as missed that was not due."""
        self._voice.report("dose.missed", True)
        return False

    def jam(self) -> None:
        """Get stuck, or run empty: no dose comes out until it is mended."""
        if not self._stuck:
            self._stuck = True
            self._voice.report("fault", True)

    def mend(self) -> None:
        """Work again, filled."""
        if self._stuck:
            self._stuck = False
            self._voice.report("fault", False)

    @property
    def can_offer(self) -> bool:
        """Whether a dose would come out, and none lies there."""
        return not (self._stuck or self._waiting or self.is_locked)

    def offer(self) -> None:
        """Offer a dose now."""
        self._kernel.start(self._offer())

    def take(self) -> bool:
        """Have somebody take the dose that lies there, in time or late; give whether there was one."""
        late = self._missed_at is not None and self._kernel.now - self._missed_at <= KEPT_FOR
        if self._stuck or not (self._waiting or late):
            return False
        self._waiting, self._missed_at = False, None
        self._voice.sense("dose.taken", True)
        return True

    def _run(self, doses: Sequence[time]) -> Process:
        while True:
            yield min(self._hours.until(at, self._kernel.now + 1) for at in doses) + 1
            self.offer()

    def _offer(self) -> Process:
        if self._stuck:
            self._voice.report("fault", True)
            return
        if self.is_locked:
            return
        self._waiting, self._missed_at = True, None
        for _ in range(CALLS):
            answers = self._rng.random() < ANSWERED
            after = min(CALLS_EVERY - 1, ANSWERS_IN * exp(self._rng.gauss(0, 0.7)))
            yield after
            if answers and self._person.hears and DISPENSER not in self._person.ignores:
                self.take()
            if not self._waiting:
                return
            yield CALLS_EVERY - after
        if self._waiting:
            self._waiting, self._missed_at = False, self._kernel.now
            self._voice.sense("dose.missed", True)


KIND: Final = Kind(
    DISPENSER,
    "a medication dispenser: doses taken and missed, jams",
    ("dose.taken", "dose.missed", "fault"),
    one_each(DISPENSER, DISPENSER, "Medication dispenser", room=KITCHEN),
    Dispenser,
    mains=True,
)
