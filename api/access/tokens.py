"""Secrets that are given out and kept as hashes only: sessions, API tokens, login links."""

import hashlib
import secrets
from typing import Final

_BYTES: Final = 32


def new_secret() -> str:
    """Make a secret of 256 bits that fits in a cookie or address."""
    return secrets.token_urlsafe(_BYTES)


def kept(secret: str) -> str:
    """Give what is kept of a secret. One fast hash is enough: nobody can try 2^256 of them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in the same time whether they are alike or not."""
    return secrets.compare_digest(one.encode(), other.encode())
