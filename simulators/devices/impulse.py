"""A device that tells one thing whenever it happens: a button, a flush."""

from collections.abc import Iterable

from care.quantities import Value
from simulators.devices.kind import Setting
from simulators.things import Occurs


class Impulse:
    """Tells its quantity true each time that what it watches happens."""

    def __init__(self, setting: Setting, quantity: str, watched: Occurs) -> None:
        self._voice = setting.voice
        self._quantity = quantity
        watched.watch(self._sense)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        return ((self._quantity, False),)

    def misfire(self) -> bool:
        """Tell it although it did not happen."""
        self._voice.report(self._quantity, True)
        return False

    def _sense(self) -> None:
        self._voice.sense(self._quantity, True)
