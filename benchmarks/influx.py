"""What it costs to write events to InfluxDB: a line of line protocol, and forwarding from the journal.

The server takes everything at once and keeps nothing: the figures are ours alone.
"""

import asyncio
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from influxdb_client.client.write.point import Point

from benchmarks.figure import Figure
from care.clock import wall_now
from care.events import Event
from gateway.forward import Forwarder
from store.influx import Target
from store.influx.line import Lines
from store.journal import Journal

LINES = 20_000
EVENTS = 100_000
START = datetime(2026, 1, 14, tzinfo=UTC)
POINT: Any = Point


class _Taker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take it."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.send_header("X-Influxdb-Version", "1.8.10")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the name is http.server's

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def measure() -> Iterator[Figure]:
    """Make lines by hand and by the client's Point; forward a journal."""
    lines = Lines()
    how = f"{LINES:,} numbers of 700 series"
    yield Figure("InfluxDB, a line by hand", _cost(lambda event: lines.line(event, 0)), "us", how)
    yield Figure("InfluxDB, a line by the client's Point", _cost(_by_point), "us", how)
    wall, cpu = asyncio.run(_forward())
    yield Figure("InfluxDB, forwarding", EVENTS / wall, "events/s", f"{EVENTS:,} events from the journal")
    yield Figure("InfluxDB, forwarding, CPU", cpu / EVENTS * 1e5, "s per 100k", "with the server that takes them")


def _events(count: int) -> list[Event]:
    return [
        Event("rosen", f"h{n % 100}", f"d{n % 7}", "power", START + timedelta(milliseconds=n), n / 7, START)
        for n in range(count)
    ]


def _cost(make: Callable[[Event], str]) -> float:
    events = _events(LINES)
    begun = time.perf_counter()
    for event in events:
        make(event)
    return (time.perf_counter() - begun) / LINES * 1e6


def _by_point(event: Event) -> str:
    point = POINT(event.quantity).tag("site", event.site).tag("home", event.home).tag("device", event.device)
    return str(point.field("v", event.value).time(event.time).to_line_protocol())


async def _forward() -> tuple[float, float]:
    server = HTTPServer(("127.0.0.1", 0), _Taker)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with Journal.open(Path(folder), "rosen") as journal:
                events = _events(EVENTS)
                for first in range(0, EVENTS, 2000):
                    await journal.keep(events[first : first + 2000])
                target = Target(f"http://127.0.0.1:{server.server_port}")
                forwarder = Forwarder("rosen", Path(folder), journal, target, wall_now)
                wall, cpu = time.perf_counter(), time.process_time()
                async with asyncio.TaskGroup() as tasks:
                    running = tasks.create_task(forwarder.run())
                    while forwarder.position < EVENTS:  # noqa: ASYNC110 - it tells nobody, on purpose
                        await asyncio.sleep(0.01)
                    spent = time.perf_counter() - wall, time.process_time() - cpu
                    running.cancel()
                return spent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
