"""What a connection told: every message as it came, read or refused, and how the connection is doing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.feed import AT_FIRST, Watched, feed_view
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from api.routes.sent import sent
from care.clock import ClockKind
from care.errors import Reason, Refused
from care.events import Event, Refusal
from care.people import Connection, Person
from care.quantities import Value
from dashboards.feed import Kind, Message
from devices.dialects.readings import MOST_AHEAD
from store.journal import Ends, Whose
from store.lines import Form, lines

routes: Final = Routes("/api", "connections")

LONGEST: Final = timedelta(days=31)
USUAL: Final = timedelta(days=1)
_PIECE: Final = timedelta(hours=1)
_MOST_REFUSALS: Final = 10_000
COLUMNS: Final = (
    "received",
    "kind",
    "home",
    "device",
    "quantity",
    "time",
    "value",
    "reason",
    "field",
    "says",
    "mend",
    "topic",
    "excerpt",
)
"""Of the files; readings have the first seven, refusals the first three and the others."""


class Only(StrEnum):
    """Which messages."""

    TOLD = "told"
    REFUSED = "refused"


Since = Annotated[AwareDatetime | None, Query(description="From this moment by the home's clock; a day back if not.")]
Until = Annotated[AwareDatetime | None, Query(description="To before this moment; now if not.")]
Which = Annotated[Only | None, Query(description="Only what was taken, or only what was refused or noted.")]


class ReadingShown(BaseModel):
    """One reading of a message."""

    home: str
    device: str
    quantity: str
    time: datetime
    value: Value


class WrongShown(BaseModel, from_attributes=True):
    """Why a message was refused, or what was noted of it."""

    reason: str
    field: str
    says: str
    mend: str
    topic: str
    excerpt: str


class MessageShown(BaseModel):
    """One message: ``told`` (kept), ``again`` (known already: it changed nothing), ``refused``, ``noted``."""

    id: str
    received: datetime
    kind: Kind
    readings: list[ReadingShown]
    wrong: WrongShown | None


class DoingShown(BaseModel):
    """How a connection is doing.

    ``clock_seconds`` is its clock minus ours, null when its readings have no time; ``messages`` came within
    ``over_seconds``; ``refused`` are those of the last hour by reason.
    """

    online: bool | None
    heard: datetime | None
    messages: int
    over_seconds: float
    clock_seconds: float | None
    batteries: dict[str, Value]
    longest_gap_seconds: float | None
    refused: dict[str, int]


class FeedShown(BaseModel):
    """The newest messages of a connection, the newest first; ``doing`` is null for who may not see readings there."""

    connection: Connection
    doing: DoingShown | None
    messages: list[MessageShown]


@routes.get("/sites/{site}/connections", access=may(Right.SEE_PLACES, Of.SITE), response_model=Listing[Connection])
def connections(site: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Connection]:
    """List the connections of a site that were not taken away."""
    return piece(here.registry.connections.all(site), limit, skip)


@routes.get("/connections/{connection}/feed", access=may(Right.SEE_REFUSALS, Of.CONNECTION), response_model=FeedShown)
def newest(
    request: Request, connection: str, here: Here, guest: Guest, only: Which = None, limit: Limit = AT_FIRST
) -> FeedShown:
    """Give the newest messages of a connection, read or refused, and how it is doing."""
    found = here.registry.connections.get(connection)
    request.app.state.directory.refresh()
    watched = Watched(here, request.app.state.directory, found)
    came = [one for one in watched.open() if _wanted(one.kind, only)]
    cares = _cares(here, guest.known, found)
    doing = watched.doing()
    return FeedShown(
        connection=found,
        doing=DoingShown(
            online=doing.online,
            heard=doing.heard,
            messages=doing.messages,
            over_seconds=doing.over.total_seconds(),
            clock_seconds=None if doing.clock is None else doing.clock.total_seconds(),
            batteries=dict(doing.batteries),
            longest_gap_seconds=None if doing.longest is None else doing.longest.total_seconds(),
            refused=dict(doing.refused),
        )
        if cares
        else None,
        messages=[_shown(one) for one in reversed(came) if cares or one.refusal is not None][:limit],
    )


@routes.get(
    "/connections/{connection}/feed.csv",
    access=may(Right.SEE_REFUSALS, Of.CONNECTION),
    response_class=StreamingResponse,
)
def as_csv(
    connection: str, here: Here, guest: Guest, since: Since = None, until: Until = None, only: Which = None
) -> StreamingResponse:
    """Send the readings of a span in order of time, then what was refused meanwhile, as CSV."""
    return _file(here, guest.known, connection, (since, until), only, Form.CSV)


@routes.get(
    "/connections/{connection}/feed.jsonl",
    access=may(Right.SEE_REFUSALS, Of.CONNECTION),
    response_class=StreamingResponse,
)
def as_json_lines(
    connection: str, here: Here, guest: Guest, since: Since = None, until: Until = None, only: Which = None
) -> StreamingResponse:
    """Send the readings of a span in order of time, then what was refused meanwhile, one JSON object a line."""
    return _file(here, guest.known, connection, (since, until), only, Form.JSONL)


def _file(
    here: Platform,
    person: Person,
    connection: str,
    asked: tuple[datetime | None, datetime | None],
    only: Only | None,
    form: Form,
) -> StreamingResponse:
    found = here.registry.connections.get(connection)
    home = here.registry.places.home(found.home)
    until = asked[1] or (here.home_now(home) or here.now()) + MOST_AHEAD
    since = asked[0] or until - USUAL
    if not timedelta(0) < until - since <= LONGEST:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"'since' must come before 'until', by at most {LONGEST.days} days.",
            mend="Ask for a shorter span, several times if need be.",
            field="until",
        )
    span = since.astimezone(UTC), until.astimezone(UTC)
    wall = home.clock is ClockKind.WALL
    rows = _rows(here, found, span, readings=_cares(here, person, found) and only is not Only.REFUSED, wall=wall)
    kept = (row for row in rows if only is None or _wanted(row["kind"], only))
    return sent(lines(form, COLUMNS, kept), f"feed-{found.id}", form)


def _rows(
    here: Platform, connection: Connection, span: tuple[datetime, datetime], *, readings: bool, wall: bool
) -> Iterator[dict[str, Any]]:
    """Give readings hour by hour, then refusals; those of a home with its own clock are all that are kept."""
    since, until = span
    reader = here.reader(connection.site)
    of_whom = Whose.of(connection, here.registry.places.devices(home=connection.home))
    at = since
    while readings and at < until:
        following = min(at + _PIECE, until)
        for event in reader.feed.told(of_whom, at, following):
            yield _of_event(event)
        at = following
    beginning, ends = Ends(0, 0, 0), reader.feed.ends()
    for _, refusal in reader.feed.refused(connection.id, connection.home, beginning, ends, _MOST_REFUSALS):
        if not wall or since <= refusal.received < until:
            yield _of_refusal(refusal)


def _of_event(event: Event) -> dict[str, Any]:
    return {
        "received": event.received,
        "kind": "told",
        "home": event.home,
        "device": event.device,
        "quantity": event.quantity,
        "time": event.time,
        "value": event.value,
    }


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    kind: Kind = "noted" if refusal.reason == Reason.NOTED else "refused"
    return {"received": refusal.received, "kind": kind, "home": refusal.home} | _wrong(refusal).model_dump()


def _shown(one: Message) -> MessageShown:
    return MessageShown(
        id=one.id,
        received=one.received,
        kind=one.kind,
        readings=[
            ReadingShown(home=e.home, device=e.device, quantity=e.quantity, time=e.time, value=e.value)
            for e in one.events
        ],
        wrong=None if one.refusal is None else _wrong(one.refusal),
    )


def _wrong(refusal: Refusal) -> WrongShown:
    return WrongShown.model_validate(refusal)


def _wanted(kind: Kind, only: Only | None) -> bool:
    return only is None or (kind in {"refused", "noted"}) is (only is Only.REFUSED)


def _cares(here: Platform, person: Person, connection: Connection) -> bool:
    site = here.registry.places.site(connection.site)
    return feed_view(connection.id, site, person, "").sees_care
