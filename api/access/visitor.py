"""Who is asking: nobody, a person in a browser (cookie), or a program with a person's API token."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from api.access.passwords import is_once
from api.access.tokens import kept, same
from api.platform import Platform
from care.errors import NotFound
from care.people import Person

ANTEROOM: Final = "mistel_login"
"""The cookie that ties a login form to its browser before there is a session."""


def session_cookie(platform: Platform) -> str:
    """Give the session cookie's name; with __Host- browsers take it only over TLS, from this very host."""
    return "__Host-mistel" if platform.secure_cookies else "mistel"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks.

    ``session`` is the kept hash of a browser's session, None for programs and nobody. ``csrf`` is what forms must
    bring back. ``newcomer``: still has a one-time password. ``scraper``: nobody, but with the token for metrics.
    """

    person: Person | None
    session: str | None
    csrf: str
    newcomer: bool = False
    scraper: bool = False

    @property
    def known(self) -> Person:
        """The person; only for routes whose rule lets nobody else through."""
        if self.person is None:
            raise NotFound("Nobody is logged in.")
        return self.person


def recognise(platform: Platform, request: Request) -> Visitor:
    """Tell who asks; an Authorization header counts before the cookie, and one that does not hold is nobody's."""
    people = platform.registry.people
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if platform.metrics_token and same(secret.strip(), platform.metrics_token):
            return Visitor(None, session=None, csrf="", scraper=True)
        person = people.token(kept(secret.strip())) if scheme.lower() == "bearer" else None
        return Visitor(person, session=None, csrf="")
    cookie = request.cookies.get(session_cookie(platform))
    session = people.session(kept(cookie)) if cookie else None
    if cookie and session:
        newcomer = is_once(people.password_hash(session.person.id))
        return Visitor(session.person, session=kept(cookie), csrf=session.csrf, newcomer=newcomer)
    return Visitor(None, session=None, csrf=request.cookies.get(ANTEROOM, ""))


def platform_of(request: Request) -> Platform:
    """Give the application's platform."""
    platform: Platform = request.app.state.platform
    return platform


def visitor_of(request: Request) -> Visitor:
    """Give who asks, as the route's access rule found out before."""
    visitor: Visitor = request.state.visitor
    return visitor


Here = Annotated[Platform, Depends(platform_of)]
Guest = Annotated[Visitor, Depends(visitor_of)]
