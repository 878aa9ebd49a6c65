"""Who gets into the broker: what the registry says, brought to the embedded broker or to an outside mosquitto."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final

from care.errors import BrokerError
from devices import topics
from devices.address import Address
from devices.broker import EmbeddedBroker
from devices.broker.admitter import Admitter
from devices.broker.dynamic_security import DynamicSecurity
from devices.credentials import Credentials
from mistel.settings import Settings
from store.registry import Registry

log = logging.getLogger(__name__)

FOLLOW_SECONDS: Final = 0.2
LOOK_AGAIN_SECONDS: Final = 60.0
"""How long an outside broker is believed to be as we left it: somebody may have brought back an older file of its."""
AGAIN_SECONDS: Final = 1.0


def outside(settings: Settings) -> DynamicSecurity | None:
    """Give the one who decides who gets into an outside mosquitto; None when somebody else does, or it is our own."""
    if settings.broker_url is None or settings.broker_admin_password is None:
        return None
    admin = Credentials(settings.broker_admin_user, settings.broker_admin_password.get_secret_value())
    return DynamicSecurity(Address.parse(settings.broker_url, settings.broker_ca), admin)


async def enrol(settings: Settings, registry: Registry, logins: Sequence[Credentials]) -> None:
    """Tell an outside mosquitto the passwords of connections just made or renewed; the embedded broker is not told any.

    Raises BrokerError when it cannot be told: the connection is then in the registry, but does not get in.
    """
    broker = outside(settings)
    if broker is None:
        return
    hashes = registry.connections.hashes()
    try:
        await broker.enrol([(login, hashes[login.user]) for login in logins])
    except BrokerError as error:
        raise BrokerError(
            f"{error} Until it is told a password, connection {logins[0].user} does not get in: "
            f"`mistel device password {logins[0].user}` gives it another and tries again."
        ) from error
    for login in logins:
        registry.connections.renew(login.user, hashes[login.user])  # a change: who follows the registry looks again


def grants(registry: Registry, sites: Collection[str]) -> list[topics.Grant]:
    """Give the logins of these sites' connections that are not revoked.

    A site is among them once its gateway has subscribed: the broker acknowledges what nobody reads yet, and forgets it.
    """
    hashes = registry.connections.hashes()
    connections = [c for c in registry.connections.all() if c.site in sites and c.id in hashes]
    return [topics.connection_grant(c, hashes[c.id]) for c in connections]


class Admission:
    """Keeps one broker's users at what the registry says.

    ``ours`` gives the gateway's grant. One that is not the ``embedded`` broker may be away: it is tried again, and
    looked at now and then even when nothing has changed.
    """

    def __init__(
        self, registry: Registry, admitter: Admitter, ours: Callable[[], Awaitable[topics.Grant]], *, embedded: bool
    ) -> None:
        self._registry = registry
        self._admitter = admitter
        self._ours = ours
        self._embedded = embedded
        self._followed: tuple[int, Collection[str]] | None = None
        self._brought: tuple[list[topics.Grant], list[str]] | None = None
        self._next = math.inf
        self._told = ""

    async def follow(self, newest: int, attended: frozenset[str]) -> None:
        """Bring the broker to change ``newest`` of the registry; ``attended`` are the sites whose gateway reads."""
        now = asyncio.get_running_loop().time()
        if self._followed == (newest, attended) and now < self._next:
            return
        self._followed = (newest, attended)
        # Whose site is without gateway for a moment stays in if let in: an outside broker keeps what they say.
        waiting = [c.id for c in self._registry.connections.all() if c.site not in attended]
        wanted = (grants(self._registry, attended), waiting)
        if wanted == self._brought and now < self._next:
            return  # most changes of the registry are nothing to the broker
        self._next = math.inf if self._embedded else now + LOOK_AGAIN_SECONDS
        self._brought = None
        try:
            complete = await self._admitter.admit([await self._ours(), *wanted[0]], waiting)
        except BrokerError as error:
            if self._embedded:
                raise
            if str(error) != self._told:
                log.warning("who gets into the broker is not decided, to be tried again: %s", error)
            self._told = str(error)
            self._next = asyncio.get_running_loop().time() + AGAIN_SECONDS
        else:
            self._told = ""
            self._brought = wanted if complete else None


async def keep(admission: Admission, registry: Registry, attended: Callable[[], Iterable[str]]) -> None:
    """Follow the registry until cancelled."""
    while True:
        await admission.follow(registry.changes.last(), frozenset(attended()))
        await asyncio.sleep(FOLLOW_SECONDS)


def of_embedded(registry: Registry, broker: EmbeddedBroker, ours: topics.Grant) -> Admission:
    """Keep the users of the broker that comes along."""

    async def given() -> topics.Grant:
        return ours

    return Admission(registry, broker, given, embedded=True)


def of_outside(registry: Registry, settings: Settings, login: Credentials) -> Admission | None:
    """Keep the users of an outside mosquitto, the gateway's among them; None when somebody else does."""
    broker = outside(settings)
    if broker is None:
        if settings.broker_url is not None:
            log.info("who gets into %s is decided there: no MISTEL_BROKER_ADMIN_PASSWORD is set", settings.broker_url)
        return None

    async def introduced() -> topics.Grant:
        return topics.gateway_grant(login.user, await broker.introduce(login))

    return Admission(registry, broker, introduced, embedded=False)
