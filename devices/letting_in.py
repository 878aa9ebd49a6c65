"""Whether a login is in force at the broker: one that was just made takes a moment to get there."""

import asyncio
from pathlib import Path
from typing import Final

import aiomqtt

from care.errors import BrokerError
from devices.address import Address
from devices.credentials import Credentials, client_id

WITHIN_SECONDS: Final = 10.0
_AGAIN_SECONDS: Final = 0.1


async def let_in(url: str, login: Credentials, *, ca: Path | None = None) -> None:
    """Wait until the broker lets a login in; raises BrokerError when it does not within WITHIN_SECONDS."""
    address = Address.parse(url, ca)
    why: aiomqtt.MqttError | None = None
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            while True:
                try:
                    async with _client(address, login):
                        return
                except aiomqtt.MqttError as error:
                    if distrust := address.distrust(error):
                        raise distrust from error
                    why = error
                await asyncio.sleep(_AGAIN_SECONDS)
    except TimeoutError:
        raise BrokerError(f"The broker at {address} does not let '{login.user}' in: {why}.") from why


def _client(address: Address, login: Credentials) -> aiomqtt.Client:
    return aiomqtt.Client(
        address.host,
        address.port,
        username=login.user,
        password=login.password,
        identifier=client_id("let-in", login),
        protocol=aiomqtt.ProtocolVersion.V311,
        tls_context=address.tls,
    )
