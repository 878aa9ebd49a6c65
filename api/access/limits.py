"""How often a login may be tried, by account and by address, and how often an address may hand in the form of /join."""

from typing import Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

BY_ACCOUNT: Final = "10 per 15 minutes"
BY_ADDRESS: Final = "40 per 15 minutes"
"""A ward shares one address: so many that a shift can log in, too few for guessing."""

JOINING: Final = "20 per hour"
"""A workshop of innovators shares one address too."""


class LoginLimits:
    """Counts tries; each application has its own, in memory: a restart forgives, guessing still is hopeless."""

    def __init__(self, by_account: str = BY_ACCOUNT, by_address: str = BY_ADDRESS) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._account = parse(by_account)
        self._address = parse(by_address)

    def allow(self, account: str, address: str) -> bool:
        """Count a try, and tell whether it may go on; unknown accounts are counted like known ones."""
        by_address = self._limiter.hit(self._address, "address", address)
        by_account = self._limiter.hit(self._account, "account", account.strip().lower()[:254])
        return by_address and by_account

    def forgive(self, account: str) -> None:
        """Forget the tries of an account after its right password, so that mistyping now and then is no burden."""
        self._limiter.clear(self._account, "account", account.strip().lower()[:254])


class JoinLimits:
    """Counts forms by people who are not logged in, and needs by people of elsewhere; in memory, as logins are."""

    def __init__(self, by_address: str = JOINING) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._address = parse(by_address)

    def allow(self, whose: str) -> bool:
        """Count a form of an address, or of a person by id, and tell whether it is taken."""
        return self._limiter.hit(self._address, "joining", whose)
