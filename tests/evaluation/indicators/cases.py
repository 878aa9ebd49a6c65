"""One home of which something was seen, for tests of indicators: three days from 28 March 2026, clocks change on 29."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from alerts.load import Told
from care.alerts import RULES, Alert, Closing, Move, MoveRecord, Outcome, State
from care.events import Event
from care.quantities import Value
from care.situations import Priority
from care.visits import Kind, Source, Visit
from evaluation.indicators.counting import count
from evaluation.indicators.days import Days
from evaluation.indicators.seen import Seen, Unit

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAYS = Days(STOCKHOLM, date(2026, 3, 28), 3)
UNIT = Unit(
    recorded=DAYS.each(), carer_hours=DAYS.each(24), silent=DAYS.nothing(), pulse=(DAYS.nothing(), DAYS.nothing())
)
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


def came(began: datetime, kind: str = "planned", minutes: float = 10, contact: float | None = 6) -> Visit:
    return Visit(
        id=f"v{int(began.timestamp())}",
        home="h1",
        began=began,
        minutes=minutes,
        contact=contact,
        kind=Kind(kind),
        source=Source.CSV,
        told=began,
    )


def told(quantity: str, *readings: tuple[datetime, Value], device: str = "d1") -> dict[str, list[Event]]:
    return {quantity: [Event("north", "h1", device, quantity, time, value, time) for time, value in readings]}


def alert(
    onset: datetime,
    proved: Outcome | Closing | None = None,
    *,
    situation: str = "fall",
    source: str = RULES,
    answered: float | None = None,
    arrived: float | None = None,
    end: float | None = None,
    closed: float = 90,
) -> Told:
    """An alert that calls at its onset; minutes after it tell what came of it."""

    def after(wait: float | None) -> datetime | None:
        return None if wait is None else onset + wait * MINUTE

    closing = Closing(outcome=proved) if isinstance(proved, Outcome) else proved
    number = int(onset.timestamp())
    born = Alert(
        id=f"alert-{number}-{source}",
        source=source,
        site="north",
        home="h1",
        resident=None,
        situation=situation,
        priority=Priority.HIGH,
        onset=onset,
        end=after(end),
        state=State.UNACKNOWLEDGED if closing is None else State.CLOSED,
        version=1,
        raised=onset,
        acknowledged=after(answered),
        arrived=after(arrived),
        closing=closing,
    )
    moves = [(Move.REPORT if source == "reported" else Move.RAISE, State.UNACKNOWLEDGED, onset)]
    if closing is not None:
        moves.append((Move.CLOSE, State.CLOSED, onset + closed * MINUTE))
    return Told(
        born,
        tuple(
            MoveRecord(number=n, alert=born.id, site="north", move=move, state=state, by="p1", at=when, wall=when)
            for n, (move, state, when) in enumerate(moves, 1)
        ),
    )


def home(**seen: object) -> Seen:
    return Seen(**{"home": "h1", "residents": 1, "days": DAYS, "unit": UNIT, **seen})  # type: ignore[arg-type]


def counted(seen: Seen, indicator: str) -> tuple[Sequence[float], Sequence[float]]:
    value, exposure = count(seen)[indicator]
    return np.round(value, 4).tolist(), np.round(exposure, 4).tolist()
