"""How a reading's value lies in the file: bool as 0/1, number as REAL, text as TEXT."""

from math import isfinite

from care.quantities import QUANTITIES, Kind, Value

Stored = int | float | str


def stored(value: Value) -> Stored:
    """Give what is written; -0.0 becomes 0.0, for they are one value. Raises ValueError for what cannot be written."""
    if value is True:
        return 1
    if value is False:
        return 0
    if isinstance(value, str):
        value.encode()  # raises for half a surrogate, which JSON may bring
        return value
    number = float(value) + 0.0
    if not isfinite(number):
        raise ValueError(f"{number} is no value; refuse it where it comes in")
    return number


def is_bool(quantity: str) -> bool:
    """Tell whether what is stored of this quantity is a bool; number and text are read back as they lie."""
    known = QUANTITIES.get(quantity)
    return known is not None and known.kind is Kind.BOOL
