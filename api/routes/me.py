"""Who is asking."""

from typing import Final

from pydantic import BaseModel

from api.access.rule import LOGGED_IN, Routes
from api.access.visitor import Guest
from care.people import Role

routes: Final = Routes("/api/me", "me")


class Me(BaseModel):
    """You, and your roles by organisation."""

    id: str
    name: str
    roles: dict[str, list[Role]]


@routes.get("", access=LOGGED_IN, response_model=Me)
def me(guest: Guest) -> Me:
    """Tell who you are."""
    person = guest.known
    return Me(id=person.id, name=person.name, roles={o: sorted(held) for o, held in person.roles.items()})
