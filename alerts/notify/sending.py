"""One message to one address, by Apprise. Blocks until the other side has answered, or has kept us waiting too long.

Apprise is loaded when the first message is sent, and only the plugins that are used (docs/escalation.md has the cost).
No redirect is followed and every certificate is checked; there is no setting to leave that out.
"""

import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from alerts.notify.outlets import SMTP_PORTS, Outlets, Sms, Smtp
from alerts.notify.text import Text
from care.duty import Channel
from care.situations import Priority

if TYPE_CHECKING:
    from apprise import NotifyBase

_NTFY_PRIORITY: Final[Mapping[Priority, str]] = MappingProxyType(
    {Priority.HIGH: "max", Priority.MEDIUM: "high", Priority.LOW: "default"}
)
_SECURITY: Final = {"tls": "ssl", "starttls": "starttls", "none": "insecure"}
_REASONS: Final = (
    ("timed out", "did not answer in time"),
    ("timeout", "did not answer in time"),
    ("Connection refused", "refused the connection"),
    ("Name or service not known", "was not found: its name is not known"),
    ("name resolution", "was not found: its name is not known"),
    ("CERTIFICATE_VERIFY_FAILED", "has a certificate that does not hold"),
    ("certificate verify failed", "has a certificate that does not hold"),
    ("Network is unreachable", "cannot be reached: there is no network"),
    ("No route to host", "cannot be reached: there is no network"),
    ("Connection reset", "broke the connection off"),
    ("Remote end closed", "broke the connection off"),
    ("unexpectedly closed", "broke the connection off"),
)
_FORM: Final = ("apprise.plugins.custom_form", "NotifyForm")
_JSON: Final = ("apprise.plugins.custom_json", "NotifyJSON")
_SMTP_REPLY: Final = re.compile(r"\((\d{3}), b?['\"](.{0,120}?)['\"]")
_HTTP_STATUS: Final = re.compile(r"error=(\d{3})")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: whether the other side took it, and what it said. ``final``: trying again is no use."""

    sent: bool
    says: str
    final: bool = False


def send(outlets: Outlets, channel: Channel, address: str, text: Text) -> Outcome:
    """Send a message; never raises for what may go wrong on the way. What it says names no address and no secret."""
    missing = outlets.missing(channel)
    if missing:
        return Outcome(sent=False, says=missing, final=True)
    with _heard() as said:
        try:
            plugin = _plugin(outlets, channel, address, text)
            sent = plugin is not None and plugin.notify(title=_title(channel, text), body=_body(channel, text))
        except (TypeError, ValueError) as error:  # Apprise's own, for what cannot be an address
            return Outcome(sent=False, says=f"The address cannot be used ({type(error).__name__}).", final=True)
    where = _server(outlets, channel, address)
    if sent:
        return Outcome(sent=True, says=f"{where} took it")
    if plugin is None:
        return Outcome(sent=False, says="The address, or MISTEL_SMS_URL, cannot be used.", final=True)
    return Outcome(sent=False, says=f"{where} {_reason(said)}")


def _title(channel: Channel, text: Text) -> str:
    return "" if channel is Channel.SMS else text.title


def _body(channel: Channel, text: Text) -> str:
    if channel in {Channel.WEBHOOK, Channel.NTFY} or not text.link:
        return text.body
    return f"{text.body} {text.link}" if channel is Channel.SMS else f"{text.body}\n\n{text.link}\n"


def _plugin(outlets: Outlets, channel: Channel, address: str, text: Text) -> "NotifyBase | None":
    from apprise import AppriseAsset  # noqa: PLC0415 - loaded when something is sent

    asset = AppriseAsset(app_id="Mistel", app_desc="Mistel", app_url="", storage_mode="memory", async_mode=False)
    common: dict[str, Any] = {
        "asset": asset,
        "cto": outlets.timeout,
        "rto": outlets.timeout,
        "verify": True,
        "redirect": False,
    }
    match channel:
        case Channel.EMAIL if outlets.smtp is not None:
            return _email(outlets.smtp, address, common)
        case Channel.SMS if outlets.sms is not None:
            return _sms(outlets.sms, address, common)
        case Channel.NTFY:
            return _ntfy(outlets, address, text, common)
        case Channel.WEBHOOK:
            return _webhook(outlets, address, text, common)
    return None


def _email(smtp: Smtp, address: str, common: dict[str, Any]) -> "NotifyBase":
    plugin = _made(
        "apprise.plugins.email",
        "NotifyEmail",
        smtp_host=smtp.host,
        host=smtp.host,
        port=smtp.port or SMTP_PORTS[smtp.security],
        secure_mode=_SECURITY[smtp.security],
        secure=smtp.security != "none",
        user=smtp.user or None,
        password=smtp.password or None,
        from_addr=smtp.sender,
        targets=address,
        format="text",
        headers={"Auto-Submitted": "auto-generated"},
        **common,
    )
    plugin.socket_connect_timeout = common["cto"]
    return plugin


def _sms(sms: Sms, number: str, common: dict[str, Any]) -> "NotifyBase | None":
    if not sms.url.startswith(("http://", "https://")):
        from apprise import Apprise  # noqa: PLC0415

        made = Apprise.instantiate(sms.url.replace("{to}", quote(number, safe="")), asset=common["asset"])
        if not made:
            return None
        made.verify_certificate, made.redirects = True, False  # whatever the URL says
        made.socket_connect_timeout = made.socket_read_timeout = common["cto"]
        return made
    payload = {"version": "", "title": "", "type": "", "attachments": "", "message": sms.message, sms.to: number}
    if sms.sender:
        payload["from"] = sms.sender
    if sms.form == "form":
        payload.pop("attachments")
    headers = {"Authorization": f"Bearer {sms.token}"} if sms.token else {}
    return _made(
        *(_FORM if sms.form == "form" else _JSON),
        payload=payload,
        headers=headers,
        user=sms.user or None,
        password=sms.password or None,
        format="text",
        **_at(sms.url),
        **common,
    )


def _ntfy(outlets: Outlets, topic: str, text: Text, common: dict[str, Any]) -> "NotifyBase":
    given: dict[str, Any] = {"auth": "token", "token": outlets.ntfy_token} if outlets.ntfy_token else {}
    return _made(
        "apprise.plugins.ntfy",
        "NotifyNtfy",
        targets=[topic],
        mode="private",
        priority=_NTFY_PRIORITY[text.facts.priority],
        click=text.link or None,
        include_image=False,
        format="text",
        **given,
        **_at(outlets.ntfy_url),
        **common,
    )


def _webhook(outlets: Outlets, url: str, text: Text, common: dict[str, Any]) -> "NotifyBase":
    facts = text.facts
    payload = {
        "attachments": "",
        "alert": facts.alert,
        "priority": facts.priority.value,
        "situation": facts.situation,
        "site": facts.site,
        "home": facts.home,
        "onset": facts.onset.isoformat(),
        "link": text.link,
        "last_stop": "true" if facts.last_stop else "false",
    }
    headers = {"Authorization": f"Bearer {outlets.webhook_token}"} if outlets.webhook_token else {}
    return _made(*_JSON, payload=payload, headers=headers, format="text", **_at(url), **common)


def _made(module: str, name: str, /, **given: Any) -> "NotifyBase":
    """Make one of Apprise's plugins; loading it by name leaves the hundred others out."""
    made: NotifyBase = getattr(import_module(module), name)(**given)
    return made


def _at(url: str) -> dict[str, Any]:
    """Give a URL's parts as Apprise's plugins take them."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return {"secure": parts.scheme == "https", "host": parts.hostname, "port": parts.port, "fullpath": path}


def _server(outlets: Outlets, channel: Channel, address: str) -> str:
    """Name the other side by its host alone: paths may hold secrets."""
    match channel:
        case Channel.EMAIL:
            return f"Mail server {outlets.smtp.host}" if outlets.smtp else ""
        case Channel.SMS:
            url = outlets.sms.url if outlets.sms else ""
            return f"SMS gateway {urlsplit(url).hostname}" if url.startswith("http") else "The SMS gateway"
        case Channel.NTFY:
            return f"ntfy server {urlsplit(outlets.ntfy_url).hostname}"
        case _:
            return f"Webhook {urlsplit(address).hostname}"


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Gather what Apprise says in this thread: it tells why a message failed only in its log."""
    ours = threading.get_ident()
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == ours:
                said.append(record.getMessage())

    log = logging.getLogger("apprise")
    log.propagate = False  # its lines hold addresses
    log.setLevel(logging.DEBUG)
    ear = Ear(logging.DEBUG)
    log.addHandler(ear)
    try:
        yield said
    finally:
        log.removeHandler(ear)


def _reason(said: list[str]) -> str:
    """Say why, from what Apprise said, without quoting it: its lines may hold addresses and tokens."""
    everything = "\n".join(said)
    reply = _SMTP_REPLY.search(everything)
    if reply:
        return f"refused it (code {reply[1]})"
    status = _HTTP_STATUS.search(everything)
    if status:
        return f"refused it (HTTP status {status[1]})"
    return next((words for sign, words in _REASONS if sign in everything), "could not be spoken to")
