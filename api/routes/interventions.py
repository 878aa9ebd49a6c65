"""Residents, what was done for them, and how it was at the follow-ups."""

from typing import Annotated, Final

from pydantic import Field

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.interventions import add, look, resident_of
from api.routes.listing import Limit, Listing, Skip, piece
from care.errors import NotFound
from care.interventions import Intervention, Looked, Planned
from care.people import Resident

routes: Final = Routes("/api/homes/{home}/residents", "residents")


class LookAsked(Looked):
    """A follow-up; ``seen`` is how many follow-ups you saw."""

    seen: Annotated[int, Field(ge=0)]


@routes.get("", access=may(Right.CARE_FOR, Of.HOME), response_model=Listing[Resident])
def residents(home: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Resident]:
    """List the residents of a home, by pseudonym, with the parameters that are their own."""
    return piece(here.registry.places.residents(home), limit, skip)


@routes.get("/{resident}/interventions", access=may(Right.CARE_FOR, Of.HOME), response_model=Listing[Intervention])
def interventions(home: str, resident: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Intervention]:
    """List what was done for a resident, the newest first."""
    resident_of(here, home, resident)
    return piece(here.registry.interventions.of_resident(home, resident), limit, skip)


@routes.post(
    "/{resident}/interventions",
    access=may(Right.CARE_FOR, Of.HOME),
    response_model=Intervention,
    status_code=201,
)
def write(home: str, resident: str, planned: Planned, here: Here, guest: Guest) -> Intervention:
    """Write down what was done, why, with what goal, and when it is followed up."""
    return add(here, guest.known, home, resident, planned)


@routes.post(
    "/{resident}/interventions/{intervention}/follow-ups",
    access=may(Right.CARE_FOR, Of.HOME),
    response_model=Intervention,
    status_code=201,
)
def follow_up(home: str, resident: str, intervention: str, asked: LookAsked, here: Here, guest: Guest) -> Intervention:
    """Write down whether the goal was reached; with ``again`` it is looked at again, without it is ended."""
    one = here.registry.interventions.get(intervention)
    if (one.home, one.resident) != (home, resident):
        raise NotFound(f"There is no intervention '{intervention}'.")
    looked = Looked(**asked.model_dump(exclude={"seen"}))
    return look(here, guest.known, one, asked.seen, looked)
