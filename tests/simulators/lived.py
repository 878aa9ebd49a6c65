"""A story told in one go, with what its devices said by their names."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from care.quantities import Value
from simulators.feed import Told
from simulators.scenario import Scenario, Texts
from simulators.story import Story

TEXTS = Texts(sv="Ett hem", en="A home")


def scenario(*devices: str, lasts: timedelta = timedelta(days=1), **more: Any) -> Scenario:
    """From 06:30 on a Monday in winter, with these kits."""
    usual = {"title": TEXTS, "story": TEXTS, "date": date(2026, 1, 5), "starts": time(6, 30)}
    return Scenario.model_validate({**usual, "lasts": lasts, "devices": devices, **more})


@dataclass(frozen=True)
class Lived:
    story: Story
    told: list[Told]

    def of(self, name: str, quantity: str) -> list[tuple[datetime, Value]]:
        """What the device of this name said, as (local time, value)."""
        ids = {p.device.id for p in self.story.household.devices if p.device.name == name}
        return [(self.local(t.time), t.value) for t in self.told if t.device in ids and t.quantity == quantity]

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.story.scenario.tz).replace(tzinfo=None)

    def happened(self, step: str) -> list[datetime]:
        return [self.local(at) for name, at in self.story._happened if name == step]


def lived(told_of: Scenario, seed: int = 1) -> Lived:
    story = Story(told_of, "h-lived", seed)
    return Lived(story, list(story.tell()))


def step(do: str, at: str, **more: Any) -> dict[str, Any]:
    return {"do": do, "at": time.fromisoformat(at), **more}
