"""The needs board: what the municipality wants solved, who answers for it, and which solutions are said to fit."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.access.rights import Right
from api.access.rule import LOGGED_IN, Of, Routes, may
from api.access.visitor import Guest, Here
from api.joining import must_be_few
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from api.workbench import answers_for, matching, tell_need
from care.ids import Id
from care.people import Person
from care.solutions import Asker, Line, Need, Words

routes: Final = Routes("/api/needs", "needs")


class NeedTold(BaseModel):
    """A need; write no names."""

    model_config = ConfigDict(extra="forbid")

    asker: Asker
    title: Line
    problem: Annotated[Words, Field(min_length=1)]
    for_whom: Words = ""


class NeedSeen(BaseModel):
    """A need as you see it: ``owner`` is told to its own organisation only, ``others`` counts solutions not shown."""

    id: Id
    organisation: Id
    title: str
    problem: str
    for_whom: str
    asker: Asker
    owned: bool
    owner: Id | None
    created: datetime
    closed: datetime | None
    solutions: list[Id]
    others: int


def _seen(here: Platform, person: Person, need: Need) -> NeedSeen:
    shown, others = matching(here, person, need)
    return NeedSeen(
        **need.model_dump(exclude={"owner"}),
        owned=need.owner is not None,
        owner=need.owner if answers_for(person, need) else None,
        solutions=[solution.id for solution in shown],
        others=others,
    )


@routes.get("", access=LOGGED_IN, response_model=Listing[NeedSeen])
def needs(
    here: Here,
    guest: Guest,
    closed: Annotated[bool, Query(description="Closed ones too.")] = False,
    limit: Limit = 100,
    skip: Skip = 0,
) -> Listing[NeedSeen]:
    """List the needs, the newest first."""
    part = piece(here.registry.needs.all(include_closed=closed), limit, skip)
    return Listing(items=[_seen(here, guest.known, need) for need in part.items], more=part.more)


@routes.post("", access=LOGGED_IN, response_model=NeedSeen, status_code=201)
def tell(request: Request, told: NeedTold, here: Here, guest: Guest) -> NeedSeen:
    """Put a need on the board."""
    must_be_few(here, request.app.state.join_limits, guest.known, "")
    return _seen(here, guest.known, tell_need(here, told.asker, told.title, told.problem, told.for_whom))


@routes.get("/{need}", access=LOGGED_IN, response_model=NeedSeen)
def one(need: str, here: Here, guest: Guest) -> NeedSeen:
    """Give a need, closed or not."""
    return _seen(here, guest.known, here.registry.needs.get(need))


@routes.post("/{need}/own", access=may(Right.ANSWER_FOR_NEEDS, Of.NEED), response_model=NeedSeen)
def own(need: str, here: Here, guest: Guest) -> NeedSeen:
    """Answer for a need from now on."""
    return _seen(here, guest.known, here.registry.needs.own(need, guest.known.id))


@routes.post("/{need}/close", access=may(Right.ANSWER_FOR_NEEDS, Of.NEED), response_model=NeedSeen)
def close(need: str, here: Here, guest: Guest) -> NeedSeen:
    """Take a need off the board; it is kept."""
    return _seen(here, guest.known, here.registry.needs.close(need, here.now()))
