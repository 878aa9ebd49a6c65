"""How large a message may be."""

from collections.abc import Sized
from typing import Final

from care.errors import Reason, Refused

MAX_BYTES: Final = 256 * 1024
MOST_LISTED: Final = 512
"""Entries of one list in a foreign message: components of a device, devices of a network."""


def must_fit(payload: bytes, most: int) -> None:
    """Raise Refused(TOO_LARGE) for more than ``most`` bytes."""
    if len(payload) > most:
        raise Refused(
            Reason.TOO_LARGE,
            f"The message has {len(payload)} bytes.",
            mend=f"Send at most {most} bytes in one message.",
        )


def must_be_few(listed: Sized, what: str) -> None:
    """Raise Refused(TOO_LARGE) for more than ``MOST_LISTED`` of what is announced at once."""
    if len(listed) > MOST_LISTED:
        raise Refused(
            Reason.TOO_LARGE,
            f"{len(listed)} {what} are announced at once.",
            mend=f"Announce at most {MOST_LISTED}; spread them over several connections.",
            field=what,
        )
