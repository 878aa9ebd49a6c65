"""Settings are read from environment, file and secrets, refused with their names, and documented one by one."""

import re
from pathlib import Path

import pytest

from care.errors import SettingError
from mistel.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def _documented() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `MISTEL_(\w+)` \| (.*?) ?\| (.*) \|$", DOCS.read_text(), re.MULTILINE)
    return {name.lower(): (default.strip("`"), text) for name, default, text in rows}


def test_every_setting_is_documented_with_its_default_and_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/nurse")
    settings = Settings.load()
    told = {}
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        default = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        told[name] = (default.replace("/home/nurse", "~"), field.description)
    assert _documented() == told


def test_the_environment_wins_over_the_file_and_the_file_over_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, secrets = tmp_path / "mistel.env", tmp_path / "secrets"
    file.write_text("MISTEL_HTTP_PORT=8001\nMISTEL_HTTP_HOST=0.0.0.0\n")
    secrets.mkdir()
    (secrets / "mistel_broker_password").write_text("from-a-file")
    (secrets / "mistel_http_port").write_text("7000")
    monkeypatch.setenv("MISTEL_SETTINGS_FILE", str(file))
    monkeypatch.setenv("MISTEL_SECRETS_DIR", str(secrets))
    monkeypatch.setenv("MISTEL_HTTP_HOST", "127.0.0.2")

    settings = Settings.load()

    assert (settings.http_host, settings.http_port) == ("127.0.0.2", 8001)
    assert settings.broker_password is not None
    assert settings.broker_password.get_secret_value() == "from-a-file"
    assert "from-a-file" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MISTEL_HTTP_PORT", "eight"),
        ("MISTEL_HTTP_PORT", "70000"),
        ("MISTEL_BROKER_URL", "localhost:1883"),
        ("MISTEL_INFLUX_URL", "localhost:8086"),
        ("MISTEL_INFLUX_URL", "http://mistel:word@localhost:8086"),
        ("MISTEL_INFLUX_BUCKET", ""),
        ("MISTEL_LOG_LEVEL", "LOUD"),
        ("MISTEL_SMTP_HOST", "mail.example"),
        ("MISTEL_SMTP_SECURITY", "some"),
        ("MISTEL_SMS_URL", "sms.example/send"),
        ("MISTEL_SMS_URL", "https://mistel:word@sms.example/send"),
        ("MISTEL_SMS_URL", "46elks://user:word@/+46700000000"),
        ("MISTEL_NTFY_URL", "ntfy.example"),
        ("MISTEL_SETTINGS_FILE", "/nowhere/mistel.env"),
        ("MISTEL_SECRETS_DIR", "/nowhere"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name):
        Settings.load()


def test_a_misspelt_setting_in_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mistel.env"
    file.write_text("MISTEL_HTTP_PROT=8001\n")
    monkeypatch.setenv("MISTEL_SETTINGS_FILE", str(file))
    with pytest.raises(SettingError, match="HTTP_PROT"):
        Settings.load()
