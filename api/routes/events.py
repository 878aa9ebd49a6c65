"""What the devices of a home told."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import AwareDatetime, BaseModel

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.routes.listing import Limit, Listing, Skip, piece
from care.errors import Reason, Refused
from care.events import TICK, Event
from care.quantities import Value

routes: Final = Routes("/api/homes/{home}/events", "events")

LONGEST: Final = timedelta(days=31)
_LONGEST_COUNTED: Final = timedelta(days=366)

Since = Annotated[AwareDatetime, Query(description="From this moment, with its offset: 2026-03-01T22:00:00Z")]
Until = Annotated[AwareDatetime, Query(description="To before this moment.")]


class EventShown(BaseModel):
    """One reading; ``received`` is when it was taken."""

    device: str
    quantity: str
    time: datetime
    value: Value
    received: datetime


class HourShown(BaseModel):
    """How many readings of a quantity an hour holds."""

    hour: datetime
    quantity: str
    readings: int


@routes.get("", access=may(Right.SEE_CARE, Of.HOME), response_model=Listing[EventShown])
def span(
    home: str,
    here: Here,
    since: Since,
    until: Until,
    quantity: Annotated[list[str] | None, Query(max_length=20)] = None,
    limit: Limit = 100,
    skip: Skip = 0,
) -> Listing[EventShown]:
    """List the readings of a span, the oldest first."""
    _check(since, until, LONGEST)
    reader = here.reader(here.registry.places.home(home).site)
    found = reader.span(home, since.astimezone(UTC), until.astimezone(UTC), quantity)
    told = [event for event in found if event.quantity != TICK]
    cut = piece(told, limit, skip)
    return Listing(items=[_shown(event) for event in cut.items], more=cut.more)


@routes.get("/latest", access=may(Right.SEE_CARE, Of.HOME), response_model=Listing[EventShown])
def latest(home: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[EventShown]:
    """List the newest reading of each device and quantity."""
    reader = here.reader(here.registry.places.home(home).site)
    return piece([_shown(event) for event in reader.latest(home) if event.quantity != TICK], limit, skip)


@routes.get("/per-hour", access=may(Right.SEE_CARE, Of.HOME), response_model=Listing[HourShown])
def per_hour(
    home: str, here: Here, since: Since, until: Until, limit: Limit = 100, skip: Skip = 0
) -> Listing[HourShown]:
    """Count the readings of each hour and quantity."""
    _check(since, until, _LONGEST_COUNTED)
    reader = here.reader(here.registry.places.home(home).site)
    counted = reader.per_hour(home, since.astimezone(UTC), until.astimezone(UTC))
    return piece([HourShown(hour=h, quantity=q, readings=n) for h, q, n in counted if q != TICK], limit, skip)


def _check(since: datetime, until: datetime, longest: timedelta) -> None:
    if not timedelta(0) < until - since <= longest:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"'since' must come before 'until', by at most {longest.days} days.",
            mend="Ask for a shorter span, several times if need be.",
            field="until",
        )


def _shown(event: Event) -> EventShown:
    return EventShown(
        device=event.device, quantity=event.quantity, time=event.time, value=event.value, received=event.received
    )
