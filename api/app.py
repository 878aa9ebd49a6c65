"""The application: every route with its access rule, put together from a platform."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import fastapi_offline
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from alerts.guidelines import shipped
from api.access.gate import gate
from api.access.limits import JoinLimits, LoginLimits
from api.access.passwords import nobodys
from api.access.rule import ANYBODY, Access, Declared, Routes
from api.case_stream import CaseStreams
from api.errors import Problem, install
from api.feed_stream import FeedStreams
from api.headers import SecurityHeaders
from api.pages import (
    account,
    apartment,
    board,
    connect,
    docs,
    foot,
    handover,
    lent,
    login,
    missed,
    quiet,
    trial_reports,
    trial_setup,
)
from api.pages import alerts as alert_pages
from api.pages import conformance as conformance_pages
from api.pages import description as description_pages
from api.pages import duty as duty_pages
from api.pages import feed as feed_pages
from api.pages import guidelines as guideline_pages
from api.pages import homes as home_pages
from api.pages import join as join_pages
from api.pages import load as load_pages
from api.pages import needs as need_pages
from api.pages import pulse as pulse_pages
from api.pages import questionnaires as questionnaire_pages
from api.pages import reports as report_pages
from api.pages import residents as resident_pages
from api.pages import runs as run_pages
from api.pages import scores as score_pages
from api.pages import solutions as solution_pages
from api.pages import trial_connect as trial_connect_pages
from api.pages import trial_power as trial_power_pages
from api.pages import trials as trial_pages
from api.pages import tries as try_pages
from api.pages import visits as visit_pages
from api.platform import Platform
from api.routes import (
    alerts,
    checks,
    commands,
    descriptions,
    events,
    guidelines,
    health,
    history,
    homes,
    me,
    metrics,
    needs,
    refusals,
    runs,
    sites,
    solutions,
    suppressions,
    tries,
)
from api.routes import duty as duty_routes
from api.routes import feed as feed_routes
from api.routes import interventions as intervention_routes
from api.routes import load as load_routes
from api.routes import scores as score_routes
from api.scores import Scores
from api.staff_load import Loads
from api.stream import BoardStreams
from api.trials import Progress
from api.watched_runs import RunStreams
from dashboards.board import Painter
from dashboards.directory import Directory
from dashboards.rendering import STATIC

ROUTES: Final[tuple[Routes, ...]] = (
    *(login.routes, account.routes, board.routes, alert_pages.routes, home_pages.routes, run_pages.routes, docs.routes),
    *(handover.routes, missed.routes, quiet.routes, foot.routes),
    *(sites.routes, homes.routes, events.routes, history.routes, alerts.routes, runs.routes, refusals.routes),
    *(commands.routes, suppressions.routes, descriptions.routes, me.routes, health.routes, metrics.routes),
    *(guideline_pages.routes, guidelines.routes),
    *(resident_pages.routes, intervention_routes.routes),
    visit_pages.routes,
    trial_connect_pages.routes,
    *(questionnaire_pages.routes, lent.routes, pulse_pages.routes),
    *(load_pages.routes, load_routes.routes),
    *(score_pages.routes, score_routes.routes),
    report_pages.routes,
    *(duty_pages.routes, duty_routes.routes),
    *(conformance_pages.routes, checks.routes),
    *(feed_pages.routes, feed_routes.routes, description_pages.routes),
    *(try_pages.routes, apartment.routes),
    *(join_pages.routes, need_pages.routes, solution_pages.routes),
    *(trial_setup.routes, trial_pages.routes),  # the former first: /trials/new is no trial's name
    trial_power_pages.routes,
    trial_reports.routes,
    *(solutions.routes, tries.routes, needs.routes, connect.routes),
)
"""Every noun's routes."""

FOLDERS: Final[Mapping[str, tuple[Path, Access]]] = {
    "/static": (STATIC, ANYBODY),
    "/static-docs": (Path(fastapi_offline.__file__).parent / "static", ANYBODY),
}
"""Folders of files, by path: styles and scripts, ours and Swagger UI's; the login needs the first."""

LARGEST: Final = 64 * 1024
"""Bytes that a request may bring: the longest form is far smaller, and files are not taken."""


def declared() -> list[Declared]:
    """Give every route as it was declared."""
    return [route for routes in ROUTES for route in routes.declared]


def create_app(platform: Platform, limits: LoginLimits | None = None) -> FastAPI:
    """Put the application together.

    Raises RuntimeError when it has a route without a stated access rule. ``app.state.close_streams()`` ends all
    streams; ``api.server`` calls it before it waits for open connections.
    """
    nobodys()  # before the first visitor: it takes a while
    platform.registry.guidelines.take_in(shipped().values(), platform.now())
    directory = Directory(platform.registry)
    painter = Painter(directory, platform.promised)
    streams = BoardStreams(platform, painter)
    cases = CaseStreams(platform, directory)
    feeds = FeedStreams(platform, directory)
    watched = RunStreams(platform, directory)

    def close_streams() -> None:
        streams.close()
        cases.close()
        feeds.close()
        watched.close()

    @asynccontextmanager
    async def alive(_app: FastAPI) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            pollers = [
                tasks.create_task(streams.run(), name="board poller"),
                tasks.create_task(cases.run(), name="case poller"),
                tasks.create_task(feeds.run(), name="feed poller"),
                tasks.create_task(watched.run(), name="run poller"),
            ]
            yield
            close_streams()
            for poller in pollers:
                poller.cancel()

    app = FastAPI(
        title="Mistel",
        description="What welfare technology tells, the alerts that come of it, and what staff do.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=alive,
        max_body_size=LARGEST,
        responses={"4XX": {"model": Problem, "description": "What is wrong, and what to do"}},
        middleware=[
            Middleware(SecurityHeaders, tls=platform.secure_cookies),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(platform.hosts), www_redirect=False),
        ],
    )
    app.state.platform = platform
    app.state.login_limits = limits or LoginLimits()
    app.state.join_limits = JoinLimits()
    app.state.directory = directory
    app.state.loads = Loads(platform)
    app.state.scores = Scores(platform)
    app.state.trial_progress = Progress(platform)
    app.state.trial_analyses = trial_reports.Analyses()
    app.state.painter = painter
    app.state.streams = streams
    app.state.cases = cases
    app.state.feeds = feeds
    app.state.run_streams = watched
    app.state.close_streams = close_streams
    install(app)
    for route in declared():
        app.add_api_route(
            route.path,
            route.endpoint,
            methods=[route.method],
            dependencies=[Depends(gate(route.access))],
            summary=(route.endpoint.__doc__ or "").partition("\n")[0].rstrip("."),
            operation_id=f"{route.endpoint.__module__.rpartition('.')[2]}_{route.endpoint.__name__}",
            **route.options,
        )
    for path, (folder, _access) in FOLDERS.items():
        app.mount(path, StaticFiles(directory=folder), name=path.strip("/"))
    must_be_stated(app.routes)
    return app


def must_be_stated(routes: Iterable[BaseRoute]) -> None:
    """Raise RuntimeError when a route of an application stands outside the stated access rules."""
    stated = {(route.method, route.path) for route in declared()}
    for route in routes:
        if isinstance(route, APIRoute):
            unruled = {(method, route.path) for method in route.methods or ()} - stated
        elif isinstance(route, Mount):
            unruled = set() if route.path in FOLDERS else {("*", route.path)}
        else:
            unruled = {("*", getattr(route, "path", repr(route)))}
        if unruled:
            raise RuntimeError(
                f"No access rule is stated for {sorted(unruled)}; declare it with api.access.rule.Routes."
            )
