"""What every page stands in: language, navigation, the token that its forms bring back."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from api.access.rights import Right, holds_somewhere, is_maker
from api.access.tokens import new_secret
from api.access.visitor import ANTEROOM, Visitor, platform_of
from dashboards.language import choose
from dashboards.rendering import render
from dashboards.tongue import Tongue, message, tongue

LANGUAGE: Final = "mistel_language"
_YEAR: Final = 365 * 86400

_LINKS: Final = (
    ("/board", message("Alerts"), Right.SEE_CARE),
    ("/handover", message("Handover"), Right.SEE_CARE),
    ("/homes", message("Homes"), Right.SEE_PLACES),
    ("/guidelines", message("Guidelines"), Right.SEE_CARE),
    ("/load", message("Load"), Right.SEE_CARE),
    ("/duty", message("On duty"), Right.SEE_DUTY),
    ("/solutions", message("Solutions"), Right.ADVANCE_SOLUTIONS),
    ("/needs", message("Needs"), None),
    ("/trials", message("Trials"), Right.SEE_TRIALS),
    ("/runs", message("Runs"), Right.SEE_RUNS),
    ("/account", message("Account"), None),
)
_MAKERS: Final = frozenset({"/solutions", "/needs", "/runs"})
"""What stands first for those who only have solutions tested."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    href: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What ``base.html`` shows around a page; ``person`` is the name, empty for nobody."""

    person: str
    csrf: str
    path: str
    links: tuple[Link, ...]
    said: str = ""


def language_of(request: Request) -> str:
    """Tell the language of a request's reader."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    return choose(
        chosen=request.cookies.get(LANGUAGE),
        person=visitor.person.language if visitor and visitor.person else None,
        accepted=request.headers.get("accept-language"),
    )


def tongue_of(request: Request) -> Tongue:
    """Give the tongue of a request's reader."""
    return tongue(language_of(request))


def page(
    request: Request,
    template: str,
    *,
    status: int = HTTPStatus.OK,
    said: str = "",
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """Render a page in its frame; nobody gets a cookie that ties the page's forms to this browser."""
    visitor: Visitor = getattr(request.state, "visitor", None) or Visitor(None, None, "")
    language = language_of(request)
    csrf = visitor.csrf or new_secret()
    frame = Frame(
        person=visitor.person.name if visitor.person and not visitor.newcomer else "",
        csrf=csrf,
        path=_back(request),
        links=_links(request, visitor, tongue(language)),
        said=said,
    )
    html = render(template, language, page=frame, **values)
    response = HTMLResponse(html, status, headers={"Content-Language": language, **(headers or {})})
    if visitor.session is None:
        secure = platform_of(request).secure_cookies
        response.set_cookie(ANTEROOM, csrf, max_age=3600, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def remember_language(request: Request, response: Response, language: str) -> None:
    """Have this browser ask in this language from now on."""
    secure = platform_of(request).secure_cookies
    response.set_cookie(LANGUAGE, language, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="lax")


def trouble_page(
    request: Request, status: HTTPStatus, title: str, details: tuple[str, str], headers: Mapping[str, str]
) -> Response:
    """Render an error: the exact detail where it can be said in the reader's language, else the general one."""
    words = tongue_of(request)
    exact, general = (words.say(detail) for detail in details)
    known = exact != details[0] or words.code == "en"
    return page(
        request,
        "trouble.html",
        status=status,
        headers=headers,
        title=words.say(title),
        detail=exact if known else general,
    )


def _back(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query if request.method == "GET" else "/"


def _links(request: Request, visitor: Visitor, words: Tongue) -> tuple[Link, ...]:
    person = visitor.person
    if person is None or visitor.newcomer:
        return ()
    order = sorted(_LINKS, key=lambda link: link[0] not in _MAKERS) if is_maker(person) else _LINKS
    return tuple(
        Link(href, words.say(name), request.url.path.startswith(href))
        for href, name, right in order
        if right is None or holds_somewhere(person, right)
    )
