"""SenML's secondary units (RFC 8798): what a reading may be told in instead of its quantity's own unit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from care.errors import Reason, Refused
from care.quantities import Quantity, Value


class Scale(NamedTuple):
    """A unit as so many of its primary unit: primary = value * scale + offset."""

    primary: str
    scale: float
    offset: float = 0.0


SECONDARY: Final[Mapping[str, Scale]] = MappingProxyType(
    {
        "ms": Scale("s", 1 / 1000),
        "min": Scale("s", 60),
        "h": Scale("s", 3600),
        "MHz": Scale("Hz", 1_000_000),
        "kW": Scale("W", 1000),
        "kVA": Scale("VA", 1000),
        "kvar": Scale("var", 1000),
        "Ah": Scale("C", 3600),
        "Wh": Scale("J", 3600),
        "kWh": Scale("J", 3_600_000),
        "varh": Scale("vars", 3600),
        "kvarh": Scale("vars", 3_600_000),
        "kVAh": Scale("VAs", 3_600_000),
        "Wh/km": Scale("J/m", 3.6),
        "KiB": Scale("B", 1024),
        "GB": Scale("B", 1e9),
        "Mbit/s": Scale("bit/s", 1_000_000),
        "B/s": Scale("bit/s", 8),
        "MB/s": Scale("bit/s", 8_000_000),
        "mV": Scale("V", 1 / 1000),
        "mA": Scale("A", 1 / 1000),
        "dBm": Scale("dBW", 1, -30),
        "ug/m3": Scale("kg/m3", 1e-9),
        "mm/h": Scale("m/s", 1 / 3_600_000),
        "m/h": Scale("m/s", 1 / 3600),
        "ppm": Scale("/", 1e-6),
        "/100": Scale("/", 1 / 100),
        "/1000": Scale("/", 1 / 1000),
        "hPa": Scale("Pa", 100),
        "mm": Scale("m", 1 / 1000),
        "cm": Scale("m", 1 / 100),
        "km": Scale("m", 1000),
        "km/h": Scale("m/s", 1 / 3.6),
    }
)
"""Unit to scale, as the RFC's section 3 has them."""

ALIKE: Final[Mapping[str, str]] = MappingProxyType({"%": "/100"})
"""What people write, and what SenML calls it."""


def taken(unit: str) -> tuple[str, ...]:
    """Give the units that a reading whose own unit is ``unit`` may be told in, its own first."""
    if not unit:
        return ()
    primary = _scale(unit).primary
    others = [other for other in (primary, *SECONDARY, *ALIKE) if _scale(other).primary == primary and other != unit]
    return (unit, *dict.fromkeys(others))


def in_unit(value: Value, unit: str, of: Quantity) -> Value:
    """Give a number in the quantity's own unit, told in ``unit``; raise Refused(WRONG_UNIT) when that cannot be.

    Rounded to 12 digits, so that one measure told in two units is one value.
    """
    if unit == of.unit or not unit:
        return value
    told, own = _scale(unit), _scale(of.unit)
    if not of.unit or told.primary != own.primary or isinstance(value, bool | str):
        raise Refused(
            Reason.WRONG_UNIT,
            f"{of.name} has {_named(of.unit)}, not '{unit:.20}'.",
            mend=_mend(of.unit),
            field="u",
        )
    return float(f"{(value * told.scale + told.offset - own.offset) / own.scale:.12g}")


def _scale(unit: str) -> Scale:
    unit = ALIKE.get(unit, unit)
    return SECONDARY.get(unit) or Scale(unit, 1.0)


def _named(unit: str) -> str:
    return f"'{unit}'" if unit else "no unit"


def _mend(unit: str) -> str:
    own, *others = taken(unit) or ("",)
    or_one_of = f", or in one of {', '.join(others)}" if others else ""
    return f"Send it with {_named(own)}{or_one_of}, or leave 'u' out."
