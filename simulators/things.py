"""The things in a home that people touch and devices watch: each is in a state, or something happens to it."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Holds(Generic[T]):
    """A thing in a state (a door is open, a stove draws power); who watches is told of each change at once."""

    __slots__ = ("_watchers", "value")

    def __init__(self, value: T) -> None:
        self.value = value
        self._watchers: tuple[Callable[[T], None], ...] = ()

    @property
    def is_watched(self) -> bool:
        """Whether any device watches it."""
        return bool(self._watchers)

    def watch(self, watcher: Callable[[T], None]) -> None:
        """Have ``watcher`` called with the new state at each change."""
        self._watchers = (*self._watchers, watcher)

    def turn(self, value: T) -> None:
        """Bring it into a state; nothing changes when it is in it already."""
        if value != self.value:
            self.value = value
            for watcher in self._watchers:
                watcher(value)


class Occurs:
    """Something that happens again and again (somebody moves, a toilet is flushed); who watches is told each time."""

    __slots__ = ("_watchers",)

    def __init__(self) -> None:
        self._watchers: tuple[Callable[[], None], ...] = ()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Have ``watcher`` called each time."""
        self._watchers = (*self._watchers, watcher)

    def happen(self) -> None:
        """Let it happen now."""
        for watcher in self._watchers:
            watcher()


class Seat:
    """A bed or a chair: ``taken`` while at least one person lies or sits there."""

    __slots__ = ("_persons", "taken")

    def __init__(self) -> None:
        self.taken: Holds[bool] = Holds(False)
        self._persons = 0

    def take(self) -> None:
        """Somebody lies or sits down."""
        self._persons += 1
        self.taken.turn(True)

    def leave(self) -> None:
        """Somebody gets up."""
        self._persons -= 1
        self.taken.turn(self._persons > 0)
