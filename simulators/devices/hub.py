"""The box that carries the home's devices: on the mains, with a battery for some hours without."""

from collections.abc import Iterable
from typing import Final

from care.quantities import Value
from simulators.devices.battery import Battery
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import HALL
from simulators.kernel import Process

LASTS_HOURS: Final = 6.0
LOOKS_EVERY: Final = 1800.0
HUB: Final = "hub"


class Hub:
    """Tells ``mains`` when the power goes and comes, and ``battery`` every half hour meanwhile.

    When its battery is empty the home's connection is gone, until the power is back.
    """

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._voice = setting.voice
        self._link = setting.link
        self._mains = setting.home.mains
        self._battery = Battery(setting.kernel, hours=LASTS_HOURS, charges_in=8)
        self._battery.charge(True)
        self._cut = 0
        self._link.has_battery = True
        self._mains.watch(self._power)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with."""
        return (("mains", self._mains.value), ("battery", 100.0))

    def misfire(self) -> bool:
        """Take a dip of the voltage for a cut; the truth when asked again."""
        self._cut += 1
        self._voice.report("mains", self._cut % 2 == 0)
        return self._cut % 2 == 1

    def _power(self, there: bool) -> None:
        self._cut = 0
        self._battery.charge(there)
        if there:
            self._link.come_back()
        else:
            self._kernel.start(self._on_battery())
        self._voice.report("mains", there)

    def _on_battery(self) -> Process:
        while not self._mains.value:
            level = self._battery.level
            self._voice.report("battery", round(level))
            if level <= 0:
                self._link.be_gone()
                return
            yield min(LOOKS_EVERY, level / 100 * LASTS_HOURS * 3600 + 1)


KIND: Final = Kind(
    HUB,
    "the box that carries the devices, with a battery: mains power",
    ("mains", "battery"),
    one_home(HUB, HUB, "Hub", HALL),
    Hub,
)
