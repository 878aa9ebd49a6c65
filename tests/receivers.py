"""Real servers on 127.0.0.1 that take what is sent to people: a mail server, and one for HTTP that can also hang."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Mail:
    """A mail as it arrived."""

    to: list[str]
    sender: str
    message: Message

    @property
    def subject(self) -> str:
        return str(make_header(decode_header(self.message["Subject"])))

    @property
    def text(self) -> str:
        part = next(part for part in self.message.walk() if part.get_content_type() == "text/plain")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content.decode()


@dataclass
class MailServer:
    """Takes mails; ``refuses``: with such a reply instead. Waits for none of them are sleeps: ``arrived`` is set."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    refuses: str = ""
    password: str = ""
    tried: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tried += 1
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(Mail(envelope.rcpt_tos, envelope.mail_from or "", message_from_bytes(envelope.content)))
        return "250 OK"

    def check(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == self.password.encode()
        return AuthResult(success=right, handled=False, message=None if right else "535 5.7.8 wrong")


@contextmanager
def mail_server(password: str = "") -> Iterator[MailServer]:
    """Run a mail server; with a password it lets nobody in without."""
    server = MailServer(password=password)
    auth = {"authenticator": server.check, "auth_required": True, "auth_require_tls": False} if password else {}

    class Bound(Controller):
        def _create_server(self) -> Any:
            made = super()._create_server()

            async def create() -> Any:
                started = await made
                server.port = started.sockets[0].getsockname()[1]
                return started

            return create()

        def _trigger_server(self) -> None:
            """The port is a free one, known only now."""
            self.port = server.port
            super()._trigger_server()

    running = Bound(server, hostname=server.host, port=0, **auth)
    running.start()
    try:
        yield server
    finally:
        running.stop()


@dataclass
class Request:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.body).items()}

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass
class HttpReceiver:
    """Takes requests. ``hangs``: answers nobody until it is closed; ``status``: what it answers."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    status: int = 200
    hangs: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)


@contextmanager
def http_receiver(*, hangs: bool = False, status: int = 200) -> Iterator[HttpReceiver]:
    """Run an HTTP server that remembers what was sent to it."""
    receiver = HttpReceiver(hangs=hangs, status=status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            receiver.requests.append(Request(self.path, dict(self.headers), body))
            if receiver.hangs:
                receiver.closing.wait()
                return
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


async def until(condition: Any, seconds: float = 20) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)
