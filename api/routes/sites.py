"""Sites."""

from typing import Final

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.routes.listing import Limit, Listing, Skip, piece
from api.sight import sites_for
from care.people import Site

routes: Final = Routes("/api/sites", "sites")


@routes.get("", access=may(Right.SEE_PLACES), response_model=Listing[Site])
def sites(here: Here, guest: Guest, limit: Limit = 100, skip: Skip = 0) -> Listing[Site]:
    """List the sites of your organisations."""
    return piece(sites_for(here, guest.known, Right.SEE_PLACES), limit, skip)


@routes.get("/{site}", access=may(Right.SEE_PLACES, Of.SITE), response_model=Site)
def one(site: str, here: Here) -> Site:
    """Give one site."""
    return here.registry.places.site(site)
