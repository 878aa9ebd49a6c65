"""A magnetic contact on a door, a window, a fridge."""

from collections.abc import Iterable

from care.quantities import Value
from simulators.devices.kind import Setting
from simulators.things import Holds


class Contact:
    """Tells ``contact.open`` at each change; a change that it misses is not told later."""

    def __init__(self, setting: Setting, watched: Holds[bool]) -> None:
        self._voice = setting.voice
        self._watched = watched
        self._wrongly = False
        watched.watch(self._sense)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        return (("contact.open", self._watched.value),)

    def misfire(self) -> bool:
        """Bounce: tell the other state than it is in, and the right one when asked again."""
        self._wrongly = not self._wrongly
        self._voice.report("contact.open", self._watched.value != self._wrongly)
        return self._wrongly

    def _sense(self, is_open: bool) -> None:
        self._wrongly = False
        self._voice.sense("contact.open", is_open)
