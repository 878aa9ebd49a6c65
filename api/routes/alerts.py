"""Alerts, and what staff do with them."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from alerts.desk.people import LONGEST_COMMENT
from api.access.rights import Right, holds
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from api.routes.suppressions import QuietAsked
from api.sight import sites_for
from care.alerts import Alert, Closing, MoveRecord
from care.errors import Reason, Refused

routes: Final = Routes("/api", "alerts")

Version = Annotated[int, Field(ge=1, description="The version of the alert that you saw.")]


class Asked(BaseModel):
    """A move asked for."""

    model_config = ConfigDict(extra="forbid")

    version: Version


class CloseAsked(Asked, Closing):
    """Closing asked for: what it was, and if known why, how long it took, and whether somebody went there."""


class AssignAsked(Asked):
    """Giving it to a person asked for, or to nobody."""

    to: str | None


class ShelveAsked(Asked, QuietAsked):
    """Putting this one alert aside asked for."""


class CommentAsked(BaseModel):
    """A comment, whatever the version."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=LONGEST_COMMENT)]


class ReportAsked(BaseModel):
    """A missed event: what happened, to whom if known, and when by the home's clock."""

    model_config = ConfigDict(extra="forbid")

    situation: str
    onset: AwareDatetime
    resident: str | None = None
    note: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


@routes.get("/alerts", access=may(Right.SEE_CARE), response_model=Listing[Alert])
def alerts(here: Here, guest: Guest, limit: Limit = 100, skip: Skip = 0) -> Listing[Alert]:
    """List the alerts that are not closed, the oldest first."""
    sites = [site.id for site in sites_for(here, guest.known, Right.SEE_CARE)]
    return piece(here.registry.alerts.open(sites), limit, skip)


@routes.get("/homes/{home}/alerts", access=may(Right.SEE_CARE, Of.HOME), response_model=Listing[Alert])
def of_home(
    home: str,
    here: Here,
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
    limit: Limit = 100,
    skip: Skip = 0,
) -> Listing[Alert]:
    """List a home's alerts by onset, closed ones too."""
    return piece(here.registry.alerts.of_home(home, since, until), limit, skip)


@routes.get("/alerts/{alert}", access=may(Right.SEE_CARE, Of.ALERT), response_model=Alert)
def one(alert: str, here: Here) -> Alert:
    """Give one alert."""
    return here.registry.alerts.get(alert)


@routes.get("/alerts/{alert}/moves", access=may(Right.SEE_CARE, Of.ALERT), response_model=Listing[MoveRecord])
def moves(alert: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[MoveRecord]:
    """List what was done with an alert, the oldest first."""
    return piece(here.registry.alerts.moves(alert), limit, skip)


@routes.post("/alerts/{alert}/acknowledge", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def acknowledge(alert: str, asked: Asked, here: Here, guest: Guest) -> Alert:
    """Say that you have seen it."""
    return here.desk.acknowledge(alert, asked.version, guest.known.id, _at(here, alert))


@routes.post("/alerts/{alert}/on-the-way", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def on_the_way(alert: str, asked: Asked, here: Here, guest: Guest) -> Alert:
    """Say that you are going there."""
    return here.desk.on_the_way(alert, asked.version, guest.known.id, _at(here, alert))


@routes.post("/alerts/{alert}/assign", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def assign(alert: str, asked: AssignAsked, here: Here, guest: Guest) -> Alert:
    """Give it to somebody who may answer there, or to nobody."""
    if asked.to is not None:
        may_take(here, alert, asked.to)
    return here.desk.assign(alert, asked.version, guest.known.id, _at(here, alert), to=asked.to)


@routes.post("/alerts/{alert}/arrive", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def arrive(alert: str, asked: Asked, here: Here, guest: Guest) -> Alert:
    """Say that you are there."""
    return here.desk.arrive(alert, asked.version, guest.known.id, _at(here, alert))


@routes.post("/alerts/{alert}/comment", access=may(Right.ANSWER, Of.ALERT), response_model=MoveRecord)
def comment(alert: str, asked: CommentAsked, here: Here, guest: Guest) -> MoveRecord:
    """Write something to it."""
    return here.desk.comment(alert, guest.known.id, asked.text, _at(here, alert))


@routes.post("/alerts/{alert}/put-aside", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def put_aside(alert: str, asked: ShelveAsked, here: Here, guest: Guest) -> Alert:
    """Shelve it until a time, suppress it by design, or take it out of service."""
    now = _at(here, alert) or here.now()
    return here.desk.put_aside(
        alert, asked.version, guest.known.id, now, reason=asked.reason, until=asked.end(now), kind=asked.kind
    )


@routes.post("/alerts/{alert}/take-back", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def take_back(alert: str, asked: Asked, here: Here, guest: Guest) -> Alert:
    """Take it back before its time: what goes on calls again."""
    return here.desk.take_back(alert, asked.version, guest.known.id, _at(here, alert))


@routes.post("/homes/{home}/reports", access=may(Right.ANSWER, Of.HOME), response_model=Alert)
def report(home: str, asked: ReportAsked, here: Here, guest: Guest) -> Alert:
    """Tell of something that happened and that nothing called for."""
    found = here.registry.places.home(home)
    return here.desk.report(
        found.site,
        home,
        asked.situation,
        asked.onset.astimezone(UTC),
        guest.known.id,
        resident=asked.resident,
        note=asked.note,
        at=here.home_now(found),
    )


@routes.post("/alerts/{alert}/close", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def close(alert: str, asked: CloseAsked, here: Here, guest: Guest) -> Alert:
    """Close it, and say what it was."""
    said = asked.model_dump(include=set(Closing.model_fields))
    closing = Closing(**said | {"cause": asked.cause.strip()})
    return here.desk.close(alert, asked.version, guest.known.id, _at(here, alert), closing=closing)


def may_take(here: Platform, alert: str, person: str) -> None:
    """Raise NotFound for an unknown person, Refused for one who may not answer where the alert is."""
    site = here.registry.places.site(here.registry.alerts.get(alert).site)
    if not holds(here.registry.people.get(person), Right.ANSWER, site.organisation, site.world):
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"{person} may not answer alerts of this site.",
            mend="Give it to somebody who may.",
            field="to",
        )


def _at(here: Platform, alert: str) -> datetime | None:
    """Give the time by the clock of the alert's home; None lets the desk take the wall's."""
    home = here.registry.alerts.get(alert).home
    return here.home_now(here.registry.places.home(home)) if home else None
