"""What can be told: one table of quantities with kind, SenML unit (RFC 8428 section 12.1), range and meaning."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from care.errors import Reason, Refused

Value = bool | float | str
MAX_TEXT: Final = 256


class Kind(StrEnum):
    """Which of SenML's value fields a quantity uses."""

    BOOL = "bool"
    NUMBER = "number"
    TEXT = "text"


FIELD: Final[Mapping[Kind, str]] = MappingProxyType({Kind.BOOL: "vb", Kind.NUMBER: "v", Kind.TEXT: "vs"})


_TYPES: Final[Mapping[Kind, type | tuple[type, ...]]] = MappingProxyType(
    {Kind.BOOL: bool, Kind.NUMBER: (int, float), Kind.TEXT: str}
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One thing a device can tell; ``unit`` is SenML's or "" where there is none, ``low``/``high`` are inclusive."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf

    def check(self, value: Value, unit: str = "") -> Value:
        """Return the value in its stored form (numbers as float); raise Refused when it cannot be of this quantity."""
        if unit and unit != self.unit:
            expected = f"'{self.unit}'" if self.unit else "no unit"
            raise Refused(
                Reason.WRONG_UNIT,
                f"{self.name} has {expected}, not '{unit}'.",
                mend=f"Send it with {expected}, or leave 'u' out.",
                field="u",
            )
        if not isinstance(value, _TYPES[self.kind]) or (self.kind is Kind.NUMBER and isinstance(value, bool)):
            raise Refused(
                Reason.WRONG_TYPE,
                f"{self.name} is a {self.kind.value}, not {value!r:.40}.",
                mend=f"Send it in '{FIELD[self.kind]}'.",
                field=FIELD[self.kind],
            )
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise Refused(
                    Reason.OUT_OF_RANGE,
                    f"{self.name} is text of at most {MAX_TEXT} characters, not {len(value)}.",
                    mend="Shorten it.",
                    field="vs",
                )
            return value
        if isinstance(value, bool):
            return value
        number = float(value)
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"{self.name} lies between {self.low:g} and {self.high:g} {self.unit}, not {number:g}.".replace(
                    " ,", ","
                ),
                mend="Check the sensor and its unit.",
                field="v",
            )
        return number


_TABLE: Final = (
    Quantity("motion", Kind.BOOL, "somebody moved in view of the sensor"),
    Quantity("contact.open", Kind.BOOL, "a door, window, drawer or lid is open"),
    Quantity("bed.occupied", Kind.BOOL, "somebody lies or sits in the bed"),
    Quantity("chair.occupied", Kind.BOOL, "somebody sits in the chair"),
    Quantity("alarm.button", Kind.BOOL, "an alarm button was pressed"),
    Quantity("button", Kind.TEXT, "a button was pressed, and how: single, double, hold; not an alarm"),
    Quantity("fall", Kind.BOOL, "a fall alarm, worn or of the room, sensed a fall"),
    Quantity("dose.taken", Kind.BOOL, "a dose of medicine was taken from the dispenser"),
    Quantity("dose.missed", Kind.BOOL, "a dose of medicine was not taken in time"),
    Quantity("reminder.shown", Kind.TEXT, "a planner or time aid showed this reminder"),
    Quantity("reminder.confirmed", Kind.TEXT, "somebody confirmed this reminder"),
    Quantity("reminder.missed", Kind.TEXT, "nobody confirmed this reminder in time"),
    Quantity("check.seen", Kind.BOOL, "a night check by camera saw the person in bed"),
    Quantity("check.seconds", Kind.NUMBER, "how long a night check by camera took", "s", 0, 86_400),
    Quantity("accompanied", Kind.BOOL, "somebody is with the person on the way, as a relative or staff told"),
    Quantity("geofence.outside", Kind.BOOL, "the worn locator finds itself outside its fence"),
    Quantity("stove.on", Kind.BOOL, "the stove is on"),
    Quantity("stove.cutoff", Kind.BOOL, "the stove guard cut the power"),
    Quantity("appliance.on", Kind.BOOL, "an appliance is in use"),
    Quantity("flush", Kind.BOOL, "a toilet was flushed"),
    Quantity("water.wet", Kind.BOOL, "water where it should be dry"),
    Quantity("smoke", Kind.BOOL, "smoke, or too great heat, is sensed"),
    Quantity("carbon.monoxide", Kind.BOOL, "dangerous carbon monoxide is sensed"),
    Quantity("gas", Kind.BOOL, "combustible gas is sensed"),
    Quantity("vibration", Kind.BOOL, "the thing that the sensor sits on shakes or is moved"),
    Quantity("lock.unlocked", Kind.BOOL, "a lock is unlocked"),
    Quantity("present", Kind.BOOL, "somebody, or what they wear, is at home"),
    Quantity("unsafe", Kind.BOOL, "the device finds something unsafe, of a kind of its own"),
    Quantity("water.flow", Kind.NUMBER, "water drawn", "l/s", 0, 100),
    Quantity("power", Kind.NUMBER, "electric power drawn", "W", -100_000, 100_000),
    Quantity("temperature", Kind.NUMBER, "air temperature", "Cel", -60, 150),
    Quantity("humidity", Kind.NUMBER, "relative humidity of the air", "%RH", 0, 100),
    Quantity("co2", Kind.NUMBER, "carbon dioxide in the air", "ppm", 0, 100_000),
    Quantity("illuminance", Kind.NUMBER, "light", "lx", 0, 200_000),
    Quantity("latitude", Kind.NUMBER, "degrees north", "lat", -90, 90),
    Quantity("longitude", Kind.NUMBER, "degrees east", "lon", -180, 180),
    Quantity("position.accuracy", Kind.NUMBER, "how far off the position may be", "m", 0, 100_000),
    Quantity("pulse", Kind.NUMBER, "heart rate", "beat/min", 0, 400),
    Quantity("breathing", Kind.NUMBER, "breaths a minute", "/min", 0, 120),
    Quantity("breath.alcohol", Kind.NUMBER, "alcohol in the breath, grams per litre of blood", "g/l", 0, 10),
    Quantity("mains", Kind.BOOL, "mains power is there"),
    Quantity("battery", Kind.NUMBER, "battery left", "%EL", 0, 100),
    Quantity("battery.low", Kind.BOOL, "the battery must be changed or charged"),
    Quantity("tamper", Kind.BOOL, "the device was opened or taken from its place"),
    Quantity("fault", Kind.BOOL, "the device reports a fault of its own"),
    Quantity("tick", Kind.BOOL, "the home's own clock reached this time (test sites only)"),
    Quantity(
        "update.interval", Kind.NUMBER, "at the latest after this long the device tells again", "s", 0, 31 * 86_400
    ),
    Quantity("online", Kind.BOOL, "the connection is there (told by status and last will)"),
    Quantity("alert", Kind.TEXT, "what a solution tells with an alert of its own (on its alerts topic)"),
)

QUANTITIES: Final[Mapping[str, Quantity]] = MappingProxyType({q.name: q for q in _TABLE})
"""Every quantity by name."""


def quantity(name: str) -> Quantity:
    """Give the quantity of this name; raise Refused with the nearest names when there is none."""
    found = QUANTITIES.get(name)
    if found is None:
        from difflib import get_close_matches  # noqa: PLC0415 - only on the way to a refusal

        near = get_close_matches(name, QUANTITIES, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See docs/quantities.md for all that can be told."
        raise Refused(Reason.UNKNOWN_QUANTITY, f"Nothing called '{name[:64]}' can be told.", mend=hint, field="n")
    return found
