"""The file of a site's contacts."""

import re
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from care.duty import Contact
from care.ids import Id
from care.people import Name
from simulators.written import Part
from store.yaml_file import wrong_at

_EMAIL: Final = re.compile(r"[^@\s<>,;]{1,64}@[A-Za-z0-9.-]{1,190}")
_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}")
_TOPIC: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class ContactEntry(Part):
    """One contact."""

    id: Id
    name: Name
    language: Literal["sv", "en"] = "sv"
    email: str | None = None
    phone: str | None = None
    ntfy: str | None = None
    webhook: str | None = None

    @field_validator("email")
    @classmethod
    def _is_email(cls, value: str | None) -> str | None:
        if value is not None and not _EMAIL.fullmatch(value):
            msg = f"'{value}' is no e-mail address"
            raise ValueError(msg)
        return value

    @field_validator("phone", mode="before")
    @classmethod
    def _is_phone(cls, value: Any) -> Any:
        if value is not None and (isinstance(value, int) or not _PHONE.fullmatch(str(value))):
            msg = f'{value} is no number; write it in quotes with the country\'s code, as "+46701234567"'
            raise ValueError(msg)
        return value

    @field_validator("ntfy")
    @classmethod
    def _is_topic(cls, value: str | None) -> str | None:
        if value is not None and not _TOPIC.fullmatch(value):
            msg = f"'{value}' is no topic; use up to 64 letters, digits, - and _ (the server stands in MISTEL_NTFY_URL)"
            raise ValueError(msg)
        return value

    @field_validator("webhook")
    @classmethod
    def _is_webhook(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
            if not secure or not parts.hostname or "@" in parts.netloc:
                msg = "write it as https://host/path; a token stands in MISTEL_WEBHOOK_TOKEN"
                raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not any((self.email, self.phone, self.ntfy, self.webhook)):
            wrong_at(("id",), f"nothing reaches '{self.id}'; give an email, phone, ntfy or webhook")
        return self


class ContactsFile(Part):
    """Everybody who may be told."""

    contacts: Annotated[list[ContactEntry], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _are_told_apart(self) -> Self:
        seen: set[str] = set()
        for number, entry in enumerate(self.contacts):
            if entry.id in seen:
                wrong_at(("contacts", number, "id"), f"there is another '{entry.id}'; give each an id of its own")
            seen.add(entry.id)
        return self

    def made(self) -> list[Contact]:
        """Give what it means."""
        return [Contact.model_validate(entry.model_dump()) for entry in self.contacts]
