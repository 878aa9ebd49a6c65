"""The API and the pages of an instance: bound early, so that a taken port is said at once; served by uvicorn."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from functools import partial

from fastapi import FastAPI

from alerts.desk import Desk
from api.app import create_app
from api.metrics import DeskMetrics
from api.platform import Platform
from api.routes.health import health_of
from api.server import Server
from api.watch import GatewayWatch
from care.errors import SettingError
from gateway.standing_in import StandIn
from mistel.admission import enrol
from mistel.figures import Figures, registry_of, reports_of, room_in, serve_figures
from mistel.instance import Instance
from mistel.outward import outward
from mistel.settings import Settings
from store.journal import JournalReader


class _Server(Server):
    """The server, leaving signals to who started it; ``answers`` is set when it takes requests."""

    def __init__(self, app: FastAPI, *, host: str, port: int) -> None:
        super().__init__(app, host=host, port=port)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.answers.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


async def serve_pages(instance: Instance) -> str:
    """Serve the API and the pages for as long as the instance runs; return their address when they answer."""
    settings = instance.settings
    listening = bind(settings)
    host, port = listening.getsockname()[:2]
    url = f"http://{host}:{port}"
    readers: dict[str, JournalReader] = {}

    def reader(site: str) -> JournalReader:
        if site not in readers:
            readers[site] = instance.reader(site)
        return readers[site]

    desk = Desk(instance.registry, instance.now)
    ways_out = outward(settings)
    metrics = registry_of(instance.gateways)
    metrics.register(DeskMetrics(instance.registry, instance.now))
    platform = Platform(
        registry=instance.registry,
        desk=desk,
        reader=reader,
        now=instance.now,
        secure_cookies=settings.https,
        base_url=settings.public_url or url,
        broker=settings.public_broker_url or instance.broker_url or settings.broker_url or "",
        ca=settings.broker_ca.read_text() if settings.broker_ca else "",
        enrol=lambda login: asyncio.run(enrol(settings, instance.registry, [login])),
        registration=settings.registration == "open",
        sandboxes=settings.sandboxes,
        metrics=metrics,
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else "",
        live=lambda: reports_of(instance.gateways),
        room=lambda: room_in(settings.state_dir),
        unset=ways_out.outlets.missing,
    )
    await serve_figures(settings, Figures(metrics, partial(health_of, platform)), instance.own)
    server = _Server(create_app(platform), host=host, port=port)
    instance.own(_serve(server, listening), "pages")
    instance.own(GatewayWatch(instance.registry, desk, instance.now).run(), "watch of gateways")
    stand_in = StandIn(instance.registry, desk, instance.now, ways_out, reader)
    instance.own(stand_in.run(), "standing in for silent gateways")
    await server.answers.wait()
    return url


async def _serve(server: _Server, listening: socket.socket) -> None:
    """Serve until cancelled, then let open requests end."""
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def bind(settings: Settings) -> socket.socket:
    """Listen on the address of the settings; raises SettingError when it is taken or not ours."""
    listening = socket.socket(socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.http_host, settings.http_port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingError(
                f"Port {settings.http_port} of {settings.http_host} is taken by another program: stop that one, or set "
                "MISTEL_HTTP_PORT to another port (0 takes a free one)."
            ) from error
        raise SettingError(
            f"Cannot listen on {settings.http_host}:{settings.http_port}: {error.strerror}. Set MISTEL_HTTP_HOST "
            "and MISTEL_HTTP_PORT."
        ) from error
    return listening
