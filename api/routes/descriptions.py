"""What a device is described as: uploaded, or made from what is known of it."""

from datetime import datetime
from typing import Final, Literal

from fastapi import Request
from pydantic import BaseModel, JsonValue
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.describing import seen_of
from api.platform import Platform
from care.errors import NotFound
from care.people import Device
from devices.description import Mode, make, parse, read
from store.registry import Uploaded

routes: Final = Routes("/api/homes/{home}/devices/{device}/description", "descriptions")


class DescriptionShown(BaseModel):
    """A Thing Description 1.1, and what becomes of readings that it does not allow; ``none``: it was made.

    The made one names what the device has told so far; nothing is held against it.
    """

    mode: Literal["strict", "warn", "none"]
    uploaded: datetime | None
    thing: dict[str, JsonValue]


@routes.get("", access=may(Right.SEE_PLACES, Of.HOME), response_model=DescriptionShown)
def description(home: str, device: str, here: Here) -> DescriptionShown:
    """Give the description of a device."""
    described = _device(here, home, device)
    uploaded = here.registry.descriptions.get(home, device)
    if uploaded is not None:
        return _shown(uploaded)
    site = here.registry.places.home(home).site
    told = seen_of(here, site, described)
    thing = make(described, site, told, broker=here.broker, seen=told)
    return DescriptionShown(mode="none", uploaded=None, thing=thing)


@routes.put("", access=may(Right.DESCRIBE, Of.HOME), response_model=DescriptionShown)
async def describe(home: str, device: str, here: Here, request: Request, mode: Mode = Mode.WARN) -> DescriptionShown:
    """Take a Thing Description 1.1 (the body); a contradiction is refused with the field and how to mend it."""
    return await run_in_threadpool(_keep, here, home, device, mode, await request.body())


@routes.delete("", access=may(Right.DESCRIBE, Of.HOME), status_code=204)
def forget(home: str, device: str, here: Here) -> None:
    """Forget what was uploaded, if anything was; readings are held against nothing any more."""
    _device(here, home, device)
    if here.registry.descriptions.get(home, device) is not None:
        here.registry.descriptions.remove(home, device)


def _keep(here: Platform, home: str, device: str, mode: Mode, body: bytes) -> DescriptionShown:
    found = _device(here, home, device)
    thing = parse(body)
    read(thing, mode, site=here.registry.places.home(home).site, home=home, connection=found.connection)
    uploaded = Uploaded(home, device, mode.value, thing, here.now())
    here.registry.descriptions.put(uploaded)
    return _shown(uploaded)


def _device(here: Platform, home: str, device: str) -> Device:
    for found in here.registry.places.devices(home=home):
        if found.id == device:
            return found
    raise NotFound(f"There is no device '{device}' in home '{home}'.")


def _shown(uploaded: Uploaded) -> DescriptionShown:
    return DescriptionShown(mode=Mode(uploaded.mode).value, uploaded=uploaded.uploaded, thing=uploaded.thing)
