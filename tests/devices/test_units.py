"""Numbers told in SenML's secondary units become the quantity's own; of other units those that are taken are named."""

import pytest

from care.errors import Reason, Refused
from care.quantities import QUANTITIES, Kind, Quantity
from devices.dialects import Known, Message, decode
from devices.units import ALIKE, SECONDARY, in_unit, taken
from tests.devices.test_wire_page import NOW

KNOWN = Known("a", {"h1": {"plug": frozenset({"plug"})}})


def of(unit: str) -> Quantity:
    return Quantity("x", Kind.NUMBER, "anything", unit)


@pytest.mark.parametrize(
    ("value", "unit", "own", "expected"),
    [
        (1500, "ms", "s", 1.5),
        (2, "h", "s", 7200),
        (2, "h", "min", 120),
        (1.2, "kW", "W", 1200),
        (0.4, "kWh", "J", 1_440_000),
        (40, "%", "/", 0.4),
        (0.04, "/", "ppm", 40_000),
        (1, "/1000", "ppm", 1000),
        (30, "dBm", "dBW", 0),
        (36, "km/h", "m/s", 10),
        (0.1 + 0.2, "kW", "W", 300),
        (3, "W", "W", 3),
    ],
)
def test_a_number_is_told_in_the_own_unit(value: float, unit: str, own: str, expected: float) -> None:
    assert in_unit(value, unit, of(own)) == expected


@pytest.mark.parametrize(("unit", "own"), [("Cel", "W"), ("kW", ""), ("min", "W"), ("F", "Cel"), ("%", "%RH")])
def test_another_unit_is_refused_and_those_that_are_taken_are_named(unit: str, own: str) -> None:
    with pytest.raises(Refused) as caught:
        in_unit(1.0, unit, of(own))
    assert caught.value.reason is Reason.WRONG_UNIT
    assert all(name in caught.value.mend for name in taken(own)[:5])


def test_a_unit_and_back_is_the_same_number() -> None:
    for unit, (primary, *_) in SECONDARY.items():
        there = in_unit(21.5, unit, of(primary))
        assert in_unit(there, primary, of(unit)) == pytest.approx(21.5)


def test_every_quantity_with_a_unit_is_taken_in_its_own_first() -> None:
    for quantity in QUANTITIES.values():
        if quantity.unit:
            assert taken(quantity.unit)[0] == quantity.unit
    assert taken("W") == ("W", "kW")
    assert set(ALIKE.values()) <= set(SECONDARY)


def test_a_reading_in_kilowatts_is_kept_in_watts() -> None:
    message = Message("mistel/a/h1/plug/events", b'[{"n":"power","v":1.2,"u":"kW"}]', NOW)
    (event,), refusals = decode(message, KNOWN)
    assert (event.value, refusals) == (1200.0, ())


def test_a_range_holds_after_the_unit_was_changed() -> None:
    message = Message("mistel/a/h1/plug/events", b'[{"n":"power","v":200,"u":"kW"}]', NOW)
    _, (refusal,) = decode(message, KNOWN)
    assert refusal.reason == "out_of_range"
