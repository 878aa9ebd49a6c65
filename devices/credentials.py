"""Who a connection is at the broker: generated passwords and their hashes."""

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

import bcrypt

_COST: Final = 4
_MOST_BYTES: Final = 72
"""bcrypt reads no more than this."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and password for the broker; the password never shows in logs."""

    user: str
    password: str = field(repr=False)


def new_password() -> str:
    """Make a password of 128 random bits, safe in URLs and configuration files (22 characters)."""
    return secrets.token_urlsafe(16)


def hash_password(password: str) -> str:
    """Hash a generated password with bcrypt, as the embedded broker reads it; raises ValueError over 72 bytes.

    Cost 4 (about 1 ms) is enough because the password is 128 random bits: nobody can try them all at any
    cost, and 2,000 devices that reconnect at once must not wait for each other. Not for passwords people choose.
    """
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(_COST)).decode()


def matches(password: str, password_hash: str) -> bool:
    """Tell whether this password has this hash; raises ValueError when the hash is not one of ours."""
    encoded = password.encode()
    return len(encoded) <= _MOST_BYTES and bcrypt.checkpw(encoded, password_hash.encode())


def client_id(name: str, credentials: Credentials) -> str:
    """Give the MQTT client id of a persistent session: always the same, and to be guessed only with the password.

    Whoever connects with a client id takes over its session and may end it, with all that is kept there: a broker
    asks for no right to a client id. So ``name`` alone ("mistel-rosen", "mat") would put it into everybody's hands.
    """
    secret = hmac.new(credentials.password.encode(), f"{credentials.user}/{name}".encode(), "sha256")
    return f"{name}-{secret.hexdigest()[:16]}"
