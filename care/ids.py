"""Opaque names: ids of what lives long, ULIDs of what happens."""

import re
import secrets
from typing import Annotated, Final

from pydantic import StringConstraints

ID_PATTERN: Final = r"^[a-z0-9-]{1,32}$"
ID: Final = re.compile(ID_PATTERN)
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""An opaque id: 1-32 of a-z, 0-9 and hyphen. Names of people never stand in it."""

_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"


def new_id(prefix: str = "") -> str:
    """Make an id nobody can guess (50 bits) and that can be read aloud, as ``prefix-xxxxxxxxxx``."""
    tail = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{prefix}-{tail}" if prefix else tail
