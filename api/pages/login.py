"""Logging in, out, by a one-time link, changing the password and the language."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.access import passwords
from api.access.limits import LoginLimits
from api.access.rights import Right, holds_somewhere, is_maker
from api.access.rule import ANYBODY, LOGGED_IN, NEWCOMER, THIS_MACHINE, Routes
from api.access.sessions import close_session, log_in, open_session
from api.access.tokens import kept
from api.access.visitor import Guest, Here
from api.errors import ONWARD, Forbidden
from api.pages.frame import page, remember_language, tongue_of
from care.errors import Refused
from dashboards.language import LANGUAGES
from dashboards.tongue import message

routes: Final = Routes()
_USED: Final = message("This link was used already or is too old. Log in with a password, or start the demo again.")
Field = Annotated[str, Form(max_length=1000)]
Onward = Annotated[str, Query(alias="next", max_length=200, description="The page that was asked for.")]
OnwardField = Annotated[str, Form(alias="next", max_length=200)]


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


@routes.get("/", access=LOGGED_IN, include_in_schema=False)
def start(guest: Guest) -> Response:
    """Lead to the first page that a person may see."""
    if is_maker(guest.known):
        return _to("/solutions")
    for path, right in (("/board", Right.SEE_CARE), ("/homes", Right.SEE_PLACES)):
        if holds_somewhere(guest.known, right):
            return _to(path)
    return _to("/account")


@routes.get("/login", access=ANYBODY, include_in_schema=False)
def login_page(request: Request, onward: Onward = "") -> Response:
    """Show the login; it leads on to the page that was asked for."""
    return page(request, "login.html", trouble="", email="", onward=onward if ONWARD.fullmatch(onward) else "")


@routes.post("/login", access=ANYBODY, include_in_schema=False)
def login(
    request: Request, here: Here, guest: Guest, email: Field, password: Field, onward: OnwardField = ""
) -> Response:
    """Log in with e-mail and password."""
    onward = onward if ONWARD.fullmatch(onward) else ""
    limits: LoginLimits = request.app.state.login_limits
    address = request.client.host if request.client else ""
    person = log_in(here, limits, email, password, address)
    if person is None:
        trouble = tongue_of(request).say("E-mail and password do not belong together. Try again.")
        return page(request, "login.html", status=HTTPStatus.UNAUTHORIZED, trouble=trouble, email=email, onward=onward)
    response = _to(onward or "/")
    open_session(here, response, person, guest)
    return response


@routes.post("/logout", access=NEWCOMER, include_in_schema=False)
def logout(here: Here, guest: Guest) -> Response:
    """End the session."""
    response = _to("/login")
    close_session(here, response, guest)
    return response


@routes.get("/link/{secret}", access=THIS_MACHINE, include_in_schema=False)
def link(secret: str, here: Here, guest: Guest) -> Response:
    """Log in by a one-time link, from a browser on this machine."""
    person = here.registry.people.use_link(kept(secret))
    if person is None:
        raise Forbidden(_USED)
    response = _to("/")
    open_session(here, response, person, guest)
    return response


@routes.get("/password", access=NEWCOMER, include_in_schema=False)
def password_page(request: Request, guest: Guest) -> Response:
    """Show the change of one's password."""
    return page(request, "password.html", trouble="", must=guest.newcomer)


@routes.post("/password", access=NEWCOMER, include_in_schema=False)
def change_password(
    request: Request,
    here: Here,
    guest: Guest,
    current: Field,
    new: Field,
    again: Field,
) -> Response:
    """Change one's password: all other logins of this person end, this browser gets a new one."""
    person, people, say = guest.known, here.registry.people, tongue_of(request).say
    limits: LoginLimits = request.app.state.login_limits
    address = request.client.host if request.client else ""
    if log_in(here, limits, person.email, current, address) is None:
        trouble = say("The password you have now is not that. Try again.")
    elif new != again:
        trouble = say("The two new passwords are not alike.")
    elif new == current:
        trouble = say("The new password must be another than the one you have now.")
    else:
        try:
            passwords.check_new(new, email=person.email)
        except Refused as refused:
            trouble = f"{say(refused.says)} {say(refused.mend)}"
        else:
            people.set_password(person.id, passwords.hashed(new))
            response = _to("/")
            open_session(here, response, person, guest)
            return response
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return page(request, "password.html", status=status, trouble=trouble, must=guest.newcomer)


@routes.post("/language", access=ANYBODY, include_in_schema=False)
def change_language(request: Request, language: Field, back: Field = "/") -> Response:
    """Choose the language of this browser, and go back to the page where it was chosen."""
    own = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = _to(back if own else "/")
    if language in LANGUAGES:
        remember_language(request, response, language)
    return response
