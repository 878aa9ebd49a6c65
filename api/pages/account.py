"""One's own account: what one may do, and tokens for programs."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from api.access.rule import BROWSER, Routes
from api.access.tokens import kept, new_secret
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from care.people import Role
from dashboards.tongue import message

routes: Final = Routes()

ROLE_WORDS: Final = {
    Role.INNOVATOR: message("innovator"),
    Role.CARE: message("care staff"),
    Role.EVALUATOR: message("evaluator"),
    Role.ADMINISTRATOR: message("administrator"),
}


def _account(request: Request, here: Here, guest: Guest, fresh: str = "") -> Response:
    person, words = guest.known, tongue_of(request)
    names = {organisation.id: organisation.name for organisation in here.registry.places.organisations()}
    return page(
        request,
        "account.html",
        name=person.name,
        email=person.email,
        roles=[
            (names.get(organisation, organisation), ", ".join(words.say(ROLE_WORDS[role]) for role in sorted(roles)))
            for organisation, roles in sorted(person.roles.items())
        ],
        tokens=[
            {
                "id": token.hash,
                "name": token.name,
                "until": words.day(token.expires.date()) if token.expires else words.say("revoked"),
            }
            for token in here.registry.people.tokens(person.id)
        ],
        fresh=fresh,
    )


@routes.get("/account", access=BROWSER, include_in_schema=False)
def account(request: Request, here: Here, guest: Guest) -> Response:
    """Show one's account."""
    return _account(request, here, guest)


@routes.post("/account/tokens", access=BROWSER, include_in_schema=False)
def make_token(
    request: Request, here: Here, guest: Guest, name: Annotated[str, Form(min_length=1, max_length=80)]
) -> Response:
    """Make an API token; the page that answers is the only one that ever shows it."""
    secret = new_secret()
    lasts: timedelta = here.token_lasts
    here.registry.people.add_token(kept(secret), guest.known.id, name, here.now() + lasts)
    return _account(request, here, guest, fresh=secret)


@routes.post("/account/tokens/revoke", access=BROWSER, include_in_schema=False)
def revoke_token(here: Here, guest: Guest, token: Annotated[str, Form(max_length=100)]) -> Response:
    """Revoke one of one's own tokens; another's is left alone."""
    if token in {own.hash for own in here.registry.people.tokens(guest.known.id)}:
        here.registry.people.revoke_token(token)
    return RedirectResponse("/account", 303)
