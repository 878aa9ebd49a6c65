"""Conformance checks of a connection."""

from typing import Final

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.routes.listing import Limit, Listing, Skip, piece
from evaluation.conformance import runs_of
from store.registry import Run

routes: Final = Routes("/api/connections/{connection}/checks", "connections")


@routes.get("", access=may(Right.SEE_REFUSALS, Of.CONNECTION), response_model=Listing[Run])
def checks(connection: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Run]:
    """List the checks of a connection, the newest first: the grade and what was found is in each one's result."""
    return piece(runs_of(here.registry, connection), limit, skip)
