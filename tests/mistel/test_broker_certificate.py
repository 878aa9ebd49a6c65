"""``mistel broker certificate`` makes what the settings then name: the broker speaks TLS to those who know the CA."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import SettingError
from devices.client import DeviceClient
from devices.credentials import Credentials
from mistel.cli import app
from mistel.instance import gateway_credentials, started
from mistel.settings import Settings


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    done = CliRunner().invoke(app, ["broker", "certificate", "gate.example"], catch_exceptions=False)
    return dict(re.findall(r"MISTEL_(\w+)=(\S+)", done.output))


async def test_with_the_settings_that_it_prints_the_broker_speaks_tls_to_those_who_know_the_ca(
    made: dict[str, str],
) -> None:
    settings = Settings.load(**{name.lower(): path for name, path in made.items()})
    async with started(settings) as instance:
        assert instance.broker_url.startswith("mqtts://127.0.0.1:")
        login = gateway_credentials(settings)
        known = Credentials(login.user, login.password)
        client = DeviceClient(instance.broker_url, known, site="rosen", home="h1", ca=settings.broker_ca)
        async with client:
            assert client.connected


async def test_a_certificate_for_another_name_is_refused_at_the_start(made: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.load(
        **{name.lower(): path for name, path in made.items()}, broker_host="127.0.0.2", state_dir=tmp_path / "other"
    )
    with pytest.raises(SettingError, match=r"names gate\.example, localhost.*reaches the broker at 127\.0\.0\.2"):
        async with started(settings):
            pass


async def test_a_certificate_without_its_key_is_refused_at_the_start(made: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="set both"):
        async with started(Settings.load(broker_tls_cert=made["BROKER_TLS_CERT"])):
            pass
