"""The relatives' app: who goes out with a resident tells that somebody is along."""

from collections.abc import Iterable
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_each


class Company:
    """Tells ``accompanied`` when somebody goes out with the resident, and when that is over."""

    def __init__(self, setting: Setting) -> None:
        self._voice = setting.voice
        self._accompanied = setting.whose.accompanied
        self._accompanied.watch(self._changed)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        return (("accompanied", self._accompanied.value),)

    def misfire(self) -> bool:
        """Say nothing: people do not tell this by mistake here."""
        return False

    def _changed(self, accompanied: bool) -> None:
        self._voice.report("accompanied", accompanied)


KIND: Final = Kind(
    "company",
    "the relatives' app: that somebody is along",
    ("accompanied",),
    one_each("company", "company", "Relatives' app"),
    Company,
)
