"""Lists in pieces: how many, from where, and whether there are more."""

from collections.abc import Sequence
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

MOST: Final = 500
Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
Skip = Annotated[int, Query(ge=0, le=1_000_000, description="Leave out so many of the first.")]


class Listing(BaseModel, Generic[Item]):
    """A piece of a list; ``more``: ask again with ``skip`` raised by the number of items."""

    items: list[Item]
    more: bool


def piece(items: Sequence[Item], limit: int, skip: int) -> Listing[Item]:
    """Cut a piece out of a whole list."""
    return Listing(items=list(items[skip : skip + limit]), more=len(items) > skip + limit)
