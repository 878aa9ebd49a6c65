"""Alerts, and what staff do with them."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from api.sight import sites_for
from care.alerts import Alert, Closing, MoveRecord, Outcome

routes: Final = Routes("/api", "alerts")

Version = Annotated[int, Field(ge=1, description="The version of the alert that you saw.")]


class Asked(BaseModel):
    """A move asked for."""

    model_config = ConfigDict(extra="forbid")

    version: Version


class CloseAsked(Asked):
    """Closing asked for: what it was, and if known why, how long it took, and whether somebody went there."""

    outcome: Outcome
    cause: Annotated[str, Field(max_length=200)] = ""
    minutes: Annotated[int | None, Field(ge=0, le=1440)] = None
    visit: bool | None = None


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


@routes.post("/alerts/{alert}/close", access=may(Right.ANSWER, Of.ALERT), response_model=Alert)
def close(alert: str, asked: CloseAsked, here: Here, guest: Guest) -> Alert:
    """Close it, and say what it was."""
    closing = Closing(outcome=asked.outcome, cause=asked.cause.strip(), minutes=asked.minutes, visit=asked.visit)
    return here.desk.close(alert, asked.version, guest.known.id, _at(here, alert), closing=closing)


def _at(here: Platform, alert: str) -> datetime | None:
    """Give the time by the clock of the alert's home; None lets the desk take the wall's."""
    home = here.registry.alerts.get(alert).home
    return here.home_now(here.registry.places.home(home)) if home else None
