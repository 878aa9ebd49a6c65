"""Run processes in virtual time: plain generators, one queue, one order, no clock of the wall.

A process is a generator. It yields what it waits for:

- a number: so many seconds;
- a ``Signal``: until it is fired; the yield gives the value it was fired with;
- ``(signal, seconds)``: whichever comes first; the yield gives True when it was the signal.

Order is by time; at one instant by who asked first, but a process that was just started begins before
anything else of that instant. It is SimPy's order (a test compares them).
"""

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any

_FIRST, _IN_TURN = 0, 1
_NUMBER = (float, int)
_Waiter = tuple["_Running", int]


class Signal:
    """Something that happens once. Waiting for one that has happened does not wait."""

    __slots__ = ("_fired", "_kernel", "happened", "value", "waiters")

    def __init__(self, kernel: "Kernel") -> None:
        self._kernel = kernel
        self._fired = False
        self.waiters: list[_Waiter] = []
        self.happened = False
        self.value: object = None

    def fire(self, value: object = None) -> None:
        """Let everybody who waits go on at this instant, in the order they began to wait; once only."""
        if not self._fired:
            self._fired, self.value = True, value
            self._kernel.put(0.0, self)


Wait = float | Signal | tuple[Signal, float]
Process = Generator[Wait, Any, None]


class _Running:
    """A started process; ``turn`` counts its waits, so that a wait that is over cannot wake it again."""

    __slots__ = ("either", "ended", "process", "turn")

    def __init__(self, process: Process, ended: Signal) -> None:
        self.process = process
        self.ended = ended
        self.turn = 0
        self.either: Signal | None = None


class Kernel:
    """The queue of what is to come. ``now`` is in seconds since the start."""

    __slots__ = ("_count", "_queue", "now")

    def __init__(self) -> None:
        self.now = 0.0
        self._queue: list[tuple[float, int, int, Signal | _Waiter]] = []
        self._count = 0

    def signal(self) -> Signal:
        """Make a signal of this kernel."""
        return Signal(self)

    def start(self, process: Process) -> Signal:
        """Begin a process at this instant; the signal that is returned is fired when it has ended."""
        running = _Running(process, Signal(self))
        self.put(0.0, (running, 0), _FIRST)
        return running.ended

    def put(self, seconds: float, what: Signal | _Waiter, rank: int = _IN_TURN) -> None:
        """Queue what happens in so many seconds; raises ValueError when that lies in the past."""
        if not seconds >= 0:
            msg = f"a process cannot wait {seconds} seconds"
            raise ValueError(msg)
        self._count += 1
        heappush(self._queue, (self.now + seconds, rank, self._count, what))

    @property
    def next(self) -> float | None:
        """When something happens next, in seconds since the start; None when nothing will."""
        return self._queue[0][0] if self._queue else None

    def step(self) -> None:
        """Let the next thing happen; raises IndexError when nothing will."""
        self.now, _, _, what = heappop(self._queue)
        if isinstance(what, tuple):
            running, turn = what
            if running.turn == turn:
                self._resume(running, None)
            return
        what.happened = True
        waiters, what.waiters = what.waiters, []
        for running, turn in waiters:
            if running.turn == turn:
                self._resume(running, what.value)

    def run(self, until: float) -> None:
        """Let everything happen that happens up to and including ``until``."""
        while self._queue and self._queue[0][0] <= until:
            self.step()
        self.now = max(self.now, until)

    def _resume(self, running: _Running, value: object) -> None:
        """Let a process go on to its next wait that has not happened yet."""
        signal, running.either = running.either, None
        if signal is not None:
            value = signal.happened
            if not value:
                signal.waiters.remove((running, running.turn))
        while True:
            running.turn += 1
            try:
                wait = running.process.send(value)
            except StopIteration:
                running.ended.fire()
                return
            waiter = (running, running.turn)
            if isinstance(wait, _NUMBER):
                self.put(wait, waiter)
                return
            signal, seconds = wait if isinstance(wait, tuple) else (wait, None)
            if not signal.happened:
                signal.waiters.append(waiter)
                if seconds is not None:
                    running.either = signal
                    self.put(seconds, waiter)
                return
            value = signal.value if seconds is None else True
