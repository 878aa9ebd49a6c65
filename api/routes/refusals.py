"""Inputs that were refused, and why."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.routes.listing import Limit, Listing, Skip

routes: Final = Routes("/api/sites/{site}/refusals", "refusals")


class RefusalShown(BaseModel):
    """One refused input: what is wrong with it, and how to mend it."""

    home: str
    connection: str
    topic: str
    reason: str
    field: str
    says: str
    mend: str
    excerpt: str
    received: datetime


class Refusals(Listing[RefusalShown]):
    """The newest refusals, and how many there ever were by reason."""

    by_reason: dict[str, int]


@routes.get("", access=may(Right.SEE_REFUSALS, Of.SITE), response_model=Refusals)
def refusals(
    site: str,
    here: Here,
    home: str | None = None,
    connection: str | None = None,
    reason: str | None = None,
    limit: Limit = 100,
    skip: Skip = 0,
) -> Refusals:
    """List the newest refused inputs of a site; of one home, connection or reason if you say so."""
    reader = here.reader(site)
    found = reader.refusals(limit + 1, home, connection, reason, skip=skip)
    return Refusals(
        items=[RefusalShown.model_validate(refusal, from_attributes=True) for refusal in found[:limit]],
        more=len(found) > limit,
        by_reason=reader.refusals_by_reason(),
    )
