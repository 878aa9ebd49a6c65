"""The ways out to people, as the settings have them."""

from pydantic import SecretStr

from alerts.notify import Outlets, Sms, Smtp
from dashboards.notices import worded
from gateway.delivering import Outward
from mistel.settings import Settings


def outward(settings: Settings) -> Outward:
    """Give what it takes to reach people; nothing is set up that the settings do not name."""
    return Outward(outlets_of(settings), worded, pages_of(settings), settings.notice_detail)


def outlets_of(settings: Settings) -> Outlets:
    """Give the servers that messages go out by."""
    return Outlets(
        smtp=_smtp(settings),
        sms=_sms(settings),
        ntfy_url=settings.ntfy_url or "",
        ntfy_token=_secret(settings.ntfy_token),
        webhook_token=_secret(settings.webhook_token),
        timeout=settings.notice_timeout,
    )


def pages_of(settings: Settings) -> str:
    """Give where people reach the pages, "" when that is not known."""
    if settings.public_url is not None:
        return settings.public_url
    return f"http://{settings.http_host}:{settings.http_port}" if settings.http_port else ""


def _smtp(settings: Settings) -> Smtp | None:
    if settings.smtp_host is None or settings.smtp_sender is None:
        return None
    return Smtp(
        host=settings.smtp_host,
        sender=settings.smtp_sender,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=_secret(settings.smtp_password),
    )


def _sms(settings: Settings) -> Sms | None:
    if settings.sms_url is None:
        return None
    return Sms(
        url=settings.sms_url.get_secret_value(),
        form=settings.sms_form,
        to=settings.sms_to,
        message=settings.sms_message,
        sender=settings.sms_sender,
        user=settings.sms_user,
        password=_secret(settings.sms_password),
        token=_secret(settings.sms_token),
    )


def _secret(held: SecretStr | None) -> str:
    return "" if held is None else held.get_secret_value()
