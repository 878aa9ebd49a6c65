"""Telling visits: from a home's page in two presses; and taking back what was told by mistake."""

from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from care.ids import Id, new_id
from care.visits import Kind, Minutes, Source, Visit
from dashboards import visits as shown

routes: Final = Routes()

MOST_SHOWN: Final = 20


class Told(BaseModel):
    """What the form brings; ``number`` is the form's own, so that one sent twice is one visit."""

    model_config = ConfigDict(extra="ignore")

    number: Id
    kind: Kind
    minutes: Minutes
    ago: Annotated[int, Field(ge=0, le=31 * 1440)] = 0
    with_them: shown.WithThem = shown.WithThem.UNTOLD
    resident: str = ""


@routes.get("/homes/{home}/visits", access=may(Right.ANSWER, Of.HOME), include_in_schema=False)
def visits(request: Request, home: str, here: Here) -> Response:
    """Ask how long a visit took, and show those told last."""
    places = here.registry.places
    found = places.home(home)
    zone = places.site(found.site).tz
    return page(
        request,
        "visits.html",
        home=found,
        residents=[one.id for one in places.residents(home)],
        number=new_id("b"),
        kinds=shown.KIND_WORDS,
        lengths=shown.LENGTHS,
        ago=shown.AGO,
        with_them=shown.WITH_WORDS,
        told=shown.told(here.registry.visits.newest(home, MOST_SHOWN), zone, tongue_of(request)),
    )


@routes.post("/homes/{home}/visits", access=may(Right.ANSWER, Of.HOME), include_in_schema=False)
def tell(home: str, here: Here, guest: Guest, told: Annotated[Told, Form()]) -> Response:
    """Keep a visit, and show it."""
    residents = [one.id for one in here.registry.places.residents(home)]
    ended = (here.home_now(here.registry.places.home(home)) or here.now()) - timedelta(minutes=told.ago)
    here.registry.visits.add(
        Visit(
            id=f"b-{sha256(f'{home}/{told.number}'.encode()).hexdigest()[:26]}",
            home=home,
            resident=told.resident or (residents[0] if len(residents) == 1 else None),
            began=(ended - timedelta(minutes=told.minutes)).replace(microsecond=0),
            minutes=told.minutes,
            contact=told.with_them.contact(told.minutes),
            kind=told.kind,
            source=Source.BOARD,
            by=guest.known.id,
            told=here.now(),
        )
    )
    return RedirectResponse(f"/homes/{home}/visits", 303)


@routes.post("/homes/{home}/visits/{visit}/undo", access=may(Right.ANSWER, Of.HOME), include_in_schema=False)
def undo(home: str, visit: str, here: Here, guest: Guest) -> Response:
    """Take a visit back that was told by mistake."""
    here.registry.visits.undo(home, visit, guest.known.id, here.now())
    return RedirectResponse(f"/homes/{home}/visits", 303)
