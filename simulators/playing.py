"""A story under way: what happens up to its clock has happened and no further, so that who comes in can change it."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from simulators.feed import Told
from simulators.hours import Hours
from simulators.kernel import Kernel, Process
from simulators.resident import Errand, Resident

Happened = list[tuple[str, datetime]]
"""Which steps happened when, in order."""


class Playing:
    """One telling of a story: its kernel, its people, and what their devices told that nobody has taken yet."""

    def __init__(self, kernel: Kernel, hours: Hours, resident: Resident, out: deque[Told], happened: Happened) -> None:
        self._kernel = kernel
        self._hours = hours
        self._resident = resident
        self._out = out
        self._happened = happened

    def until(self, moment: datetime) -> Iterator[Told]:
        """Let everything happen up to ``moment``, itself included, and give what devices tell, as it happens."""
        kernel, out = self._kernel, self._out
        seconds = self._hours.seconds(moment)
        while out:
            yield out.popleft()
        while (following := kernel.next) is not None and following <= seconds:
            kernel.step()
            while out:
                yield out.popleft()
        kernel.run(seconds)

    def ask(self, step: str) -> None:
        """Have the resident do a step now, as soon as what is being done can be left; it is noted as if planned."""
        self._kernel.start(self.does(step))

    def does(self, step: str) -> Process:
        """Ask the resident for a step, and end when it has happened."""
        moment_of_it = self._kernel.signal()
        self._resident.ask(Errand(step, moment_of_it))
        yield moment_of_it
        self._happened.append((step, self._hours.moment(self._kernel.now)))
