"""Guidelines: what to do in each situation, whose versions there are, and the steps ticked off at an alert."""

from typing import Annotated, Final

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from alerts.playbook import play
from api.access.rights import Right, organisations_where
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here, Visitor
from api.guidance import keep, must_be_known, tick
from api.routes.listing import Limit, Listing, Skip, piece
from care.errors import NotFound
from care.guidelines import MOST_STEPS, Draft, Guideline, Tick
from care.ids import Id
from care.people import NOBODY

routes: Final = Routes("/api", "guidelines")


class VersionAsked(Draft):
    """An organisation's next version; ``version`` is the number that you expect it to get."""

    organisation: Id
    version: Annotated[int, Field(ge=1)]


class TickAsked(BaseModel):
    """A step, counted from 1, that is done, or taken back."""

    model_config = ConfigDict(extra="forbid")

    step: Annotated[int, Field(ge=1, le=MOST_STEPS)]
    done: bool = True


class PlayShown(BaseModel):
    """What an alert is answered by, and who ticked what off."""

    guideline: Guideline
    ticks: list[Tick]


@routes.get("/guidelines", access=may(Right.SEE_CARE), response_model=Listing[Guideline])
def newest(
    here: Here,
    guest: Guest,
    organisation: Annotated[Id | None, Query(description="Its own go first; Mistel's alone when left out.")] = None,
    limit: Limit = 100,
    skip: Skip = 0,
) -> Listing[Guideline]:
    """List the newest guideline of each situation."""
    _must_be_own(guest, organisation)
    found = here.registry.guidelines.newest(organisation or NOBODY)
    return piece([found[situation] for situation in sorted(found)], limit, skip)


@routes.get("/guidelines/{situation}", access=may(Right.SEE_CARE), response_model=Listing[Guideline])
def versions(
    situation: str,
    here: Here,
    guest: Guest,
    organisation: Annotated[Id | None, Query(description="Its own versions; Mistel's when left out.")] = None,
    limit: Limit = 100,
    skip: Skip = 0,
) -> Listing[Guideline]:
    """List the versions of a guideline, the newest first."""
    must_be_known(situation)
    _must_be_own(guest, organisation)
    return piece(here.registry.guidelines.versions(situation, organisation), limit, skip)


@routes.post("/guidelines/{situation}", access=may(Right.WRITE_GUIDELINES), response_model=Guideline, status_code=201)
def write(situation: str, asked: VersionAsked, here: Here, guest: Guest) -> Guideline:
    """Write your organisation's own version; it holds at once, and the older ones are kept."""
    return keep(here, guest.known, asked.organisation, situation, asked.version, asked)


@routes.get("/alerts/{alert}/guideline", access=may(Right.SEE_CARE, Of.ALERT), response_model=PlayShown | None)
def of_alert(alert: str, here: Here) -> PlayShown | None:
    """Give what to do at an alert: the version that held when it was first answered; null when nobody has said."""
    found = play(here.registry, here.registry.alerts.get(alert), here.now())
    return None if found is None else PlayShown(guideline=found.guideline, ticks=list(found.ticks.values()))


@routes.post("/alerts/{alert}/steps", access=may(Right.ANSWER, Of.ALERT), response_model=PlayShown | None)
def ticked(alert: str, asked: TickAsked, here: Here, guest: Guest) -> PlayShown | None:
    """Say that you have done a step of the guideline, or take it back."""
    tick(here, guest.known, alert, asked.step, done=asked.done)
    return of_alert(alert, here)


def _must_be_own(guest: Visitor, organisation: str | None) -> None:
    if organisation is not None and organisation not in organisations_where(guest.known, Right.SEE_CARE):
        raise NotFound(f"There is no organisation '{organisation}'.")
