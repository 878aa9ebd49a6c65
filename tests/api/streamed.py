"""What a stream sends to one client, read message by message."""

import asyncio
import json
from typing import Any

from api.listening import Client


async def told(client: Client[Any], name: str) -> dict[str, Any]:
    """Wait for the next message of this name."""
    async with asyncio.timeout(10):
        while True:
            data = await client.waiting.get()
            assert data is not None, "the stream ended"
            head, _, body = data.decode().partition("\n")
            if head == f"event: {name}":
                found: dict[str, Any] = json.loads(body.partition("\n")[0].removeprefix("data: "))
                return found


def stays() -> bool:
    return True
