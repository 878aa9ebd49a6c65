"""Settings: by environment (``MISTEL_…``), by file, by secret files; docs/settings.md lists them all."""

import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from care.errors import SettingError
from devices.broker import ACK_WAIT
from mistel.logs import Form

PREFIX: Final = "MISTEL_"
FILE: Final = "MISTEL_SETTINGS_FILE"
SECRETS: Final = "MISTEL_SECRETS_DIR"


def _default_state_dir() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "mistel"


class Settings(BaseSettings):
    """Every setting of Mistel; the environment wins over the file, the file over secret files."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    state_dir: Annotated[
        Path,
        Field(default_factory=_default_state_dir, description="Folder for journals, registry and the embedded broker"),
    ]
    database_url: Annotated[
        str | None, Field(description="Registry database as an SQLAlchemy URL; SQLite in the state folder when not set")
    ] = None
    broker_url: Annotated[
        str | None,
        Field(description="MQTT broker as mqtt://host:1883 or mqtts://host:8883; the embedded one when not set"),
    ] = None
    broker_user: Annotated[str, Field(description="The gateway's user name at an outside broker")] = "gateway"
    broker_password: Annotated[
        SecretStr | None, Field(description="The gateway's password at an outside broker; best as a secret file")
    ] = None
    broker_host: Annotated[str, Field(description="Address the embedded broker listens on")] = "127.0.0.1"
    broker_port: Annotated[
        int, Field(ge=0, le=65535, description="Port of the embedded broker; 0 takes a free one and keeps to it")
    ] = 0
    broker_admin_user: Annotated[
        str, Field(description="User that may decide who gets into an outside mosquitto (dynamic security)")
    ] = "admin"
    broker_admin_password: Annotated[
        SecretStr | None,
        Field(description="That user's password, best as a secret file; without it, users are made there by hand"),
    ] = None
    broker_ca: Annotated[
        Path | None,
        Field(description="File of the CA that signed the broker's certificate, where the system does not know it"),
    ] = None
    broker_tls_cert: Annotated[
        Path | None, Field(description="The embedded broker's certificate; with it the broker speaks TLS only")
    ] = None
    broker_tls_key: Annotated[Path | None, Field(description="The key of that certificate")] = None
    broker_ack_wait: Annotated[
        float,
        Field(
            gt=0,
            le=300,
            description="Seconds after which the broker brings an unacknowledged message again; clocks wait twice that "
            "after a restart",
        ),
    ] = ACK_WAIT.total_seconds()
    influx_url: Annotated[
        str | None, Field(description="InfluxDB as http://host:8086, that gets all readings too; none when not set")
    ] = None
    influx_token: Annotated[
        SecretStr | None,
        Field(description="user:password at InfluxDB 1.8, a token at 2 and 3; best as a secret file"),
    ] = None
    influx_org: Annotated[str, Field(description="Organisation at InfluxDB 2; 1.8 and 3 have none")] = ""
    influx_bucket: Annotated[
        str, Field(min_length=1, description="Bucket at InfluxDB 2; at 1.8 and 3 a database, or database/policy")
    ] = "mistel"
    http_host: Annotated[str, Field(description="Address the API and the pages listen on")] = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535, description="Port of the API and the pages")] = 8000
    public_url: Annotated[
        str | None, Field(description="Address that people write to reach the pages, such as https://mistel.example")
    ] = None
    public_broker_url: Annotated[
        str | None,
        Field(
            description="Address that devices reach the broker at, such as mqtts://mistel.example:8883, where that is "
            "another one than ours"
        ),
    ] = None
    https: Annotated[
        bool, Field(description="Set when pages are reached over HTTPS (behind a proxy): cookies are then kept to it")
    ] = False
    registration: Annotated[
        Literal["open", "closed"],
        Field(description="open: anybody may register a solution or tell a need at /join; closed: who has a login"),
    ] = "closed"
    sandboxes: Annotated[
        int, Field(ge=0, le=10_000, description="So many sandboxes there may be in all before forms make no more")
    ] = 50
    metrics_token: Annotated[
        SecretStr | None, Field(description="What a program brings to read /metrics; best as a secret file")
    ] = None
    metrics_host: Annotated[
        str, Field(description="Address where metrics and health are given on a port of their own")
    ] = "127.0.0.1"
    metrics_port: Annotated[
        int, Field(ge=0, le=65535, description="Port for metrics and health, beside what serves pages; 0 gives none")
    ] = 0
    smtp_host: Annotated[
        str | None, Field(description="Mail server for alerts that nobody answers; without one no e-mail is sent")
    ] = None
    smtp_port: Annotated[
        int, Field(ge=0, le=65535, description="Its port; 0 takes the usual one of its security: 587, 465 or 25")
    ] = 0
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="starttls, tls from the start, or none: only for a server on this machine"),
    ] = "starttls"
    smtp_user: Annotated[str, Field(description="User there, where it wants one")] = ""
    smtp_password: Annotated[SecretStr | None, Field(description="That user's password; best as a secret file")] = None
    smtp_sender: Annotated[
        str | None, Field(description="Address that mails come from, such as larm@kommun.example")
    ] = None
    sms_url: Annotated[
        SecretStr | None,
        Field(description="SMS gateway as https://host/path, or an Apprise URL with {to}; best as a secret file"),
    ] = None
    sms_form: Annotated[Literal["form", "json"], Field(description="Whether the SMS gateway gets a form or JSON")] = (
        "form"
    )
    sms_to: Annotated[str, Field(min_length=1, description="Field that carries the number")] = "to"
    sms_message: Annotated[str, Field(min_length=1, description="Field that carries the text")] = "message"
    sms_sender: Annotated[str, Field(description="What stands in the field 'from'; none when empty")] = ""
    sms_user: Annotated[str, Field(description="User at the SMS gateway (HTTP basic), where it wants one")] = ""
    sms_password: Annotated[SecretStr | None, Field(description="That user's password; best as a secret file")] = None
    sms_token: Annotated[
        SecretStr | None, Field(description="Token for the SMS gateway (Bearer) instead; best as a secret file")
    ] = None
    ntfy_url: Annotated[
        str | None, Field(description="ntfy server as https://host; your own, since who knows a topic reads it")
    ] = None
    ntfy_token: Annotated[SecretStr | None, Field(description="Token there; best as a secret file")] = None
    webhook_token: Annotated[
        SecretStr | None, Field(description="Token (Bearer) that every webhook gets; best as a secret file")
    ] = None
    notice_timeout: Annotated[
        float, Field(gt=0, le=60, description="Seconds that a server may take to answer before a message has failed")
    ] = 10.0
    notice_detail: Annotated[
        bool, Field(description="Unset it to send no situation and no home, only the site and the link")
    ] = True
    log_level: Annotated[
        str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged to standard error")
    ] = "INFO"
    log_format: Annotated[Form, Field(description="Logs as text, or as json: one object a line")] = Form.TEXT

    @field_validator("broker_url", "public_broker_url")
    @classmethod
    def _is_broker_url(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in {"mqtt", "mqtts"} or not urlsplit(url).hostname):
            raise ValueError("write it as mqtt://host:1883 or mqtts://host:8883")
        return url

    @field_validator("influx_url")
    @classmethod
    def _is_influx_url(cls, url: str | None) -> str | None:
        if url is not None:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
                raise ValueError(
                    "write it as http://host:8086 or https://host; the login stands in MISTEL_INFLUX_TOKEN"
                )
        return url

    @field_validator("ntfy_url")
    @classmethod
    def _is_ntfy_url(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
            raise ValueError("write it as https://ntfy.example; the token stands in MISTEL_NTFY_TOKEN")
        return url

    @field_validator("sms_url")
    @classmethod
    def _is_sms_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            parts = urlsplit(url.get_secret_value())
            if parts.scheme in {"http", "https"}:
                if not parts.hostname or "@" in parts.netloc:
                    raise ValueError("write it as https://host/path; a login stands in MISTEL_SMS_USER and _PASSWORD")
            elif not parts.scheme or "{to}" not in url.get_secret_value():
                raise ValueError("write it as https://host/path, or as an Apprise URL in which {to} is the number")
        return url

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.smtp_host and not self.smtp_sender:
            raise ValueError("MISTEL_SMTP_HOST is set, so set MISTEL_SMTP_SENDER too: the address that mails come from")
        return self

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Read the settings; raises SettingError that names each wrong one and says what it may be."""
        file = os.environ.get(FILE)
        if file and not Path(file).is_file():
            raise SettingError(f"{FILE} names {file}, which is not a file.")
        secrets = os.environ.get(SECRETS)
        if secrets and not Path(secrets).is_dir():
            raise SettingError(f"{SECRETS} names {secrets}, which is not a folder.")
        given = {key: value for key, value in overrides.items() if value is not None}
        try:
            return cls(_env_file=file, _secrets_dir=secrets, **given)
        except ValidationError as error:
            lines = [
                f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" if e["loc"] else e["msg"]
                for e in error.errors()
            ]
            raise SettingError("A setting is wrong. " + "; ".join(lines) + ". See docs/settings.md.") from error
