"""Messages that are one JSON object of a known form: read into a model, or refused with field and rule."""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from care.errors import Reason, Refused
from devices.dialects.limits import must_fit

M = TypeVar("M", bound=BaseModel)


def read_stated(payload: bytes, model: type[M], *, most_bytes: int, what: str, reason: Reason, mend: str) -> M:
    """Give what a payload says; ``what`` names it in words, ``mend`` shows a good one.

    Raises Refused: TOO_LARGE, NOT_JSON, or ``reason`` with the first field that is wrong.
    """
    must_fit(payload, most_bytes)
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Refused(
            Reason.NOT_JSON, f"{what} is JSON, and this is not.", mend=f"Send a JSON object. {mend}"
        ) from error
    try:
        return model.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        says = first["msg"].removeprefix("Value error, ")
        raise Refused(reason, f"{what}'s {field or 'form'}: {says}.", mend=mend, field=field) from error
