"""Metrics and health of a process on a port of its own; what serves pages has them at its own address too.

Nothing here is for people's browsers. With MISTEL_METRICS_TOKEN set, metrics need it; without it, whoever reaches the
port may read them: leave it on 127.0.0.1, or on a network of its own.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import uvicorn
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.access.tokens import same
from api.health import Health, look
from care.clock import Now
from care.errors import SettingError
from gateway.metrics import GatewayMetrics
from gateway.report import Report
from gateway.site import SiteGateway
from mistel.settings import Settings


def registry_of(gateways: Mapping[str, SiteGateway]) -> CollectorRegistry:
    """Make what Prometheus may ask of this process: its gateways, its memory and its time."""
    registry = CollectorRegistry()
    registry.register(GatewayMetrics(lambda: list(gateways.values())))
    ProcessCollector(namespace="mistel", registry=registry)
    return registry


def reports_of(gateways: Mapping[str, SiteGateway]) -> dict[str, Report]:
    """Tell how each gateway of this process is doing."""
    return {site: gateway.report() for site, gateway in list(gateways.items())}


def room_in(folder: Path) -> int:
    """Give the bytes that are left for us where a folder lies."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


@dataclass(frozen=True)
class Figures:
    """What a process tells of itself: ``metrics``, and ``health`` (told with sites' names when they may be known)."""

    metrics: CollectorRegistry
    health: Callable[[bool], Health]

    @classmethod
    def of(cls, gateways: Mapping[str, SiteGateway], folder: Path, now: Now) -> Self:
        """Give those of a process that runs gateways and nothing else."""

        def health(named: bool) -> Health:
            live = reports_of(gateways)
            names = frozenset(live) if named else frozenset()
            return look({}, live, now(), pid=os.getpid(), room=room_in(folder), names=names)

        return cls(registry_of(gateways), health)


def figures_app(figures: Figures, token: str = "") -> Starlette:
    """Make the application: ``/metrics`` and ``/health``."""

    def may_ask(request: Request) -> bool:
        return not token or same(request.headers.get("authorization", "").removeprefix("Bearer "), token)

    async def metrics(request: Request) -> Response:
        if not may_ask(request):
            return Response("Send the token of MISTEL_METRICS_TOKEN as 'Authorization: Bearer TOKEN'.\n", 401)
        return Response(await run_in_threadpool(generate_latest, figures.metrics), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    async def health(request: Request) -> Response:
        found = await run_in_threadpool(figures.health, may_ask(request))
        return JSONResponse(found.model_dump(mode="json"), 200 if found.status == "ok" else 503)

    return Starlette(routes=[Route("/metrics", metrics), Route("/health", health)])


async def serve_figures(
    settings: Settings, figures: Figures, own: Callable[[Coroutine[object, object, None], str], None]
) -> str | None:
    """Serve them on the port of the settings; give the address, or None where no port is set."""
    if not settings.metrics_port:
        return None
    listening = _bind(settings.metrics_host, settings.metrics_port)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    server = _Server(figures_app(figures, token))
    own(_serve(server, listening), "metrics")
    await server.answers.wait()
    host, port = listening.getsockname()[:2]
    return f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """The server, leaving signals to who started it; ``answers`` is set when it takes requests."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(app, log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        )
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.answers.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


async def _serve(server: _Server, listening: socket.socket) -> None:
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def _bind(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingError(
            f"Cannot give metrics on {host}:{port}: {error.strerror}. Set MISTEL_METRICS_HOST and MISTEL_METRICS_PORT."
        ) from error
    return listening
