"""Decide who gets into mosquitto: an admin client of its dynamic security plugin, over ``$CONTROL``.

mosquitto hashes passwords itself and takes no hash: it must be told a password by whoever makes it (``enrol``). What a
user may do, and that it is revoked, follows from grants (``admit``). docs/decisions/0005 says why.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Final

import aiomqtt

from care.errors import BrokerError
from devices.address import Address
from devices.broker.standing import Command, Standing
from devices.credentials import Credentials, hash_password, matches
from devices.topics import Grant

log = logging.getLogger(__name__)

CONTROL: Final = "$CONTROL/dynamic-security/v1"
ANSWER_SECONDS: Final = 20
AT_ONCE: Final = 20
"""Commands in one message: mosquitto writes its file after each, and serves nobody meanwhile."""


class DynamicSecurity:
    """Admits at the mosquitto of ``address``, as the ``admin`` whose role may publish and read ``$CONTROL``."""

    def __init__(self, address: Address, admin: Credentials) -> None:
        self.address = address
        self._admin = admin
        self._told: list[str] = []

    async def admit(self, grants: Sequence[Grant], waiting: Collection[str] = ()) -> bool:
        """As the protocol says. A user whose password mosquitto was not told stays out, which is logged once."""
        async with self._control() as control:
            standing = await control.standing()
            commands = standing.commands(grants, waiting)
            await control.ask(commands)
        if commands:
            log.info("admission at %s: %d changes", self.address, len(commands))
        unknown = standing.unknown(grants)
        if unknown != self._told:
            self._told = unknown
            if unknown:
                log.warning(
                    "%d connections have no password at %s (%s): give each another with `mistel device password`",
                    len(unknown),
                    self.address,
                    ", ".join(unknown[:5]),
                )
        return not unknown

    async def enrol(self, logins: Sequence[tuple[Credentials, str]]) -> None:
        """Tell mosquitto these logins, each with the hash that its grant will have; a known user gets the password.

        They do not get in until they are granted something. Raises BrokerError for a name that is another's there.
        """
        async with self._control() as control:
            standing = await control.standing()
            taken = [login.user for login, _ in logins if login.user in standing.others]
            if taken:
                raise BrokerError(
                    f"'{taken[0]}' is a user of {self.address} that Mistel did not make: remove it there."
                )
            await control.ask([standing.enrol(login.user, login.password, hashed) for login, hashed in logins])

    async def introduce(self, login: Credentials) -> str:
        """Tell mosquitto a login that it may know, and give the hash that its grant must have.

        A user of that name whom somebody made at mosquitto by hand is left as it is.
        """
        async with self._control() as control:
            standing = await control.standing()
            known = standing.clients.get(login.user)
            if known and matches(login.password, known.password_hash):
                return known.password_hash
            hashed = hash_password(login.password)
            if login.user not in standing.others:
                await control.ask([standing.enrol(login.user, login.password, hashed)])
            return hashed

    @asynccontextmanager
    async def _control(self) -> AsyncIterator["_Control"]:
        client = aiomqtt.Client(
            self.address.host,
            self.address.port,
            username=self._admin.user,
            password=self._admin.password,
            identifier=f"mistel-admission-{secrets.token_hex(8)}",
            protocol=aiomqtt.ProtocolVersion.V311,
            tls_context=self.address.tls,
            timeout=ANSWER_SECONDS,
        )
        try:
            async with client:
                await client.subscribe(f"{CONTROL}/response", qos=1)
                yield _Control(client)
        except TimeoutError as error:
            raise BrokerError(
                f"The broker at {self.address} does not answer '{self._admin.user}' (MISTEL_BROKER_ADMIN_USER) on "
                f"{CONTROL}: is it mosquitto with its dynamic security plugin, and has that user the role 'admin'?"
            ) from error
        except aiomqtt.MqttError as error:
            raise self.address.distrust(error) or BrokerError(
                f"'{self._admin.user}' (MISTEL_BROKER_ADMIN_USER) cannot decide who gets into the broker at "
                f"{self.address}: {error}."
            ) from error


class _Control:
    """One admin connection."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client

    async def standing(self) -> Standing:
        """Read what stands."""
        clients, roles, default = await self.ask(
            [
                {"command": "listClients", "verbose": True, "count": -1, "offset": 0},
                {"command": "listRoles", "verbose": True, "count": -1, "offset": 0},
                {"command": "getDefaultACLAccess"},
            ]
        )
        return Standing.read(clients, roles, default)

    async def ask(self, commands: Sequence[Command]) -> list[Command]:
        """Have commands done, in order; give the data of each answer. Raises BrokerError that names the first refused.

        Raises TimeoutError when no answer comes.
        """
        answers: list[Command] = []
        for start in range(0, len(commands), AT_ONCE):
            answers += await self._ask(commands[start : start + AT_ONCE])
        return answers

    async def _ask(self, commands: Sequence[Command]) -> list[Command]:
        mark = secrets.token_hex(8)  # the answers to every admin come to every admin
        marked = [{**command, "correlationData": mark} for command in commands]
        await self._client.publish(CONTROL, json.dumps({"commands": marked}), qos=1)
        answers: list[Command] = []
        async with asyncio.timeout(ANSWER_SECONDS):
            async for message in self._client.messages:
                told = json.loads(message.payload) if isinstance(message.payload, bytes) else {}
                answers += [answer for answer in told.get("responses", []) if answer.get("correlationData") == mark]
                if len(answers) >= len(commands):
                    break
        for answer in answers:
            if "error" in answer:
                raise BrokerError(f"mosquitto refused {answer['command']}: {answer['error']}.")
        return [answer.get("data", {}) for answer in answers]
