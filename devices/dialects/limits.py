"""How large a message may be."""

from typing import Final

from care.errors import Reason, Refused

MAX_BYTES: Final = 256 * 1024


def must_fit(payload: bytes, most: int) -> None:
    """Raise Refused(TOO_LARGE) for more than ``most`` bytes."""
    if len(payload) > most:
        raise Refused(
            Reason.TOO_LARGE,
            f"The message has {len(payload)} bytes.",
            mend=f"Send at most {most} bytes in one message.",
        )
