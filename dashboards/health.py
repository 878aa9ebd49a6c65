"""How the devices of a home are: which are silent, faulty or low on battery, and when each was heard last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from care.alerts import Alert
from care.events import TICK, Event
from dashboards.directory import HomeCard
from dashboards.tongue import Tongue, message

BATTERY_LOW: Final = 15.0
"""Percent from which a battery is worth a word; its own device may say so earlier."""

_WRONG: Final[Mapping[tuple[str, object], str]] = MappingProxyType(
    {
        ("online", False): message("not connected"),
        ("fault", True): message("reports a fault"),
        ("tamper", True): message("was tampered with"),
        ("mains", False): message("without mains power"),
        ("battery.low", True): message("battery low"),
    }
)


@dataclass(frozen=True, slots=True)
class Health:
    """One device: ``wrong`` says what is not well, "" for nothing; ``heard`` how long ago it told something."""

    device: str
    room: str
    wrong: str
    battery: str
    heard: str


def silent_devices(alerts: Sequence[Alert]) -> frozenset[str]:
    """Give the devices that supervision finds silent now: the last event of such an alert says which it is."""
    return frozenset(a.seen[-1].device for a in alerts if a.situation == "device_silent" and a.end is None and a.seen)


def health(
    card: HomeCard, latest: Sequence[Event], silent: Collection[str], tongue: Tongue, *, now: datetime
) -> tuple[Health, ...]:
    """Say how each device is; what is not well stands first."""
    told: dict[str, list[Event]] = {device: [] for device in card.devices}
    for event in latest:
        if event.quantity != TICK:
            told.setdefault(event.device, []).append(event)
    shown = (_health(card, device, events, device in silent, tongue, now) for device, events in told.items())
    return tuple(sorted(shown, key=lambda one: (not one.wrong, one.device)))


def _health(
    card: HomeCard, device: str, events: Sequence[Event], is_silent: bool, tongue: Tongue, now: datetime
) -> Health:
    wrong = [tongue.say("silent")] if is_silent else []
    battery = ""
    for event in events:
        if (event.quantity, event.value) in _WRONG:
            wrong.append(tongue.say(_WRONG[event.quantity, event.value]))
        if event.quantity == "battery" and isinstance(event.value, float):
            battery = f"{tongue.number(event.value)} %"
            if event.value <= BATTERY_LOW and not any(e.quantity == "battery.low" and e.value is True for e in events):
                wrong.append(tongue.say("battery low"))
    newest = max((event.time for event in events), default=None)
    return Health(
        device=card.device_name(device),
        room=card.room(device, now),
        wrong=", ".join(dict.fromkeys(wrong)),
        battery=battery,
        heard=tongue.say("heard {age} ago", age=tongue.age(now - newest)) if newest else tongue.say("never heard"),
    )
