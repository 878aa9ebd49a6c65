"""The relatives' app: who goes out with a resident tells that somebody is along, who gives a dose that it was taken."""

from collections.abc import Iterable
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_each


class Company:
    """Tells ``accompanied`` when somebody goes out with the resident, and when that is over; ``dose.taken``."""

    def __init__(self, setting: Setting) -> None:
        self._voice = setting.voice
        self._accompanied = setting.whose.accompanied
        self._accompanied.watch(self._changed)
        setting.whose.given.watch(self._given)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        return (("accompanied", self._accompanied.value),)

    def misfire(self) -> bool:
        """Say nothing: people do not tell this by mistake here."""
        return False

    def _changed(self, accompanied: bool) -> None:
        self._voice.report("accompanied", accompanied)

    def _given(self) -> None:
        self._voice.report("dose.taken", True)


KIND: Final = Kind(
    "company",
    "the relatives' app: that somebody is along, that a dose was given",
    ("accompanied", "dose.taken"),
    one_each("company", "company", "Relatives' app"),
    Company,
)
