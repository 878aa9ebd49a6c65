"""Reaching people outside: e-mail, SMS by an HTTP gateway, ntfy, webhooks; and what the messages say."""

from alerts.notify.outlets import Outlets, Sms, Smtp
from alerts.notify.post import Post
from alerts.notify.sending import Outcome, send
from alerts.notify.text import Telling, Text, Wording, plain

__all__ = ["Outcome", "Outlets", "Post", "Sms", "Smtp", "Telling", "Text", "Wording", "plain", "send"]
