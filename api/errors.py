"""Errors as answers: problem+json for programs, a page for people; both say what is wrong and what to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from care.errors import Conflict, MistelError, NotFound, Refused, StoreError
from dashboards.tongue import message

PROBLEM: Final = "application/problem+json"
ONWARD: Final = re.compile(r"/[a-z]+(/[A-Za-z0-9_-]+)*")
"""Paths of ours that a login leads on to; nothing that could be another site."""


class LoginNeeded(MistelError):
    """Nobody is logged in."""


class PasswordChangeNeeded(MistelError):
    """A one-time password must be changed before anything else."""


class Forbidden(MistelError):
    """Known, but not allowed."""


class TooMany(MistelError):
    """Tried too often; later it works again."""


class Problem(BaseModel):
    """An error's answer (RFC 9457): ``detail`` says what is wrong, ``mend`` what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    mend: str = ""
    instance: str = ""


STATUS: Final[Mapping[type[MistelError], HTTPStatus]] = MappingProxyType(
    {
        LoginNeeded: HTTPStatus.UNAUTHORIZED,
        PasswordChangeNeeded: HTTPStatus.FORBIDDEN,
        Forbidden: HTTPStatus.FORBIDDEN,
        NotFound: HTTPStatus.NOT_FOUND,
        Conflict: HTTPStatus.CONFLICT,
        Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
        TooMany: HTTPStatus.TOO_MANY_REQUESTS,
        StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind of error is said to a person: in short, and in general when nothing more exact is translated."""

    title: str
    general: str


WORDS: Final[Mapping[HTTPStatus, Words]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: Words(message("Log in first"), message("This page is for people who are logged in.")),
        HTTPStatus.FORBIDDEN: Words(
            message("Not allowed"),
            message("None of your roles allows this. Ask the administrator of your organisation."),
        ),
        HTTPStatus.NOT_FOUND: Words(
            message("Not found"), message("There is no such page, or it is not for you. Go on from the start.")
        ),
        HTTPStatus.METHOD_NOT_ALLOWED: Words(message("Not possible here"), message("Go on from the start.")),
        HTTPStatus.CONFLICT: Words(
            message("Somebody else was first"), message("Load the page again and look at what holds now.")
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Words(message("Too much at once"), message("Send less.")),
        HTTPStatus.UNPROCESSABLE_ENTITY: Words(
            message("Something is filled in wrongly"), message("Go back, correct it, and try again.")
        ),
        HTTPStatus.TOO_MANY_REQUESTS: Words(message("Too many tries"), message("Wait a while, then try again.")),
        HTTPStatus.SERVICE_UNAVAILABLE: Words(
            message("Not available just now"),
            message("Mistel cannot reach what it keeps. Use the ordinary alarm route, and tell whoever runs Mistel."),
        ),
    }
)
_OTHER: Final = Words(
    message("Something went wrong"),
    message("Mistel made an error; it stands in its log. Use the ordinary alarm route, and tell whoever runs Mistel."),
)


def install(app: FastAPI) -> None:
    """Have the application answer all errors this way."""
    app.add_exception_handler(MistelError, _ours)
    app.add_exception_handler(HTTPException, _https)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


def login_address(path: str) -> str:
    """Give the login's address for somebody who asked for a page of ours: a link in a message leads on to it."""
    return f"/login?next={path}" if path not in {"/", "/board"} and ONWARD.fullmatch(path) else "/login"


def wants_page(request: Request) -> bool:
    """Tell whether a person's browser asks for a page, rather than a program for data."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


async def _ours(request: Request, error: Exception) -> Response:
    if wants_page(request) and request.method == "GET":
        if isinstance(error, LoginNeeded):
            return RedirectResponse(login_address(request.url.path), HTTPStatus.SEE_OTHER)
        if isinstance(error, PasswordChangeNeeded):
            return RedirectResponse("/password", HTTPStatus.SEE_OTHER)
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    detail, mend = (error.says, error.mend) if isinstance(error, Refused) else (str(error), "")
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else {}
    return _answer(request, status, detail, mend, headers)


async def _https(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is installed for
    status = HTTPStatus(error.status_code)
    said = {
        HTTPStatus.NOT_FOUND: "There is no such page or route.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This route does not take that method.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than is taken here.",
    }
    detail = said.get(status) or str(error.detail)
    return _answer(request, status, detail, "See /docs for the routes.", dict(error.headers or {}))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is installed for
    said = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()[:5])
    mend = "Correct what is named; /docs says what each field takes."
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, said, mend, {})


async def _unforeseen(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the server logs it, nobody is shown it
    said = "Mistel could not do that because of an error of its own; it stands in the log."
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, said, "Tell whoever runs this Mistel.", {})


def _answer(request: Request, status: HTTPStatus, detail: str, mend: str, headers: Mapping[str, str]) -> Response:
    words = WORDS.get(status, _OTHER)
    if wants_page(request):
        from api.pages.frame import trouble_page  # noqa: PLC0415 - pages raise these errors

        return trouble_page(request, status, words.title, (detail, words.general), headers)
    problem = Problem(title=words.title, status=status, detail=detail, mend=mend, instance=request.url.path)
    return JSONResponse(problem.model_dump(), status, headers=dict(headers), media_type=PROBLEM)
