"""Passwords of persons: argon2 by pwdlib; a one-time password is marked so and must be changed before anything else."""

import secrets
from functools import cache
from typing import Final

from pwdlib import PasswordHash

from care.errors import Reason, Refused
from dashboards.tongue import message

SHORTEST: Final = 12
LONGEST: Final = 200
"""Longer ones are refused unhashed: hashing takes time in proportion."""

_ONCE: Final = "once:"
"""Stands before the hash of a one-time password, so that no second column must be kept in step with it."""

_HASHING: Final = PasswordHash.recommended()


@cache
def nobodys() -> str:
    """Give the hash that is verified for unknown accounts, so that they take as long as known ones.

    Making it takes as long again and 64 MB: who serves asks for it before the first visitor, no command line needs it.
    """
    return _HASHING.hash(secrets.token_urlsafe())


def hashed(password: str, *, once: bool = False) -> str:
    """Hash a password for keeping."""
    return (_ONCE if once else "") + _HASHING.hash(password)


def is_once(password_hash: str) -> bool:
    """Tell whether it is the hash of a one-time password."""
    return password_hash.startswith(_ONCE)


def fits(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is right; for an unknown account (None) it is not, after the same time."""
    known = nobodys() if password_hash is None else password_hash.removeprefix(_ONCE)
    right = _HASHING.verify(password[:LONGEST], known)
    return right and password_hash is not None and len(password) <= LONGEST


def new_password() -> str:
    """Make a password of 80 bits that can be read aloud: four groups of letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def check_new(password: str, *, email: str) -> None:
    """Raise Refused for a password that nobody should choose (NIST SP 800-63B: long, not the account's own name)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise _refused(message("A password has 12 to 200 characters."))
    own = {email.lower(), email.partition("@")[0].lower()}
    if len(set(password)) < SHORTEST // 2 or password.lower() in own:
        raise _refused(message("That password is too easy to guess."))


def _refused(says: str) -> Refused:
    return Refused(Reason.OUT_OF_RANGE, says, mend=message("Choose another, such as four words."), field="new")
