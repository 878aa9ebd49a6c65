"""An instance on an outside mosquitto: logins, rights and revoking there follow the registry."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiomqtt
import pytest
from typer.testing import CliRunner

from care.errors import BrokerError
from care.people import Home, Organisation, Site, World
from devices.address import Address
from devices.credentials import Credentials
from mistel.admission import enrol
from mistel.cli import app
from mistel.commands.serve import run_gateways
from mistel.instance import Instance, started
from mistel.settings import Settings
from store.registry import Registry
from tests.mosquitto import ADMIN, Mosquitto, prepared

pytestmark = pytest.mark.server("mosquitto")

REGISTRY: Any = SimpleNamespace(connections=SimpleNamespace(hashes=lambda: {"c1": "a hash"}))
"""One that knows the hash of c1's password, and nothing else."""


@pytest.fixture
async def mosquitto() -> AsyncIterator[Mosquitto]:
    with prepared(tls_names=["127.0.0.1"]) as broker:
        async with broker.running():
            yield broker


@pytest.fixture
def settings(mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "mistel_broker_password").write_text("g" * 22)
    (secrets / "mistel_broker_admin_password").write_text(ADMIN.password)
    monkeypatch.setenv("MISTEL_SECRETS_DIR", str(secrets))
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("MISTEL_BROKER_URL", mosquitto.url)
    monkeypatch.setenv("MISTEL_BROKER_CA", str(mosquitto.ca))
    return Settings.load()


def furnish(registry: Registry) -> None:
    registry.places.add_organisation(Organisation(id="own", name="Own"))
    for site in ("rosen", "liljan"):
        registry.places.add_site(
            Site(id=site, organisation="own", name=site, zone="Europe/Stockholm", world=World.TEST)
        )
        registry.places.add_home(Home(id=f"{site}-1", site=site, name="One"))


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Instance]:
    async with started(settings) as instance:
        if not instance.registry.places.sites():
            furnish(instance.registry)
        yield instance


async def command(*words: str) -> str:
    """Run ``mistel …`` beside the instance, and give what it prints."""
    done = await asyncio.to_thread(CliRunner().invoke, app, [*words])
    assert done.exception is None, done.exception
    return done.output


async def added(site: str = "rosen") -> Credentials:
    said = await command("device", "add", "bed mat", "--site", site, "--home", f"{site}-1")
    found = re.search(r"user +(\S+)\s+password +(\S+)", said)
    assert found, said
    return Credentials(found[1], found[2])


def connected(mosquitto: Mosquitto, login: Credentials) -> aiomqtt.Client:
    tls = Address.parse(mosquitto.url, mosquitto.ca).tls
    return aiomqtt.Client(
        mosquitto.host, mosquitto.port, username=login.user, password=login.password, tls_context=tls, timeout=5
    )


async def gets_in(mosquitto: Mosquitto, login: Credentials) -> bool:
    try:
        async with connected(mosquitto, login) as client:
            (answer,) = await client.subscribe(f"mistel-out/rosen/rosen-1/{login.user}/refused", qos=1)
            return answer.value == 1  # type: ignore[union-attr]
    except aiomqtt.MqttError:
        return False


async def until(met: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await met():
            await asyncio.sleep(0.02)


async def test_a_device_added_beside_a_running_instance_gets_in_and_is_thrown_out_when_revoked(
    mosquitto: Mosquitto, settings: Settings
) -> None:
    async with serving(settings) as instance:
        login, other = await added(), await added()
        await until(lambda: gets_in(mosquitto, login))
        async with connected(mosquitto, login) as client:
            topic = f"mistel/rosen/rosen-1/{login.user}/events"
            await client.publish(topic, b'[{"n":"motion","vb":true,"t":1790000000}]', qos=1)
            with instance.reader("rosen") as reader:
                await until(lambda: _is(reader.counts().events == 1))
            await command("device", "revoke", login.user)
            with pytest.raises(aiomqtt.MqttError):
                await asyncio.wait_for(anext(client.messages), 10)
        assert not await gets_in(mosquitto, login)
        assert await gets_in(mosquitto, other)


async def _is(condition: bool) -> bool:
    return condition


async def test_another_password_shuts_the_old_one_out(mosquitto: Mosquitto, settings: Settings) -> None:
    async with serving(settings):
        login = await added()
        await until(lambda: gets_in(mosquitto, login))
        said = await command("device", "password", login.user)
        renewed = Credentials(login.user, said.split()[-1])
        await until(lambda: gets_in(mosquitto, renewed))
        assert not await gets_in(mosquitto, login)


async def test_who_is_at_a_site_whose_gateway_starts_anew_stays_in(mosquitto: Mosquitto, settings: Settings) -> None:
    async with serving(settings):
        login = await added()
        await until(lambda: gets_in(mosquitto, login))
    async with connected(mosquitto, login) as client:  # while nobody serves
        async with serving(settings):
            newcomer = await added()
            await until(lambda: gets_in(mosquitto, newcomer))
        await client.publish(f"mistel/rosen/rosen-1/{login.user}/status", b"online", qos=1, timeout=10)


async def test_a_mosquitto_that_was_away_is_brought_up_to_date(mosquitto: Mosquitto, settings: Settings) -> None:
    async with serving(settings):
        login = await added()
        await until(lambda: gets_in(mosquitto, login))
        await mosquitto.stop()
        await command("device", "revoke", login.user)
        done = await asyncio.to_thread(
            CliRunner().invoke, app, ["device", "add", "lamp", "--site", "rosen", "--home", "rosen-1"]
        )
        assert isinstance(done.exception, BrokerError)
        assert re.search(r"does not get in: `mistel device password c-\w+`", str(done.exception)), done.exception
        await mosquitto.start()
        await until(lambda: _not(gets_in(mosquitto, login)))


async def _not(asked: Awaitable[bool]) -> bool:
    return not await asked


async def test_gateways_that_run_apart_decide_who_gets_in_at_their_sites(
    mosquitto: Mosquitto, settings: Settings
) -> None:
    with Registry.open(settings.state_dir) as registry:
        furnish(registry)
    running = asyncio.create_task(run_gateways(settings, ["rosen"]))
    try:
        here, elsewhere = await added("rosen"), await added("liljan")
        await until(lambda: gets_in(mosquitto, here))
        assert not await gets_in(mosquitto, elsewhere)
        await command("device", "revoke", here.user)
        await until(lambda: _not(gets_in(mosquitto, here)))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_without_admin_login_nothing_is_told(settings: Settings) -> None:
    alone = settings.model_copy(update={"broker_admin_password": None})
    await enrol(alone, REGISTRY, [Credentials("c1", "p")])


async def test_a_wrong_admin_password_is_said(settings: Settings) -> None:
    wrong = settings.model_copy(update={"broker_admin_password": settings.broker_password})
    with pytest.raises(BrokerError, match=r"'admin' \(MISTEL_BROKER_ADMIN_USER\) cannot decide.*Not authorized"):
        await enrol(wrong, REGISTRY, [Credentials("c1", "p")])
