"""Visits to a home, as staff tell them and read them: two presses tell one, one takes a mistake back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.visits import Kind, Source, Visit
from dashboards.tongue import Tongue, message

KIND_WORDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.PLANNED: message("Planned"),
        Kind.CALLED: message("Somebody called"),
        Kind.EXTRA: message("Extra"),
    }
)
_SOURCE_WORDS: Final[Mapping[Source, str]] = MappingProxyType(
    {Source.BOARD: "", Source.CSV: message("from a file"), Source.SIMULATED: message("simulated")}
)
LENGTHS: Final = (2, 5, 10, 15, 20, 30, 45, 60, 90)
"""Minutes that a visit may have taken, to choose from."""
AGO: Final = (0, 10, 20, 30, 60, 120, 240, 480)
"""Minutes since it ended, to choose from."""


class WithThem(StrEnum):
    """How much of a visit was spent with the person."""

    ALL = "all"
    HALF = "half"
    NONE = "none"
    UNTOLD = "untold"

    def contact(self, minutes: float) -> float | None:
        """Give the minutes with the person of a visit of so many minutes; None where nobody says."""
        return {WithThem.ALL: minutes, WithThem.HALF: minutes / 2, WithThem.NONE: 0.0, WithThem.UNTOLD: None}[self]


WITH_WORDS: Final[Mapping[WithThem, str]] = MappingProxyType(
    {
        WithThem.ALL: message("all of it"),
        WithThem.HALF: message("about half"),
        WithThem.NONE: message("nothing of it"),
        WithThem.UNTOLD: message("I do not know"),
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """One visit as its list says it; ``id`` takes it back."""

    id: str
    when: str
    kind: str
    minutes: str
    contact: str
    source: str
    alert: str | None


def told(visits: Iterable[Visit], zone: ZoneInfo, tongue: Tongue) -> list[Told]:
    """Say each visit."""
    return [
        Told(
            id=one.id,
            when=tongue.moment(one.began, zone),
            kind=tongue.say(KIND_WORDS[one.kind]),
            minutes=f"{one.minutes:.0f} {tongue.say('min')}",
            contact="" if one.contact is None else f"{one.contact:.0f} {tongue.say('min')}",
            source=tongue.say(_SOURCE_WORDS[one.source]) if _SOURCE_WORDS[one.source] else "",
            alert=one.alert,
        )
        for one in visits
    ]
