"""A GPS alarm that is carried outdoors: fixes of the position, a fence around the home, a button.

A fix every twelve minutes, every two once outside the fence. Indoors there is no new one: the last is told again, known
to be poor. Coordinates are of a made-up home somewhere in Västmanland; a degree of latitude is 111.2 km.
"""

from collections.abc import Iterable
from math import cos, hypot, radians, sin
from typing import Final

from care.quantities import Value
from simulators.devices.battery import LOW, Battery
from simulators.devices.kind import Kind, Setting, one_each
from simulators.devices.reminders import CHARGER
from simulators.kernel import Process
from simulators.person import Walk

LATITUDE: Final = 59.60
LONGITUDE: Final = 16.50
METRES_A_DEGREE: Final = 111_200.0
FIX_EVERY: Final = 12 * 60.0
FIX_EVERY_OUTSIDE: Final = 2 * 60.0
FENCE: Final = 500.0
"""Metres from home beyond which it finds itself outside its fence."""
OUTDOORS_OFF: Final = (4.0, 25.0)
INDOORS_OFF: Final = (60.0, 350.0)
"""Metres that a fix may be off, least and most."""


class GpsAlarm:
    """Tells ``latitude``, ``longitude`` and ``position.accuracy`` at each fix, and ``battery`` at every sixth.

    Besides ``geofence.outside`` when that changes, and ``alarm.button`` when it is pressed.
    """

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._hours = setting.hours
        self._voice = setting.voice
        self._rng = setting.rng
        self._person = setting.whose
        self._battery = Battery(self._kernel, hours=60, charges_in=3, level=self._rng.uniform(60, 100))
        self._home = (LATITUDE + self._rng.uniform(-0.04, 0.04), LONGITUDE + self._rng.uniform(-0.08, 0.08))
        self._usual = Walk(bearing=self._rng.uniform(0, 360), metres=self._rng.uniform(150, 420))
        self._last = (0.0, 0.0)
        self._outside = False
        self._fixes = 0
        self._person.presses.watch(self._pressed)
        self._kernel.start(self._run())

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with."""
        return (
            ("alarm.button", False),
            ("geofence.outside", False),
            ("battery", round(self._battery.level)),
        )

    def misfire(self) -> bool:
        """Find itself far off for one fix, as between high walls; the next is right again."""
        self._tell(self._rng.uniform(600, 1500), self._rng.uniform(0, 360), self._rng.uniform(200, 800))
        return False

    def _run(self) -> Process:
        yield self._rng.uniform(5, FIX_EVERY)
        while True:
            if self._battery.level > 0:
                self._fix()
            hour = self._hours.hour(self._kernel.now)
            at_home = not self._person.is_outside
            self._battery.charge(at_home and (hour >= 21 or hour < 7) and CHARGER not in self._person.ignores)  # noqa: PLR2004
            yield FIX_EVERY_OUTSIDE if self._outside else FIX_EVERY

    def _fix(self) -> None:
        person = self._person
        if person.is_outside:
            walk = person.walk or self._usual
            metres = min(walk.metres, walk.speed * (self._kernel.now - person.left))
            self._last = (metres * cos(radians(walk.bearing)), metres * sin(radians(walk.bearing)))
            off = self._rng.uniform(*OUTDOORS_OFF)
        else:
            self._last = (0.0, 0.0) if self._rng.random() < 0.7 else self._last  # noqa: PLR2004 - a new fix by a window
            off = self._rng.uniform(*INDOORS_OFF)
        self._tell(self._rng.uniform(0, off / 2), self._rng.uniform(0, 360), off)
        outside = person.is_outside and hypot(*self._last) > FENCE
        if outside != self._outside:
            self._outside = outside
            self._voice.report("geofence.outside", outside)
        self._fixes += 1
        if self._fixes % 6 == 0:
            self._voice.report("battery", round(self._battery.level))
            if self._battery.level <= LOW:
                self._voice.report("battery.low", True)

    def _tell(self, wrong_by: float, towards: float, off: float) -> None:
        north = self._last[0] + wrong_by * cos(radians(towards))
        east = self._last[1] + wrong_by * sin(radians(towards))
        latitude = self._home[0] + north / METRES_A_DEGREE
        longitude = self._home[1] + east / (METRES_A_DEGREE * cos(radians(self._home[0])))
        self._voice.report("latitude", round(latitude, 6))
        self._voice.report("longitude", round(longitude, 6))
        self._voice.report("position.accuracy", round(off, 1))

    def _pressed(self) -> None:
        if self._person.is_outside:
            self._voice.report("alarm.button", True)


KIND: Final = Kind(
    "gps_alarm",
    "a GPS alarm carried outdoors: positions, a fence, a button",
    ("latitude", "longitude", "position.accuracy", "geofence.outside", "alarm.button", "battery", "battery.low"),
    one_each("gps_alarm", "gps alarm", "GPS alarm"),
    GpsAlarm,
)
