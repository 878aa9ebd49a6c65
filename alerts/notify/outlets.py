"""The ways out that are set up: a mail server, an SMS gateway, an ntfy server, a token for webhooks."""

from dataclasses import dataclass, field
from typing import Literal

from care.duty import Channel

SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. ``security``: tls from the start, starttls, or none, which is for a server on this machine."""

    host: str
    sender: str
    port: int = 0
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sms:
    """An SMS gateway that is spoken to by HTTP.

    ``url`` is http(s)://host/path, which gets the number and the text as ``to`` and ``message`` (or as the fields are
    called), as a form or as JSON; or one of Apprise's URLs, in which ``{to}`` stands for the number.
    """

    url: str = field(repr=False)
    form: Literal["form", "json"] = "form"
    to: str = "to"
    message: str = "message"
    sender: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Outlets:
    """All ways out. ``timeout`` is how many seconds a server may keep us waiting for each answer."""

    smtp: Smtp | None = None
    sms: Sms | None = None
    ntfy_url: str = ""
    ntfy_token: str = field(default="", repr=False)
    webhook_token: str = field(default="", repr=False)
    timeout: float = 10.0

    def missing(self, channel: Channel) -> str:
        """Say what must be set before this channel works, "" when it does."""
        match channel:
            case Channel.EMAIL:
                return "" if self.smtp else "E-mail is not set up: set MISTEL_SMTP_HOST and MISTEL_SMTP_SENDER."
            case Channel.SMS:
                return "" if self.sms else "SMS is not set up: set MISTEL_SMS_URL."
            case Channel.NTFY:
                return "" if self.ntfy_url else "ntfy is not set up: set MISTEL_NTFY_URL."
            case Channel.WEBHOOK | Channel.BOARD:
                return ""
