"""Words for what devices told: one table, for a latest value ("closed") and for a happening ("was opened 01:12")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.people import Spot
from care.quantities import QUANTITIES, Value
from dashboards.tongue import Tongue, message


@dataclass(frozen=True, slots=True)
class Words:
    """``label`` names it; ``true``/``false`` say a state; ``came``/``went`` what {device} told at {time}."""

    label: str
    true: str = ""
    false: str = ""
    came: str = ""
    went: str = ""


_M: Final = message
QUANTITY_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "motion": Words(_M("Movement"), _M("movement"), _M("no movement"), _M("Movement ({device}) {time}.")),
        "contact.open": Words(
            _M("Contact"),
            _M("open"),
            _M("closed"),
            _M("{device} was opened {time}."),
            _M("{device} was closed {time}."),
        ),
        "bed.occupied": Words(
            _M("Bed"), _M("somebody in bed"), _M("bed empty"), _M("In bed from {time}."), _M("Left the bed {time}.")
        ),
        "chair.occupied": Words(
            _M("Chair"),
            _M("somebody in the chair"),
            _M("chair empty"),
            _M("In the chair from {time}."),
            _M("Left the chair {time}."),
        ),
        "alarm.button": Words(
            _M("Alarm button"), _M("pressed"), _M("not pressed"), _M("The alarm button was pressed {time}.")
        ),
        "button": Words(_M("Button")),
        "fall": Words(_M("Fall alarm"), _M("fall"), _M("no fall"), _M("A fall was sensed {time}.")),
        "dose.taken": Words(_M("Dose taken"), _M("taken"), _M("not taken"), _M("A dose was taken {time}.")),
        "dose.missed": Words(_M("Dose missed"), _M("missed"), _M("not missed"), _M("A dose was missed {time}.")),
        "reminder.shown": Words(_M("Reminder shown")),
        "reminder.confirmed": Words(_M("Reminder confirmed")),
        "stove.on": Words(
            _M("Stove"),
            _M("on"),
            _M("off"),
            _M("The stove was turned on {time}."),
            _M("The stove was turned off {time}."),
        ),
        "stove.cutoff": Words(
            _M("Stove guard"), _M("power cut"), _M("power on"), _M("The stove guard cut the power {time}.")
        ),
        "appliance.on": Words(
            _M("Appliance"),
            _M("on"),
            _M("off"),
            _M("{device} was turned on {time}."),
            _M("{device} was turned off {time}."),
        ),
        "flush": Words(_M("Toilet"), _M("flushed"), _M("not flushed"), _M("The toilet was flushed {time}.")),
        "water.wet": Words(_M("Water leak"), _M("wet"), _M("dry"), _M("{device} became wet {time}.")),
        "smoke": Words(_M("Smoke alarm"), _M("smoke"), _M("no smoke"), _M("Smoke was sensed ({device}) {time}.")),
        "carbon.monoxide": Words(
            _M("Carbon monoxide alarm"),
            _M("carbon monoxide"),
            _M("no carbon monoxide"),
            _M("Carbon monoxide was sensed ({device}) {time}."),
        ),
        "gas": Words(_M("Gas alarm"), _M("gas"), _M("no gas"), _M("Gas was sensed ({device}) {time}.")),
        "vibration": Words(_M("Vibration"), _M("shakes"), _M("still"), _M("{device} shook {time}.")),
        "lock.unlocked": Words(
            _M("Lock"),
            _M("unlocked"),
            _M("locked"),
            _M("{device} was unlocked {time}."),
            _M("{device} was locked {time}."),
        ),
        "present": Words(
            _M("At home"), _M("at home"), _M("away"), _M("{device} came home {time}."), _M("{device} left home {time}.")
        ),
        "unsafe": Words(_M("Safety"), _M("unsafe"), _M("safe"), _M("{device} found something unsafe {time}.")),
        "water.flow": Words(_M("Water flow")),
        "reminder.missed": Words(_M("Reminder not confirmed")),
        "check.seen": Words(
            _M("Night check"),
            _M("seen in bed"),
            _M("not seen in bed"),
            _M("The night check saw somebody in bed {time}."),
            _M("The night check found the bed empty {time}."),
        ),
        "check.seconds": Words(_M("Length of the night check")),
        "accompanied": Words(
            _M("Company"),
            _M("accompanied"),
            _M("alone"),
            _M("Somebody came along {time}."),
            _M("Nobody was along any more {time}."),
        ),
        "geofence.outside": Words(
            _M("Geofence"),
            _M("outside the fence"),
            _M("inside the fence"),
            _M("{device} left its fence {time}."),
            _M("{device} came back inside its fence {time}."),
        ),
        "position.accuracy": Words(_M("Accuracy of the position")),
        "mains": Words(
            _M("Mains power"),
            _M("there"),
            _M("gone"),
            _M("The power came back {time}."),
            _M("The power went out {time}."),
        ),
        "power": Words(_M("Power")),
        "temperature": Words(_M("Temperature")),
        "humidity": Words(_M("Humidity")),
        "co2": Words(_M("Carbon dioxide")),
        "illuminance": Words(_M("Light")),
        "latitude": Words(_M("Latitude")),
        "longitude": Words(_M("Longitude")),
        "pulse": Words(_M("Pulse")),
        "breathing": Words(_M("Breathing")),
        "breath.alcohol": Words(_M("Alcohol in breath")),
        "battery": Words(_M("Battery")),
        "battery.low": Words(
            _M("Battery level"),
            _M("battery low"),
            _M("battery enough"),
            _M("The battery of {device} became low {time}."),
        ),
        "tamper": Words(
            _M("Tampering"), _M("tampered with"), _M("untouched"), _M("{device} was tampered with {time}.")
        ),
        "fault": Words(_M("Fault"), _M("fault"), _M("no fault"), _M("{device} reported a fault {time}.")),
        "online": Words(
            _M("Connection"),
            _M("connected"),
            _M("not connected"),
            _M("{device} was connected {time}."),
            _M("{device} lost its connection {time}."),
        ),
        "alert": Words(_M("A solution's alert")),
        "update.interval": Words(_M("Longest silence")),
        "tick": Words(_M("Clock")),
    }
)

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"Cel": "°C", "%RH": "%", "%EL": "%", "lat": "°", "lon": "°", "beat/min": "/min", "g/l": "‰", "/min": "/min"}
)
"""SenML's units as people write them; others are written as they are."""


def state(tongue: Tongue, quantity: str, value: Value) -> str:
    """Say a value as a state: ``öppen``, ``21,5 °C``."""
    words = QUANTITY_WORDS[quantity]
    if isinstance(value, bool):
        return tongue.say(words.true if value else words.false)
    if isinstance(value, str):
        return value
    unit = QUANTITIES[quantity].unit
    return f"{tongue.number(value)} {_UNITS.get(unit, unit)}".strip()


def has_sentence(quantity: str, value: Value) -> bool:
    """Tell whether a value is said as something that happened."""
    words = QUANTITY_WORDS[quantity]
    return isinstance(value, bool) and bool(words.came if value else words.went)


def happening(
    tongue: Tongue, quantity: str, value: Value, *, device: str, spot: Spot, time: datetime, zone: ZoneInfo
) -> str:
    """Say what happened and when, as one sentence; an outer door is called so whatever its device is named."""
    clock = tongue.clock(time, zone)
    words = QUANTITY_WORDS[quantity]
    text = (words.came if value else words.went) if isinstance(value, bool) else ""
    if quantity == "contact.open" and spot is Spot.OUTER_DOOR:
        text = message("The outer door was opened {time}.") if value else message("The outer door was closed {time}.")
    if text:
        return tongue.say(text, device=device, time=clock)
    return tongue.say("{device}: {value} {time}.", device=device, value=state(tongue, quantity, value), time=clock)
