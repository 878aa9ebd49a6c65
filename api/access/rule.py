"""The access rule that each route states, and the routes that cannot be made without one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from api.access.rights import Right


class Who(StrEnum):
    """Who may ask at all."""

    ANYBODY = "anybody"
    LOGGED_IN = "anybody logged in, or with a token"
    BROWSER = "anybody logged in in a browser"
    NEWCOMER = "anybody logged in in a browser, also before changing a one-time password"
    THIS_MACHINE = "anybody on this machine"
    SCRAPER = "a program with the token of MISTEL_METRICS_TOKEN"


class Of(StrEnum):
    """Whose right it is about: what the path names in braces by this word; or whatever the person may see."""

    ANY = "anywhere"
    SITE = "site"
    HOME = "home"
    CONNECTION = "connection"
    ALERT = "alert"
    RUN = "run"
    SOLUTION = "solution"
    NEED = "need"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Access:
    """One rule: who may ask, and with ``right`` also what they must hold, where ``of`` says."""

    who: Who
    right: Right | None = None
    of: Of = Of.ANY

    @property
    def words(self) -> str:
        """The rule as docs/access.md says it."""
        if self.right is None:
            return self.who.value
        if self.who is Who.SCRAPER:
            return f"may {self.right.value} somewhere; gets only what is there; or {self.who.value}"
        if self.of is Of.ANY:
            return f"may {self.right.value} somewhere; gets only what is there"
        return f"may {self.right.value} where this {self.of.value} is"


ANYBODY: Final = Access(Who.ANYBODY)
LOGGED_IN: Final = Access(Who.LOGGED_IN)
BROWSER: Final = Access(Who.BROWSER)
NEWCOMER: Final = Access(Who.NEWCOMER)
THIS_MACHINE: Final = Access(Who.THIS_MACHINE)
SCRAPER: Final = Access(Who.SCRAPER, Right.SEE_METRICS)
"""For figures: who holds the right, or the one program that has the scrape token."""


def may(right: Right, of: Of = Of.ANY) -> Access:
    """Ask for a right, of what the path names, or anywhere."""
    return Access(Who.LOGGED_IN, right, of)


Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


@dataclass(frozen=True)
class Declared:
    """A route as declared: what is asked, who may, what answers."""

    method: str
    path: str
    access: Access
    endpoint: Callable[..., Any]
    options: dict[str, Any]


@dataclass(frozen=True)
class Routes:
    """The routes of one noun; each states its ``access``, there is no default."""

    prefix: str = ""
    tag: str | None = None
    declared: list[Declared] = field(default_factory=list)

    def get(self, path: str, *, access: Access, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare a route that reads."""
        return self._declare("GET", path, access, options)

    def post(self, path: str, *, access: Access, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare a route that changes something."""
        return self._declare("POST", path, access, options)

    def put(self, path: str, *, access: Access, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare a route that puts something in place of what was there."""
        return self._declare("PUT", path, access, options)

    def delete(self, path: str, *, access: Access, **options: Any) -> Callable[[Endpoint], Endpoint]:
        """Declare a route that takes something away."""
        return self._declare("DELETE", path, access, options)

    def _declare(
        self, method: str, path: str, access: Access, options: dict[str, Any]
    ) -> Callable[[Endpoint], Endpoint]:
        def declare(endpoint: Endpoint) -> Endpoint:
            if self.tag:
                options.setdefault("tags", [self.tag])
            self.declared.append(Declared(method, self.prefix + path, access, endpoint, options))
            return endpoint

        return declare
