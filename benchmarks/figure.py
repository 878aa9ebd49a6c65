"""One measured figure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``what`` was measured, its ``value`` in ``unit``, and ``how``: sizes, what was left out."""

    what: str
    value: float
    unit: str
    how: str
