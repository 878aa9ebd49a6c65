"""What a message of the device under test means: our gateway's decoding, without anything being kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from care.errors import Refused
from care.events import Event
from care.people import Connection
from devices.claims import is_alert, must_have_been, read_alert
from devices.commands import is_answer, read_answer
from devices.description import Checker, Description
from devices.dialects import Known, Message, decode
from devices.dialects.heard import Heard as Box
from devices.dialects.refusing import refusal
from devices.dialects.via import hear, is_via
from evaluation.conformance.observed import Heard

ONLINE: Final = "online"
"""Of the connection; no reading."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The device under test, as the registry knows it; ``boxes`` is what foreign dialects have found of it."""

    connection: Connection
    password_hash: str
    known: Known
    descriptions: Mapping[tuple[str, str], Description] = field(default_factory=dict)
    boxes: Mapping[tuple[str, str], Box] = field(default_factory=dict)

    @property
    def where(self) -> tuple[str, str, str]:
        """Site, home and connection."""
        return self.connection.site, self.connection.home, self.connection.id


class Decoder:
    """Decodes one message after the other; remembers what boxes announced, and when each series was told last."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._boxes = dict(subject.boxes)
        self._checker = Checker()

    def heard(self, message: Message) -> Heard:
        """Give what a message means; never raises for what came from outside."""
        found = Heard(message.received, message.topic, message.retain)
        known = self._subject.known
        if is_via(message.topic):
            hearing = hear(message, known, self._boxes)
            self._boxes[hearing.of] = hearing.heard
            events = tuple(told.event for told in hearing.tellings if told.event.quantity != ONLINE)
            return replace(found, events=events, refusals=hearing.refusals)
        try:
            if is_answer(message.topic):
                _, answer = read_answer(message, known)
                return replace(found, answer=(answer.id, answer.outcome.value))
            if is_alert(message.topic):
                return replace(found, events=(_alert(message, known),))
        except Refused as refused:
            return replace(found, refusals=(refusal(message, refused),))
        events, refusals = decode(message, known)
        status = next((bool(e.value) for e in events if e.quantity == ONLINE), None)
        descriptions = self._subject.descriptions
        broken = self._checker.hold(events, lambda event: descriptions.get((event.home, event.device)))
        return replace(
            found,
            events=tuple(e for e in events if e.quantity != ONLINE),
            refusals=refusals,
            status=status,
            broken=tuple(each for _, _, each in broken),
        )


def _alert(message: Message, known: Known) -> Event:
    """Give an alert as something told at its onset: told again, it is the same."""
    where, claim = read_alert(message, known)
    claim = must_have_been(claim, message.received)
    return Event(where.site, where.home, where.connection, "alert", claim.onset, claim.text, message.received)
