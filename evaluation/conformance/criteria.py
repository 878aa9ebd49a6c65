"""What a device must do for which grade, and which provisions of ETSI EN 303 645 that speaks for: two tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Grade(StrEnum):
    """How far a device conforms, in this order; each holds what those before it hold."""

    NONE = "none"
    BRONZE = "bronze"
    """It talks properly."""
    SILVER = "silver"
    """It comes through trouble, and nothing is lost."""
    GOLD = "gold"
    """It is secure, and says so."""


GRADES: Final = tuple(Grade)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at; ``provisions`` are those of ETSI EN 303 645 that it is evidence for."""

    name: str
    grade: Grade
    provisions: tuple[str, ...] = ()


_TABLE: Final = (
    Criterion("readings", Grade.BRONZE),
    Criterion("unit_and_range", Grade.BRONZE),
    Criterion("clock", Grade.BRONZE),
    Criterion("rate", Grade.BRONZE),
    Criterion("last_will", Grade.BRONZE),
    Criterion("own_login", Grade.BRONZE, ("5.1",)),
    Criterion("reconnect", Grade.SILVER, ("5.9",)),
    Criterion("buffering", Grade.SILVER, ("5.9",)),
    Criterion("duplicates", Grade.SILVER, ("5.9",)),
    Criterion("battery", Grade.SILVER),
    Criterion("refused_login", Grade.SILVER, ("5.9",)),
    Criterion("tls", Grade.GOLD, ("5.5",)),
    Criterion("odd_payloads", Grade.GOLD, ("5.13",)),
    Criterion("declarations", Grade.GOLD, ("5.2", "5.3", "5.4", "5.6", "5.7", "5.8", "5.10", "5.11", "5.12")),
)
CRITERIA: Final[Mapping[str, Criterion]] = MappingProxyType({criterion.name: criterion for criterion in _TABLE})
"""Every criterion by name, in the order in which it is shown."""


DECLARED: Final = CRITERIA["declarations"].provisions
"""What no machine can see from outside: the maker declares it, with evidence."""
