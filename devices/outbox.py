"""What a device client has to tell: waiting, under way, and told so lately that it may have to be told again."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(eq=False, slots=True)
class Parcel:
    """One message to send. ``settled`` becomes True when the broker has it, False when the connection was lost."""

    topic: str
    payload: bytes
    settled: asyncio.Future[bool] = field(repr=False)
    told: bool = False

    def settle(self, *, acknowledged: bool) -> None:
        """Tell whoever waits for it; the first answer counts."""
        if not self.settled.done():
            self.settled.set_result(acknowledged)


class Outbox:
    """Parcels in the order they came, at most ``limit`` of them not yet acknowledged (``len`` tells how many).

    What was acknowledged is kept for ``keep`` (the newest ``limit`` of it): a broker that crashed or lost a session
    may have lost it too, and telling a timed reading twice changes nothing.
    """

    def __init__(self, limit: int, keep: timedelta) -> None:
        self._limit = limit
        self._keep = keep
        self._waiting: deque[Parcel] = deque()
        self._under_way: dict[Parcel, None] = {}
        self._told: deque[tuple[datetime, Parcel]] = deque(maxlen=limit)
        self._unacknowledged = 0
        self._changed = asyncio.Condition()

    def __len__(self) -> int:
        return self._unacknowledged

    @property
    def full(self) -> bool:
        """Whether there is no room for another parcel."""
        return len(self) >= self._limit

    async def put(self, parcel: Parcel) -> None:
        """Add a parcel as the last to be told."""
        self._waiting.append(parcel)
        self._unacknowledged += 1
        await self._notify()

    async def take(self) -> Parcel:
        """Give the next parcel, waiting for one; it is under way until ``acknowledged`` or ``lost``."""
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._waiting))
        parcel = self._waiting.popleft()
        self._under_way[parcel] = None
        return parcel

    async def acknowledged(self, parcel: Parcel, at: datetime) -> None:
        """Note that the broker has it."""
        self._under_way.pop(parcel, None)
        while self._told and self._told[0][0] < at - self._keep:
            self._told.popleft()
        if not parcel.told:
            parcel.told = True
            self._unacknowledged -= 1
            self._told.append((at, parcel))
        parcel.settle(acknowledged=True)
        await self._notify()

    async def lost(self, at: datetime) -> None:
        """The connection is gone: what was told lately and then all that was not acknowledged waits, in its order."""
        again = [parcel for told_at, parcel in self._told if told_at >= at - self._keep]
        fresh = [parcel for parcel in (*self._under_way, *self._waiting) if not parcel.told]
        self._under_way.clear()
        self._waiting = deque([*again, *fresh])
        for parcel in fresh:
            parcel.settle(acknowledged=False)
        await self._notify()

    async def room(self) -> None:
        """Wait until there is room for another parcel."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self.full)

    async def empty(self) -> None:
        """Wait until everything is acknowledged."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
