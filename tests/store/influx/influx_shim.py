"""Debian's influxd 1.6.7 as if it were 1.8: the new write address and the new way to log in, as a proxy before it.

It can also misbehave: answers laid in ``instead`` are given, one each, in place of influxd's.
"""

import base64
import http.client
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

PRECISION = {"ns": "n", "us": "u", "ms": "ms", "s": "s"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Shim:
    """Listens on a port of its own; ``written`` counts the writes that were asked for, ``lines`` their lines."""

    def __init__(self, port: int) -> None:
        self.influxd_port = port
        self.instead: deque[Answer] = deque()
        self.behave()
        shim = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                shim.answer(self)

            do_POST = do_GET  # noqa: N815 - the name is http.server's

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def behave(self) -> None:
        """Forget what was counted and what was to be answered instead."""
        self.instead.clear()
        self.longest_body: int | None = None
        self.written = 0
        self.lines = 0

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        address = urlsplit(asked.path)
        if address.path == "/api/v2/write":
            self.written += 1
            self.lines += body.count(b"\n") + 1
        answer = self._instead(body) or self._of_influxd(asked, body)
        asked.send_response(answer.status)
        for name, value in answer.headers.items():
            asked.send_header(name, value)
        if answer.status != 204:
            asked.send_header("Content-Length", str(len(answer.body)))
        asked.end_headers()
        asked.wfile.write(answer.body)

    def _instead(self, body: bytes) -> Answer | None:
        if self.longest_body is not None and len(body) > self.longest_body:
            return Answer(413, b"<html><h1>413 Request Entity Too Large</h1></html>", {"Content-Type": "text/html"})
        return self.instead.popleft() if self.instead else None

    def _of_influxd(self, asked: BaseHTTPRequestHandler, body: bytes) -> Answer:
        headers = {}
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        if scheme == "Token":
            headers["Authorization"] = f"Basic {base64.b64encode(token.encode()).decode()}"
        connection = http.client.HTTPConnection("127.0.0.1", self.influxd_port, timeout=20)
        try:
            connection.request(asked.command, _as_before_1_8(asked.path), body or None, headers)
            response = connection.getresponse()
            told = {name: value for name, value in response.getheaders() if name in {"Content-Type", *_TOLD}}
            return Answer(response.status, response.read(), told)
        except OSError as error:  # influxd is away: then so are we
            asked.close_connection = True
            return Answer(502, str(error).encode())
        finally:
            connection.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


_TOLD = ("X-Influxdb-Version", "X-Influxdb-Build", "Retry-After")


def _as_before_1_8(path: str) -> str:
    address = urlsplit(path)
    if address.path != "/api/v2/write":
        return path
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    database, _, policy = query["bucket"].partition("/")
    old = {"db": database, "precision": PRECISION[query["precision"]]}
    return f"/write?{urlencode(old | ({'rp': policy} if policy else {}))}"
