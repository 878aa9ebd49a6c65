"""Logging in and out: sessions as cookies, one-time links, and the first administrator."""

from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response

from api.access.limits import LoginLimits
from api.access.passwords import fits, hashed, new_password
from api.access.tokens import kept, new_secret
from api.access.visitor import ANTEROOM, Visitor, session_cookie
from api.errors import TooMany
from api.platform import Platform
from care.ids import new_id
from care.people import Organisation, Person, Role
from dashboards.tongue import message
from store.registry import Registry

LINK_LASTS: Final = timedelta(minutes=10)
FIRST_EMAIL: Final = "admin@mistel.local"
_TOO_OFTEN: Final = message("Too many tries to log in. Wait a quarter of an hour, then try again.")


def log_in(platform: Platform, limits: LoginLimits, email: str, password: str, address: str) -> Person | None:
    """Give the person whose password this is, else None; raise TooMany when it was tried too often.

    Unknown accounts take as long, are limited alike and are answered alike.
    """
    if not limits.allow(email, address):
        raise TooMany(_TOO_OFTEN)
    people = platform.registry.people
    person = people.by_email(email)
    if not fits(password, people.password_hash(person.id) if person else None):
        return None
    limits.forgive(email)
    return person


def open_session(platform: Platform, response: Response, person: Person, visitor: Visitor) -> None:
    """Begin a new session, whatever cookie came along (so that nobody can plant one), and end the former."""
    close_session(platform, response, visitor)
    secret = new_secret()
    expires = platform.now() + platform.session_lasts
    platform.registry.people.open_session(kept(secret), person.id, new_secret(), expires)
    response.set_cookie(
        session_cookie(platform),
        secret,
        max_age=int(platform.session_lasts.total_seconds()),
        path="/",
        secure=platform.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    response.delete_cookie(ANTEROOM, path="/")


def close_session(platform: Platform, response: Response, visitor: Visitor) -> None:
    """End the session that the visitor has, in the registry and in the browser."""
    if visitor.session:
        platform.registry.people.close_session(visitor.session)
    response.delete_cookie(
        session_cookie(platform), path="/", secure=platform.secure_cookies, httponly=True, samesite="lax"
    )


def login_link(registry: Registry, person: str, now: datetime, base_url: str) -> str:
    """Make a link that logs a person in once, on this machine only; it holds for ten minutes."""
    secret = new_secret()
    registry.people.add_link(kept(secret), person, now + LINK_LASTS)
    return f"{base_url.rstrip('/')}/link/{secret}"


def first_administrator(registry: Registry, now: datetime) -> str | None:  # noqa: ARG001 - asked for at a time, as links are
    """Make an administrator of a new Mistel, and give the one-time password to print; None when persons exist already.

    They log in as FIRST_EMAIL, in an organisation that is made when there is none.
    """
    if registry.people.everyone():
        return None
    organisations = registry.places.organisations()
    if not organisations:
        organisations = [Organisation(id=new_id("org"), name="Mistel")]
        registry.places.add_organisation(organisations[0])
    password = new_password()
    roles = {organisation.id: frozenset({Role.ADMINISTRATOR}) for organisation in organisations}
    person = Person(id=new_id("person"), email=FIRST_EMAIL, name="Administrator", roles=roles)
    registry.people.add(person, hashed(password, once=True))
    return password
