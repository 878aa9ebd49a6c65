"""The examples that tell something, each as the page of a solution gives it: with a connection's settings filled in."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from care.claims import Claim
from evaluation.solutions.connecting import Way
from tests.examples.stand import USER, Stand, standing

SENT = "Sent, and nothing was refused."


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as made:
        yield made


def kept(stand: Stand) -> set[tuple[str, str, object]]:
    return {(event.device, event.quantity, event.value) for event in stand.kept if event.quantity != "online"}


async def test_plain_paho_tells_readings_and_alerts_and_says_what_was_refused(stand: Stand, tmp_path: Path) -> None:
    file = stand.write("paho", Way.DEVICE, tmp_path)
    words = [("motion", "true"), ("temperature", "21.5"), ("alert", "fall"), ()]
    (flag, number, alert, usage) = await asyncio.gather(*(stand.python(file, *each) for each in words))
    assert (flag, number, alert) == ((0, f"{SENT}\n"),) * 3
    assert kept(stand) == {("mat", "motion", True), ("mat", "temperature", 21.5)}
    assert [Claim.model_validate(told).situation for told in stand.alerts] == ["fall"]
    assert usage[0] == 1
    assert "python with_paho.py bed.occupied true" in usage[1]
    status, said = await stand.python(file, "motion", "no")
    assert status == 1
    assert stand.refused[0].mend in said
    assert {"online", "offline"} == set(stand.status)


async def test_our_client_tells_a_reading_and_says_what_cannot_be_told(stand: Stand, tmp_path: Path) -> None:
    file = stand.write("client", Way.DEVICE, tmp_path)
    assert await stand.python(file, "motion", "true") == (0, f"{SENT}\n")
    assert kept(stand) == {("mat", "motion", True)}
    status, said = await stand.python(file, "motions", "true")
    assert status == 1
    assert "motion" in said


@pytest.mark.server("mosquitto_pub")
async def test_mosquitto_pub_tells_readings_and_alerts_and_shows_what_was_refused(stand: Stand, tmp_path: Path) -> None:
    file = stand.write("mosquitto", Way.DEVICE, tmp_path)
    said = await asyncio.gather(
        stand.run("sh", file, '[{"n": "motion", "vb": true}]', cwd=tmp_path),
        stand.run("sh", file, '{"id": "a1", "situation": "fall", "onset": 1760000000}', "alerts", cwd=tmp_path),
        stand.run("sh", file, '[{"n": "motions", "vb": true}]', cwd=tmp_path),
    )
    assert [status for status, _ in said] == [0, 0, 0]
    assert kept(stand) == {("mat", "motion", True)}
    assert [Claim.model_validate(told).id for told in stand.alerts] == ["a1"]
    assert any(stand.refused[0].mend.split("\n")[0] in text for _, text in said)


@pytest.fixture
def with_mqtt(server_path: Callable[[str], str]) -> dict[str, str]:
    """An environment in which Node finds the package of Debian."""
    return {**os.environ, "NODE_PATH": str(Path(server_path("node-mqtt")).resolve().parents[2])}


@pytest.mark.server("node-mqtt")
async def test_node_tells_readings_and_alerts_and_says_what_was_refused(
    stand: Stand, tmp_path: Path, with_mqtt: dict[str, str]
) -> None:
    file, env = stand.write("node", Way.DEVICE, tmp_path), with_mqtt
    words = [("motion", "true"), ("alert", "fall")]
    reading, alert = await asyncio.gather(*(stand.run("node", file, *each, cwd=tmp_path, env=env) for each in words))
    assert (reading, alert) == ((0, f"{SENT}\n"),) * 2
    assert kept(stand) == {("mat", "motion", True)}
    assert [Claim.model_validate(told).situation for told in stand.alerts] == ["fall"]
    status, said = await stand.run("node", file, "motion", "no", cwd=tmp_path, env=env)
    assert status == 1
    assert stand.refused[0].mend in said


async def test_who_is_not_let_in_is_told_so(stand: Stand, tmp_path: Path) -> None:
    file = stand.write("client", Way.DEVICE, tmp_path)
    file.write_text(file.read_text().replace(f'USER = "{USER}"', 'USER = "c-other"'))
    status, said = await stand.python(file, "motion", "true")
    assert status == 1
    assert "does not let 'c-other' in" in said


@pytest.mark.server("mosquitto_pub")
@pytest.mark.server("node-mqtt")
async def test_over_tls_each_knows_the_broker_by_the_ca_that_comes_with_its_settings(
    tmp_path: Path, with_mqtt: dict[str, str]
) -> None:
    async with standing(tmp_path, tls=True) as stand:
        program = {key: stand.write(key, Way.DEVICE, tmp_path) for key in ("paho", "client", "mosquitto", "node")}
        payload = '[{"n": "mat/humidity", "v": 0.5}]'
        told = await asyncio.gather(
            stand.python(program["paho"], "temperature", "21"),
            stand.python(program["client"], "temperature", "22"),
            stand.run("node", program["node"], "temperature", "23", cwd=tmp_path, env=with_mqtt),
            stand.run("sh", program["mosquitto"], payload, cwd=tmp_path),
        )
    assert [status for status, _ in told] == [0, 0, 0, 0], told
    values = {value for _, quantity, value in kept(stand) if quantity != "online"}
    assert values == {21, 22, 23, 0.5}
