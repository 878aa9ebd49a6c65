"""What devices are asked to do, and what became of it."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import status
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.routes.listing import Limit, Listing, Skip, piece
from care.commands import LONGEST, SHORTEST, Command, checked
from care.errors import NotFound
from care.ids import Id, new_id

routes: Final = Routes("/api", "commands")

_SHORTEST: Final = int(SHORTEST.total_seconds())
_LONGEST: Final = int(LONGEST.total_seconds())


class CommandAsked(BaseModel):
    """A command asked for; docs/wire.md lists commands and what each says."""

    model_config = ConfigDict(extra="forbid")

    device: Id
    command: Annotated[str, Field(max_length=64)]
    arguments: Annotated[dict[str, JsonValue], Field(max_length=8)] = {}
    seconds: Annotated[int, Field(ge=_SHORTEST, le=_LONGEST, description="So long it may wait for its answer.")] = 60


@routes.post(
    "/homes/{home}/commands",
    access=may(Right.COMMAND, Of.HOME),
    response_model=Command,
    status_code=status.HTTP_202_ACCEPTED,
)
def ask(home: str, asked: CommandAsked, here: Here, guest: Guest) -> Command:
    """Ask a device to do something. It is sent at once; the list of commands tells what became of it."""
    arguments = checked(asked.command, asked.arguments)
    device = next((d for d in here.registry.places.devices(home=home) if d.id == asked.device), None)
    if device is None:
        raise NotFound(f"Home {home} has no device '{asked.device}'.")
    now = here.now()
    command = Command(
        id=new_id("k"),
        site=here.registry.places.home(home).site,
        home=home,
        connection=device.connection,
        device=device.id,
        name=asked.command,
        arguments=arguments,
        by=guest.known.id,
        asked=now,
        until=now + timedelta(seconds=asked.seconds),
    )
    here.registry.commands.add(command)
    return command


@routes.get("/homes/{home}/commands", access=may(Right.SEE_CARE, Of.HOME), response_model=Listing[Command])
def of_home(home: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Command]:
    """List what was asked of a home's devices, the newest first."""
    return piece(here.registry.commands.of_home(home), limit, skip)
