"""Connecting a solution: a login at the broker, shown once, with settings to copy; what waits to be admitted."""

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Form, Query, Request
from pydantic import ValidationError
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import ANYBODY, Of, Routes, may
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from care.clock import ClockKind
from care.errors import BrokerError, Conflict, NotFound
from care.found import Found
from care.ids import ID_PATTERN, new_id
from care.people import Connection, Device, Placement
from care.solutions import Solution
from dashboards.connecting import BENCH, WAY_WORDS, Letting, letting
from dashboards.recipes import NO_PASSWORD, Settings
from dashboards.tongue import message
from evaluation.solutions.connecting import Login, Way, connect, renew, way_of, ways_of

routes: Final = Routes()

NO_SUCH_NAME: Final = message("A name has 1 to 120 letters.")
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Id = Annotated[str, Form(pattern=ID_PATTERN)]


@routes.get("/solutions/{solution}/connect", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def shown(
    request: Request,
    solution: str,
    here: Here,
    settings: Annotated[str, Query(pattern=ID_PATTERN, description="Show this connection's settings again.")] = "-",
) -> Response:
    """Show what of a solution is connected, and how to connect more."""
    whose = here.registry.solutions.get(solution)
    again = next((one for one in _connections(here, whose) if one.id == settings), None)
    return _page(request, here, whose, again=again)


@routes.post("/solutions/{solution}/connect", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def let_in(
    request: Request,
    solution: str,
    here: Here,
    name: Annotated[str, Form(max_length=200)],
    way: Annotated[Way, Form()],
    home: Annotated[str, Form(max_length=32)] = "",
) -> Response:
    """Make a connection; the page that answers is the only one that ever shows its password."""
    whose = here.registry.solutions.get(solution)
    try:
        login = connect(here.registry, whose, name.strip(), way, here.now(), home=home or None)
    except ValidationError:
        return _page(request, here, whose, wrong=tongue_of(request).say(NO_SUCH_NAME))
    except Conflict as conflict:
        return _page(request, here, whose, english=str(conflict))
    return _fresh(request, here, whose, login, way)


@routes.post(
    "/solutions/{solution}/connect/renew", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False
)
def another_password(request: Request, solution: str, here: Here, connection: Id) -> Response:
    """Give a connection another password, shown once; who is connected by the old one is thrown out."""
    whose = here.registry.solutions.get(solution)
    it = _own(here, whose, connection)
    return _fresh(request, here, whose, renew(here.registry, it), _way(here, it))


@routes.post(
    "/solutions/{solution}/connect/revoke", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False
)
def revoke(solution: str, here: Here, connection: Id) -> Response:
    """Take a connection's credential back; what it told stays."""
    whose = here.registry.solutions.get(solution)
    here.registry.connections.revoke(_own(here, whose, connection).id, here.now())
    return _back(whose)


@routes.post(
    "/solutions/{solution}/connect/admit", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False
)
def admit(
    request: Request, solution: str, here: Here, connection: Id, key: Annotated[str, Form(max_length=512)]
) -> Response:
    """Admit a device that a box announced: from now on its readings are kept."""
    whose = here.registry.solutions.get(solution)
    it = _own(here, whose, connection)
    for each in _found(here, it):
        if each.key == key:
            device = Device(id=new_id("d"), home=it.home, connection=it.id, name=each.name[:120], model=each.model)
            placed = Placement(device=device.id, home=it.home, since=here.now())
            try:
                here.registry.found.admit(it.id, key, device, placed)
            except Conflict as conflict:
                return _page(request, here, whose, english=str(conflict))
            return _back(whose)
    raise NotFound(f"Nothing '{key:.80}' waits to be admitted behind connection '{it.id}'.")


@routes.get("/ca.pem", access=ANYBODY, include_in_schema=False)
def authority(here: Here) -> Response:
    """Give the certificate of who signed the broker's, for devices to know it by."""
    if not here.ca:
        raise NotFound("The broker needs no certificate of ours: it has none, or one that systems know.")
    return PlainTextResponse(here.ca, media_type="application/x-pem-file")


def _fresh(request: Request, here: Platform, whose: Solution, login: Login, way: Way) -> Response:
    try:
        here.enrol(login.credentials)
    except BrokerError as error:
        return _page(request, here, whose, english=str(error), status=HTTPStatus.BAD_GATEWAY)
    return _page(request, here, whose, fresh=letting_of(here, login.connection, way, login.credentials.password))


def _page(
    request: Request,
    here: Platform,
    whose: Solution,
    *,
    fresh: Letting | None = None,
    again: Connection | None = None,
    wrong: str = "",
    english: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    ours, words = _connections(here, whose), tongue_of(request)
    there = [home for home in here.registry.places.homes(whose.site) if home.clock is ClockKind.WALL]
    there.sort(key=lambda home: home.name != BENCH)
    homes = {home.id: words.say(BENCH) if home.name == BENCH else home.name for home in there}
    return page(
        request,
        "connect.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if (wrong or english) and status is HTTPStatus.OK else status,
        solution=whose,
        fresh=fresh or (letting_of(here, again, _way(here, again), NO_PASSWORD) if again else None),
        again=again is not None,
        connections=[(one, homes.get(one.home, one.home)) for one in ours],
        found=[each for one in ours for each in _found(here, one)],
        homes=homes.items(),
        ways=[(way.value, words.say(WAY_WORDS[way])) for way in ways_of(whose)],
        broker=here.broker,
        wrong=wrong,
        english=english,
        only_here=reached_here_only(here),
        ca=has_our_certificate(here),
    )


def reached_here_only(here: Platform) -> bool:
    """Tell whether the broker's address leads to it from this machine alone."""
    return urlsplit(here.broker).hostname in _LOOPBACK


def has_our_certificate(here: Platform) -> bool:
    """Tell whether devices know the broker by a certificate that is to be had here."""
    return bool(here.ca) and here.broker.startswith("mqtts://")


def letting_of(here: Platform, it: Connection, way: Way, password: str) -> Letting:
    """Give a login as its page shows it."""
    return letting(it, way, Settings(here.broker, it.id, password, it.site, it.home, here.ca))


def _connections(here: Platform, whose: Solution) -> list[Connection]:
    return [one for one in here.registry.connections.all(whose.site) if one.solution == whose.id]


def _own(here: Platform, whose: Solution, connection: str) -> Connection:
    for one in _connections(here, whose):
        if one.id == connection:
            return one
    raise NotFound(f"There is no connection '{connection}'.")


def _way(here: Platform, it: Connection) -> Way:
    devices = [device for device in here.registry.places.devices(home=it.home) if device.connection == it.id]
    found = here.registry.found.all(connection=it.id)
    return way_of(it, carries=bool(devices) and not found)


def _found(here: Platform, it: Connection) -> list[Found]:
    return [each for each in here.registry.found.all(connection=it.id) if each.device is None and each.channels]


def _back(whose: Solution) -> Response:
    return RedirectResponse(f"/solutions/{whose.id}/connect", HTTPStatus.SEE_OTHER)
