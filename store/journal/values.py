"""How a reading's value lies in the file: bool as 0/1, number as REAL, text as TEXT."""

from care.quantities import QUANTITIES, Kind, Value

Stored = int | float | str


def stored(value: Value) -> Stored:
    """Give what is written; -0.0 becomes 0.0, for they are one value."""
    if value is True:
        return 1
    if value is False:
        return 0
    if isinstance(value, str):
        return value
    return float(value) + 0.0


def is_bool(quantity: str) -> bool:
    """Tell whether what is stored of this quantity is a bool; number and text are read back as they lie."""
    known = QUANTITIES.get(quantity)
    return known is not None and known.kind is Kind.BOOL
