"""What the foot of each page leads to: how accessible the pages are, and whom to tell of a fault."""

from typing import Final
from urllib.parse import quote, urlsplit

from fastapi import Request
from starlette.responses import Response

from api.access.rule import ANYBODY, LOGGED_IN, Routes
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from care.people import Role

routes: Final = Routes()


@routes.get("/accessibility", access=ANYBODY, include_in_schema=False)
def accessibility(request: Request) -> Response:
    """Show what is known of how everybody can use these pages."""
    return page(request, "accessibility.html")


@routes.get("/faults", access=LOGGED_IN, include_in_schema=False)
def faults(request: Request, here: Here, guest: Guest) -> Response:
    """Show whom to tell of a fault: the administrators of a person's organisations, with a letter begun."""
    own = guest.known.roles
    seen_on = urlsplit(request.headers.get("referer", "")).path[:100]
    subject = quote(tongue_of(request).say("A fault in Mistel, on the page {page}", page=seen_on or "/"))
    organisations = {one.id: one.name for one in here.registry.places.organisations()}
    told = [
        (person.name, organisations.get(organisation, organisation), person.email, subject)
        for person in here.registry.people.everyone()
        for organisation, roles in person.roles.items()
        if organisation in own and Role.ADMINISTRATOR in roles
    ]
    return page(request, "faults.html", administrators=told, seen_on=seen_on)
