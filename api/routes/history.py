"""The history of alerts: every move, in pieces, or as one file that is sent while it is read."""

from typing import Annotated, Final

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here, Visitor
from api.platform import Platform
from api.routes.listing import Limit, Listing
from api.routes.sent import sent
from api.sight import sites_for
from care.errors import NotFound
from store.history_lines import history_lines
from store.lines import Form
from store.registry.history import Asked, Entry

routes: Final = Routes("/api/alerts", "alerts")

Site = Annotated[str | None, Query(description="Of this site alone.")]
Home = Annotated[str | None, Query(description="Of this home alone.")]
Since = Annotated[AwareDatetime | None, Query(description="Made at this moment by the home's clock, or later.")]
Until = Annotated[AwareDatetime | None, Query(description="Made before this moment by the home's clock.")]
After = Annotated[int, Query(ge=0, description="After the move of this number: the last of the piece before.")]


@routes.get("/history", access=may(Right.SEE_CARE), response_model=Listing[Entry])
def history(
    here: Here,
    guest: Guest,
    site: Site = None,
    home: Home = None,
    since: Since = None,
    until: Until = None,
    after: After = 0,
    limit: Limit = 100,
) -> Listing[Entry]:
    """List what was done with alerts, in order."""
    asked = _asked(here, guest, site, home, since, until)
    found = here.registry.alerts.history.after(asked, after, limit + 1)
    return Listing(items=found[:limit], more=len(found) > limit)


@routes.get("/history.csv", access=may(Right.SEE_CARE), response_class=StreamingResponse)
def as_csv(
    here: Here, guest: Guest, site: Site = None, home: Home = None, since: Since = None, until: Until = None
) -> StreamingResponse:
    """Send all of it as CSV."""
    return _file(here, _asked(here, guest, site, home, since, until), Form.CSV)


@routes.get("/history.jsonl", access=may(Right.SEE_CARE), response_class=StreamingResponse)
def as_json_lines(
    here: Here, guest: Guest, site: Site = None, home: Home = None, since: Since = None, until: Until = None
) -> StreamingResponse:
    """Send all of it as JSON, one move a line."""
    return _file(here, _asked(here, guest, site, home, since, until), Form.JSONL)


def _asked(
    here: Platform,
    guest: Visitor,
    site: str | None,
    home: str | None,
    since: AwareDatetime | None,
    until: AwareDatetime | None,
) -> Asked:
    seen = {one.id for one in sites_for(here, guest.known, Right.SEE_CARE)}
    if site is not None and site not in seen:
        raise NotFound(f"There is no site '{site}'.")
    return Asked(sites=sorted(seen) if site is None else [site], home=home, since=since, until=until)


def _file(here: Platform, asked: Asked, form: Form) -> StreamingResponse:
    return sent(history_lines(form, here.registry.alerts.history.all(asked)), "alerts", form)
