"""The way from the devices to the broker: readings lost, doubled and delayed on the radio; a home that is offline.

Each reading keeps its own time and arrives later; while the home is offline they are kept and sent when it is back.
A power cut takes the connection down, at once or when the hub's battery is empty.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final

from care.clock import MICROSECOND
from care.quantities import Value
from simulators.feed import ONLINE, Told
from simulators.kernel import Kernel, Process

WILL_AFTER: Final = 90.0
"""Seconds until a broker notices that a connection is gone, and tells its last will: 1.5 times a keepalive of 60 s."""
SENT_A_SECOND: Final = 20.0
"""How many kept readings a second a home sends that is back."""


@dataclass(frozen=True, slots=True)
class Carriage:
    """What the way does: parts of readings that are ``lost`` and ``doubled``, and the longest ``delay``.

    ``keeps``: how many readings the home keeps while it is offline; the oldest are lost when there are more.
    """

    lost: float = 0.0
    doubled: float = 0.0
    delay: timedelta = timedelta(0)
    keeps: int = 5000

    @property
    def is_plain(self) -> bool:
        """Whether readings just arrive, as long as the home is online."""
        return not (self.lost or self.doubled or self.delay)


class Link:
    """One home's way out; ``arrived`` gives what came through, in order of arrival, once."""

    __slots__ = (
        "_arriving",
        "_carriage",
        "_connection",
        "_count",
        "_delay",
        "_home",
        "_kept",
        "_kernel",
        "_moment",
        "_plain",
        "_ready",
        "_rng",
        "_told_gone",
        "has_battery",
        "is_online",
    )

    def __init__(
        self,
        kernel: Kernel,
        moment: Callable[[float], datetime],
        home: str,
        connection: str,
        rng: Random,
        carriage: Carriage,
    ) -> None:
        self._kernel = kernel
        self._moment = moment
        self._home = home
        self._connection = connection
        self._rng = rng
        self._carriage = carriage
        self._delay = carriage.delay.total_seconds()
        self._plain = carriage.is_plain
        self._kept: deque[Told] = deque(maxlen=carriage.keeps)
        self._ready: deque[Told] = deque()
        self._arriving: list[tuple[float, int, Told]] = []
        self._count = 0
        self._told_gone = False
        self.is_online = True
        self.has_battery = False

    def begin(self, device: str, quantity: str, value: Value) -> None:
        """Carry a state that a device tells when it starts: it always arrives."""
        self._ready.append(Told(self._home, device, quantity, self._moment(self._kernel.now), value))

    def carry(self, device: str, quantity: str, value: Value) -> None:
        """Carry a reading of now."""
        if self._plain:
            told = Told(self._home, device, quantity, self._moment(self._kernel.now), value)
            (self._ready if self.is_online else self._kept).append(told)
            return
        if self._rng.random() < self._carriage.lost:
            return
        now = self._moment(self._kernel.now)
        if not self.is_online:
            self._kept.append(Told(self._home, device, quantity, now, value))
            return
        self._arrive(device, quantity, now, value, self._rng.uniform(0, self._delay))
        if self._rng.random() < self._carriage.doubled:
            self._arrive(device, quantity, now, value, self._rng.uniform(0, self._delay + 2))

    def _arrive(self, device: str, quantity: str, time: datetime, value: Value, after: float) -> None:
        at = self._kernel.now + after
        self._count += 1
        heappush(self._arriving, (at, self._count, Told(self._home, device, quantity, time, value, self._moment(at))))

    def be_gone(self) -> None:
        """Lose the connection; a last will tells so after a while, unless it is back before."""
        if self.is_online:
            self.is_online = False
            self._kernel.start(self._will())

    def come_back(self) -> None:
        """Connect again, and send what was kept."""
        if self.is_online:
            return
        self.is_online = True
        if self._told_gone:
            self._told_gone = False
            self._say(True)
        kept, self._kept = self._kept, deque(maxlen=self._carriage.keeps)
        for number, told in enumerate(kept, 1):
            self._arrive(told.device, told.quantity, told.time, told.value, number / SENT_A_SECOND)

    def _will(self) -> Process:
        yield WILL_AFTER
        if not self.is_online and not self._told_gone:
            self._told_gone = True
            self._say(False)

    def _say(self, online: bool) -> None:
        just_after = self._moment(self._kernel.now) + MICROSECOND  # as a gateway stamps it, behind the last tick
        self._ready.append(Told(self._home, self._connection, ONLINE, just_after, online))

    def has_arrived(self, until: float) -> bool:
        """Whether ``arrived`` would give anything."""
        return bool(self._ready) or (bool(self._arriving) and self._arriving[0][0] <= until)

    def arrived(self, until: float) -> Iterator[Told]:
        """Give what has arrived by ``until`` (seconds since the start) and was not given yet.

        Nothing that is carried later may arrive before ``until``: give the time of what happens next.
        """
        ready, arriving = self._ready, self._arriving
        if not arriving:
            while ready:
                yield ready.popleft()
            return
        while ready:  # of this instant: what arrived before it goes first
            now = ready[0].came
            while arriving and self._moment(arriving[0][0]) <= now:
                yield heappop(arriving)[2]
            yield ready.popleft()
        while arriving and arriving[0][0] <= until:
            yield heappop(arriving)[2]
