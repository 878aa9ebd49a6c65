"""A connection that hears a box: what was found is kept from message to message, as the gateway keeps it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from care.events import Event, Refusal
from care.found import Found
from devices.dialects import Known, Message, via
from devices.dialects.heard import Heard

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KNOWN = Known("rosen", {"h1": {"c1": frozenset({"front-door"})}, "sim": {"c2": frozenset()}}, frozenset({"sim"}))


@dataclass
class Box:
    dialect: str
    base: str = "mistel/rosen/h1/c1"
    heard: dict[tuple[str, str], Heard] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"{self.base}/via/{self.dialect}"

    @property
    def found(self) -> dict[str, Found]:
        connection = self.base.rpartition("/")[2]
        return dict(self.heard[connection, self.dialect].devices) if self.heard else {}

    def says(self, tail: str, payload: object, *, retain: bool = False) -> via.Hearing:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        hearing = via.hear(Message(f"{self.prefix}/{tail}", data, NOW, retain), KNOWN, self.heard)
        self.heard[self.base.rpartition("/")[2], self.dialect] = hearing.heard
        self.refusals += hearing.refusals
        return hearing

    def admit(self, key: str, device: str) -> None:
        connection = self.base.rpartition("/")[2]
        devices = self.found
        devices[key] = devices[key].model_copy(update={"device": device})
        self.heard[connection, self.dialect] = Heard(devices, self.heard[connection, self.dialect].said)

    def events(self, tail: str, payload: object) -> list[tuple[str, str, object]]:
        return [told(telling.event) for telling in self.says(tail, payload).tellings]


def told(event: Event) -> tuple[str, str, object]:
    return (event.device, event.quantity, event.value)
