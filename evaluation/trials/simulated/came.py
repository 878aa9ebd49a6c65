"""What a simulated home's days in a trial came to: readings, visits, and alerts with what staff did about them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from care.alerts import Outcome
from care.events import Event

PLANNED: Final = "planned"
CALLED: Final = "called"


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit: ``kind`` is planned or called; minutes in all, and those together with the person."""

    began: datetime
    minutes: float
    contact: float
    kind: str
    night: bool


@dataclass(slots=True)
class Call:
    """One alert, and what staff did about it; nobody went where ``arrived`` is None."""

    source: str
    situation: str
    onset: datetime
    answered: datetime
    arrived: datetime | None = None
    closed: datetime | None = None
    end: datetime | None = None
    outcome: Outcome = Outcome.UNCLEAR
    minutes: int = 0
    seen: tuple[Event, ...] = ()


@dataclass(slots=True)
class Lived:
    """What a home's days came to, each list in order of time; ``looks`` counts looks by camera, ``spared`` of these."""

    home: str
    events: list[Event] = field(default_factory=list)
    visits: list[Stay] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    looks: int = 0
    spared: int = 0
