"""A device's page: its Thing Description, made from what was seen of it, to correct and keep."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final, Literal

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.describing import Subject, subject
from api.pages.frame import page, tongue_of
from care.errors import Reason, Refused
from dashboards.description import Described, described
from devices.description import Filled, Mode, corrected, filled, parse, read
from store.registry import Uploaded

routes: Final = Routes()

MOST: Final = 100
_PATH: Final = "/connections/{connection}/devices/{device}"

Written = Annotated[str, Field(max_length=24)]


class Told(BaseModel):
    """What the form brings; the lists go by quantity, and ``keep`` names those that the description holds."""

    model_config = ConfigDict(extra="ignore")

    how: Literal["correct", "text", "forget"]
    mode: Mode = Mode.WARN
    title: Annotated[str, Field(max_length=200)] = ""
    model: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=64 * 1024)] = ""
    keep: Annotated[list[Written], Field(max_length=MOST)] = []
    quantity: Annotated[list[Written], Field(max_length=MOST)] = []
    minimum: Annotated[list[Written], Field(max_length=MOST)] = []
    maximum: Annotated[list[Written], Field(max_length=MOST)] = []
    at_most: Annotated[list[Written], Field(max_length=MOST)] = []
    at_least: Annotated[list[Written], Field(max_length=MOST)] = []

    def given(self) -> dict[str, Filled]:
        """Give what was filled in by quantity; raises Refused for what is no number."""
        columns = zip(self.quantity, self.minimum, self.maximum, self.at_most, self.at_least, strict=False)
        return {name: Filled(*(_number(text, name) for text in texts)) for name, *texts in columns}


@routes.get(_PATH, access=may(Right.SEE_PLACES, Of.CONNECTION), include_in_schema=False)
def device(request: Request, connection: str, device: str, here: Here, guest: Guest) -> Response:
    """Show a device's description as a form, with what was seen beside it."""
    return _page(request, subject(here, guest.known, connection, device))


@routes.post(_PATH, access=may(Right.DESCRIBE, Of.CONNECTION), include_in_schema=False)
def describe(
    request: Request, connection: str, device: str, here: Here, guest: Guest, told: Annotated[Told, Form()]
) -> Response:
    """Keep the description as it was corrected or written, or forget it; one that contradicts itself is shown again."""
    found = subject(here, guest.known, connection, device)
    try:
        if told.how == "forget":
            if found.uploaded is not None:
                here.registry.descriptions.remove(found.home.id, device)
        else:
            thing = _thing(found, told)
            read(thing, told.mode, site=found.site.id, home=found.home.id, connection=connection)
            kept = Uploaded(found.home.id, device, told.mode.value, thing, here.now())
            here.registry.descriptions.put(kept)
    except Refused as refused:
        return _page(request, found, told, refused)
    return RedirectResponse(request.url.path, 303)


def _thing(found: Subject, told: Told) -> dict[str, JsonValue]:
    if told.how == "text":
        return parse(told.text)
    kept = {name: given for name, given in told.given().items() if name in told.keep}
    title = told.title.strip() or found.device.name
    return corrected(found.thing, found.made, title=title, model=told.model.strip(), quantities=kept)


def _page(request: Request, found: Subject, told: Told | None = None, refused: Refused | None = None) -> Response:
    words, thing = tongue_of(request), found.thing
    shown = described(filled(thing), filled(found.made), found.seen, words)
    if told is not None and told.how == "correct":
        shown = [_as_told(one, told) for one in shown]
    written = told.text if told is not None and told.how == "text" else json.dumps(thing, indent=2, ensure_ascii=False)
    said: Mapping[str, object] = told.model_dump() if told is not None and told.how == "correct" else {}
    mode = told.mode.value if told is not None else found.uploaded.mode if found.uploaded else Mode.WARN.value
    return page(
        request,
        "description.html",
        status=422 if refused else 200,
        connection=found.connection,
        device=found.device,
        home=found.home,
        may_describe=found.may_describe,
        uploaded=words.moment(found.uploaded.uploaded, found.site.tz) if found.uploaded else "",
        mode=mode,
        strict=Mode.STRICT.value,
        warn=Mode.WARN.value,
        title=said.get("title") or thing.get("title") or found.device.name,
        model=said.get("model") or thing.get("mistel:model") or "",
        rows=shown,
        text=written,
        refused=refused,
    )


def _as_told(one: Described, told: Told) -> Described:
    """Give a row as it was filled in, so that nobody writes it twice."""
    if one.quantity not in told.quantity:
        return one
    place = told.quantity.index(one.quantity)
    return replace(
        one,
        described=one.quantity in told.keep,
        minimum=_at(told.minimum, place),
        maximum=_at(told.maximum, place),
        at_most=_at(told.at_most, place),
        at_least=_at(told.at_least, place),
    )


def _at(column: list[str], place: int) -> str:
    return column[place] if place < len(column) else ""


def _number(text: str, quantity: str) -> float | None:
    plain = text.strip().replace(",", ".")
    if not plain:
        return None
    try:
        number = float(plain)
    except ValueError:
        raise _no_number(text, quantity) from None
    if not math.isfinite(number):
        raise _no_number(text, quantity)
    return number


def _no_number(text: str, quantity: str) -> Refused:
    return Refused(
        Reason.BAD_DESCRIPTION, f"'{text:.24}' is no number.", mend="Write a number, or nothing.", field=quantity
    )
