import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import aiomqtt
import pytest

from care.clock import wall_now
from care.people import Connection
from devices import topics
from devices.broker import EmbeddedBroker
from devices.credentials import hash_password
from devices.dialects import Known, Message, decode

PASSWORD = "a mat's password"
TOPIC = topics.events("sandbox", "flat", "mat")


@pytest.mark.parametrize(
    ("quantity", "told", "value"),
    [("bed.occupied", "true", True), ("temperature", "21.5", 21.5), ("motion", "no", None)],
)
async def test_a_reading_told_by_plain_paho_is_understood_or_refused_as_any_other(
    root: Path, tmp_path: Path, quantity: str, told: str, value: bool | float | None
) -> None:
    mat = Connection(id="mat", site="sandbox", home="flat", name="mat", created=datetime(2026, 1, 1, tzinfo=UTC))
    hashed = hash_password(PASSWORD)
    grants = (topics.connection_grant(mat, hashed), topics.gateway_grant("gateway", hashed))
    async with (
        EmbeddedBroker(tmp_path / "broker", grants=grants) as broker,
        aiomqtt.Client(broker.host, broker.port, username="gateway", password=PASSWORD) as gateway,
    ):
        await gateway.subscribe("mistel/sandbox/#", qos=1)
        example = [root / "examples" / "plain_paho.py", broker.url, "mat", PASSWORD, TOPIC, quantity, told]
        assert await (await asyncio.create_subprocess_exec(sys.executable, *example)).wait() == 0
        message = await anext(gateway.messages)
    known = Known(site="sandbox", homes={"flat": {"mat": frozenset({"mat"})}})
    events, refusals = decode(Message(TOPIC, bytes(message.payload), wall_now()), known)
    if value is None:
        assert (events, json.loads(refusals[0].excerpt)[0]["vs"]) == ((), "no")
    else:
        assert [(event.device, event.quantity, event.value) for event in events] == [("mat", quantity, value)]


def test_without_its_words_it_tells_its_usage(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, root / "examples" / "plain_paho.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "URL USER PASSWORD TOPIC QUANTITY VALUE" in done.stderr
