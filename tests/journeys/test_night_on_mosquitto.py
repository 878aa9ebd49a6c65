"""A night is played through an outside mosquitto over TLS, with logins that Mistel tells it, to its verdicts."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.mosquitto import ADMIN, prepared


@pytest.mark.server("mosquitto")
async def test_the_demo_passes_on_mosquitto_too(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "mistel_broker_password").write_text("g" * 22)
    (secrets / "mistel_broker_admin_password").write_text(ADMIN.password)
    with prepared(tls_names=["127.0.0.1"]) as mosquitto:
        async with mosquitto.running():
            environment = {
                **os.environ,
                "MISTEL_BROKER_URL": mosquitto.url,
                "MISTEL_BROKER_CA": str(mosquitto.ca),
                "MISTEL_SECRETS_DIR": str(secrets),
                "MISTEL_HTTP_PORT": "0",
            }
            demo = await asyncio.create_subprocess_exec(
                *(Path(sys.executable).parent / "mistel", "demo", "--once", "--speed", "20000"),
                env=environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said, _ = await asyncio.wait_for(demo.communicate(), 120)
    assert demo.returncode == 0, said.decode()
