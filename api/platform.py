"""What the application stands on, passed in by whoever starts it; nothing global."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry

from alerts.desk import Desk
from alerts.promised import PROMISED, Promised
from care.clock import ClockKind, Now
from care.duty import Channel
from care.people import Home
from devices.credentials import Credentials
from gateway.report import Report
from store.journal import JournalReader
from store.registry import Registry


def _no_gateways() -> Mapping[str, Report]:
    return {}


def _room_enough() -> int:
    return sys.maxsize


def _nobody_to_tell(_login: Credentials) -> None:
    """Tell no broker: the embedded one follows the registry."""


def _nothing_unset(_channel: Channel) -> str:
    return ""


@dataclass(frozen=True)
class Platform:
    """The parts and settings of the application.

    Attributes:
        registry: Who and what there is, alerts and runs.
        desk: The only way to change an alert.
        reader: Gives the journal of a site; called often, from many threads, so it should give the same one again.
        now: Tells the time.
        secure_cookies: True behind TLS: cookies are then sent over TLS only.
        base_url: What people write in the browser, such as https://mistel.example.
        session_lasts: How long a login holds, used or not; a working shift by default.
        token_lasts: How long an API token holds.
        flush: How long the board's stream gathers changes before it sends them.
        broker: Where devices reach the broker, such as mqtts://broker.example:8883; "" when not known.
        ca: The certificate of who signed the broker's, in PEM; "" where devices need none of ours.
        enrol: Tells an outside broker the password of a connection just made or renewed; raises BrokerError.
        metrics: What Prometheus may ask, of everything in this process.
        metrics_token: What a program brings that may read the metrics without being a person; "" lets none in.
        live: Gives how the gateways of this process are doing, by site.
        room: Gives the bytes that are left for the state.
        unset: Says what must be set before a channel works, "" when it does.
        registration: Whether anybody may register a solution or tell a need by the form of /join without a login.
        sandboxes: So many sandboxes there may be in all, when they are made by forms.
        promised: How soon an answer is promised, by priority: what the board counts down.
    """

    registry: Registry
    desk: Desk
    reader: Callable[[str], JournalReader]
    now: Now
    secure_cookies: bool = False
    base_url: str = "http://127.0.0.1:8000"
    session_lasts: timedelta = timedelta(hours=12)
    token_lasts: timedelta = timedelta(days=365)
    flush: timedelta = timedelta(milliseconds=50)
    broker: str = ""
    ca: str = ""
    enrol: Callable[[Credentials], None] = _nobody_to_tell
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)
    metrics_token: str = field(default="", repr=False)
    live: Callable[[], Mapping[str, Report]] = _no_gateways
    room: Callable[[], int] = _room_enough
    unset: Callable[[Channel], str] = _nothing_unset
    registration: bool = False
    sandboxes: int = 50
    promised: Promised = field(default_factory=lambda: PROMISED)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names this application answers to: its own and the machine's; others may be a page that rebinds DNS."""
        own = urlsplit(self.base_url).hostname
        return tuple(dict.fromkeys((*([own] if own else []), "127.0.0.1", "localhost", "[::1]")))

    def home_now(self, home: Home) -> datetime | None:
        """Give a home's time: the wall's, or how far its own clock has been judged (None before its first tick)."""
        return self.now() if home.clock is ClockKind.WALL else self.reader(home.site).judged().get(home.id)
