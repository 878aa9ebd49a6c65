"""One running instance: the broker, a gateway for each site, and when asked for the pages, in one process."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Final, Self

from care.clock import Now, wall_now
from care.errors import MistelError, SettingError
from devices import topics
from devices.broker import Certificate, EmbeddedBroker
from devices.broker.certificate import names_of
from devices.broker.embedded import OF_THIS_MACHINE
from devices.broker.turned_away import LogTail
from devices.credentials import Credentials, hash_password, new_password
from gateway.ingest import Ingest
from gateway.site import SiteGateway
from gateway.turned_away import Doorkeeper
from mistel import state
from mistel.admission import FOLLOW_SECONDS, Admission, of_embedded, of_outside
from mistel.influx import target
from mistel.outward import outward
from mistel.settings import Settings
from store.journal import JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

GATEWAY: Final = "gateway"
AGAIN_SECONDS: Final = 5
ALIVE: Final = timedelta(seconds=60)


@dataclass
class Instance:
    """What runs, and what commands need of it; ``own`` runs a coroutine by name for as long as the instance runs."""

    settings: Settings
    registry: Registry
    broker_url: str
    own: Callable[[Coroutine[object, object, None], str], None]
    now: Now = wall_now
    without: frozenset[str] = frozenset()
    gateways: dict[str, SiteGateway] = field(default_factory=dict)

    def reader(self, site: str) -> JournalReader:
        """Open a site's journal for reading."""
        return JournalReader.open(self.settings.state_dir, site)


def gateway_credentials(settings: Settings) -> Credentials:
    """Give the gateway's login: as set for an outside broker, else generated once and kept in the state folder."""
    if settings.broker_url is not None:
        if settings.broker_password is None:
            raise SettingError(
                "MISTEL_BROKER_URL names an outside broker, but the gateway has no password there: set "
                "MISTEL_BROKER_PASSWORD, or put it in a file mistel_broker_password in MISTEL_SECRETS_DIR."
            )
        return Credentials(settings.broker_user, settings.broker_password.get_secret_value())
    path = settings.state_dir / "broker" / "gateway.json"
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"user": GATEWAY, "password": new_password()}))
    kept = json.loads(path.read_text())
    return Credentials(kept["user"], kept["password"])


def _certificate(settings: Settings) -> Certificate | None:
    """Give what the embedded broker proves itself by, when set; raises SettingError for one that does not hold here."""
    certificate, key = settings.broker_tls_cert, settings.broker_tls_key
    if certificate is None or key is None:
        if certificate or key:
            raise SettingError("MISTEL_BROKER_TLS_CERT and MISTEL_BROKER_TLS_KEY go together: set both, or neither.")
        return None
    here = OF_THIS_MACHINE.get(settings.broker_host, settings.broker_host)
    if here not in (names := names_of(certificate)):
        raise SettingError(
            f"The certificate {certificate} names {', '.join(names)}, but the gateway reaches the broker at {here}: "
            f"make one that names it too, with `mistel broker certificate NAME…`."
        )
    if not os.access(key, os.R_OK):
        raise SettingError(f"MISTEL_BROKER_TLS_KEY names {key}, which cannot be read.")
    return Certificate(certificate, key)


@asynccontextmanager
async def started(settings: Settings, *, without: frozenset[str] = frozenset()) -> AsyncIterator[Instance]:
    """Start broker and gateways on the state folder; they end with the block.

    Raises StoreError when the folder cannot be used or another instance runs on it, BrokerError when the broker
    cannot be started.
    """
    state.prepare(settings.state_dir)
    async with AsyncExitStack() as stack:
        stack.enter_context(state.claim(settings.state_dir))
        registry = Registry.open(settings.state_dir, settings.database_url)
        stack.callback(registry.close)
        gateway = gateway_credentials(settings)
        ours = topics.gateway_grant(gateway.user, hash_password(gateway.password))  # another hash would throw it out
        broker = None
        url = settings.broker_url
        if url is None:
            broker = EmbeddedBroker(
                settings.state_dir / "broker",
                host=settings.broker_host,
                port=settings.broker_port or None,
                grants=[ours],
                tls=_certificate(settings),
                ack_wait=timedelta(seconds=settings.broker_ack_wait),
            )
            await stack.enter_async_context(broker)
            url = broker.url
        servants = await stack.enter_async_context(Servants())
        instance = Instance(settings, registry, url, servants.own, without=without)
        if broker is not None:
            servants.own(broker.watch(), "broker")
            doorkeeper = Doorkeeper(LogTail(broker.log), registry, partial(_ingest, instance), wall_now)
            servants.own(doorkeeper.run(), "what the broker turned away")
            followed: Admission | None = of_embedded(registry, broker, ours)
        else:
            followed = of_outside(registry, settings, gateway)
        servants.own(_follow_admission(instance, followed, gateway), "admission")
        yield instance


class Servants:
    """Tasks that serve a block: an error of one ends the block, the block's end ends them all."""

    def __init__(self) -> None:
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()

    def own(self, work: Coroutine[object, object, None], name: str) -> None:
        """Run ``work`` until the block ends."""
        task = self._group.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)


async def _follow_admission(instance: Instance, admission: Admission | None, login: Credentials) -> None:
    """Follow the registry: a gateway for each site, then logins for its connections."""
    followed = -1
    while True:
        newest = instance.registry.changes.last()
        if admission is not None:  # first of all the gateways themselves are let in
            await admission.follow(newest, frozenset(_attended(instance)))
        if newest != followed:
            for site in instance.registry.places.sites():
                if site.id not in instance.gateways:
                    instance.gateways[site.id] = _gateway(instance, site.id, login)
            followed = newest
        await asyncio.sleep(FOLLOW_SECONDS)


def _ingest(instance: Instance, site: str) -> Ingest | None:
    gateway = instance.gateways.get(site)
    return None if gateway is None else gateway.ingest


def _gateway(instance: Instance, site: str, login: Credentials) -> SiteGateway:
    running = SiteGateway(
        instance.settings.state_dir,
        site,
        instance.registry,
        instance.broker_url,
        login,
        instance.now,
        instance.without,
        ca=instance.settings.broker_ca,
        influx=target(instance.settings),
        ack_wait=timedelta(seconds=instance.settings.broker_ack_wait),
        outward=outward(instance.settings),
    )
    instance.own(_kept_running(running), f"gateway {site}")
    return running


def _attended(instance: Instance) -> Iterator[str]:
    """Give the sites whose gateway reads, here or in another process."""
    elsewhere = None
    for site, gateway in instance.gateways.items():
        if not gateway.ready.is_set():
            elsewhere = instance.registry.heartbeats.all() if elsewhere is None else elsewhere
            beat = elsewhere.get(f"gateway/{site}")
            if beat is None or beat.pid == os.getpid() or instance.now() - beat.at > ALIVE:
                continue
        yield site


async def _kept_running(gateway: SiteGateway) -> None:
    """Run a site's gateway; what ends it (another process has the site) is said, and it is tried again."""
    while True:
        try:
            await gateway.run()
        except* MistelError as group:
            for error in group.exceptions:
                log.error("site %s is without our gateway: %s", gateway.site, error)  # noqa: TRY400 - the sentence says it
        await asyncio.sleep(AGAIN_SECONDS)
