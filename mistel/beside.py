"""A solution's own program, run beside a try: it gets its login by the environment and is ended with the block."""

import asyncio
import os
import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from care.errors import SettingError
from devices.credentials import Credentials

ENDS_SECONDS: Final = 5.0
"""How long it may take to end when it is asked to; then it is killed."""


def environment(url: str, site: str, login: Credentials, ca: Path | None = None) -> dict[str, str]:
    """Give the names by which any program finds the broker and its login, in any language."""
    said = {"MQTT_URL": url, "MQTT_SITE": site, "MQTT_USER": login.user, "MQTT_PASSWORD": login.password}
    return {**said, **({"MQTT_CA": str(ca)} if ca else {})}


@asynccontextmanager
async def beside(command: str, settings: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a command, with these settings in its environment, for as long as the block takes.

    Its output goes where ours goes. Raises SettingError when it cannot be started. One that ends by itself is left
    ended: what becomes of the try then is to be seen.
    """
    words = shlex.split(command)
    if not words:
        raise SettingError("There is no command to run beside it; leave --with out, or name a program.")
    try:
        running = await asyncio.create_subprocess_exec(*words, env={**os.environ, **settings})
    except OSError as error:
        raise SettingError(f"'{words[0]}' cannot be started: {error.strerror}.") from error
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            running.terminate()
        try:
            async with asyncio.timeout(ENDS_SECONDS):
                await running.wait()
        except TimeoutError:
            running.kill()
            await running.wait()
