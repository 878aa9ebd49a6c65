"""Whether it works: for supervisors of containers and services."""

from typing import Final

from pydantic import BaseModel

from api.access.rule import ANYBODY, Routes
from api.access.visitor import Here

routes: Final = Routes("/health", "health")


class Health(BaseModel):
    """It works; nothing is told here that is not for everybody."""

    status: str


@routes.get("", access=ANYBODY, response_model=Health)
def health(here: Here) -> Health:
    """Answer once the registry answers."""
    here.registry.changes.last()
    return Health(status="ok")
