"""A connection's live feed: every message as a line, what was read of it or why it was refused, and how it is doing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, Literal
from zoneinfo import ZoneInfo

from care.claims import Claim
from care.errors import Reason
from care.events import ALERT, Event, Refusal
from care.quantities import Value
from care.situations import SITUATIONS
from dashboards.directory import HomeCard
from dashboards.refusal_words import rule
from dashboards.tongue import Tongue, message
from dashboards.words import QUANTITY_WORDS, state
from devices.doing import Doing
from store.journal import Numbered

Kind = Literal["told", "again", "refused", "noted"]

KIND_WORDS: Final[Mapping[Kind, str]] = {
    "told": message("Taken"),
    "again": message("Told again"),
    "refused": message("Refused"),
    "noted": message("Noted"),
}
MOST_SHOWN: Final = 12
"""So many readings of one message are shown; of the others it is said how many there are."""
OFF: Final = timedelta(seconds=1)
"""A reading whose time is further from its arrival says so; a clock that is nearer is right."""
FAR_OFF: Final = timedelta(seconds=10)
OLD: Final = timedelta(minutes=5)
"""A connection that told nothing for so long is pointed out."""
LOW_BATTERY: Final = 20


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came: readings that were kept, or told again; or a refusal. ``id`` is unique in its feed."""

    id: str
    received: datetime
    kind: Kind
    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a line; ``time`` is empty where it is that of its arrival."""

    device: str
    label: str
    quantity: str
    value: str
    time: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message, in words; ``rule``, ``says`` and the rest are of refusals, the last four as the device was told."""

    id: str
    kind: Kind
    badge: str
    clock: str
    readings: tuple[Reading, ...] = ()
    more: int = 0
    rule: str = ""
    helps: str = ""
    field: str = ""
    says: str = ""
    mend: str = ""
    topic: str = ""
    excerpt: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing at a glance; ``of_equipment``: it says nothing of when anybody did anything."""

    name: str
    value: str
    note: str = ""
    tone: Literal["", "good", "bad"] = ""
    of_equipment: bool = False


def messages(
    told: Sequence[Numbered[Event]], again: Sequence[Numbered[Event]], refused: Sequence[Numbered[Refusal]]
) -> list[Message]:
    """Put what arrived together to messages, in the order in which they came.

    The events of one message have one time of arrival; a journal knows no more of where a message ended.
    """
    found = [
        *_together(told, "told"),
        *_together(again, "again"),
        *(
            Message(f"r{number}", said.received, "noted" if said.reason == Reason.NOTED else "refused", refusal=said)
            for number, said in refused
        ),
    ]
    return sorted(found, key=lambda one: one.received)


def _together(told: Sequence[Numbered[Event]], kind: Literal["told", "again"]) -> Iterable[Message]:
    for received, group in groupby(told, key=lambda one: one.said.received):
        numbered = list(group)
        events = tuple(one.said for one in numbered)
        yield Message(f"{kind[0]}{numbered[0].number}", received, kind, events)


def line(one: Message, card: HomeCard, words: Tongue, now: datetime, homes: Mapping[str, str]) -> Line:
    """Say a message as a line of the feed; ``homes`` names the other homes that a listening connection tells of."""
    told = [reading(event, card, words, homes) for event in one.events[:MOST_SHOWN]]
    badge = words.say(KIND_WORDS[one.kind])
    moment = exact(one.received, card.zone)
    day = one.received.astimezone(card.zone).date()
    if day != now.astimezone(card.zone).date():
        moment = f"{words.short_day(day)} {moment}"
    if one.refusal is None:
        return Line(one.id, one.kind, badge, moment, tuple(told), max(0, len(one.events) - MOST_SHOWN))
    refusal = one.refusal
    broken = rule(refusal.reason, refusal.topic)
    return Line(
        id=one.id,
        kind=one.kind,
        badge=badge,
        clock=moment,
        rule=words.say(broken.name),
        helps=words.say(broken.helps),
        field=refusal.field,
        says=refusal.says,
        mend=refusal.mend,
        topic=refusal.topic,
        excerpt=refusal.excerpt,
        reason=refusal.reason,
    )


def reading(event: Event, card: HomeCard, words: Tongue, homes: Mapping[str, str]) -> Reading:
    """Say one reading; an alert of a solution is said as what it claims."""
    if event.quantity == "online":
        device = ""
    elif event.quantity == ALERT:
        device = card.home.name if event.home == card.home.id else homes.get(event.home, event.home)
    else:
        device = card.device_name(event.device)
    return Reading(
        device=device,
        label=words.say(QUANTITY_WORDS[event.quantity].label),
        quantity=event.quantity,
        value=_value(event, card.zone, words),
        time="" if abs(event.time - event.received) <= OFF else _time(event, card.zone, words),
    )


def figures(doing: Doing, card: HomeCard, now: datetime, words: Tongue, own: datetime | None) -> list[Figure]:
    """Say at a glance how a connection is doing; ``own`` is the time of a home with its own clock."""
    of_equipment = [_online(doing, words), _clock(doing, card, words, own), _battery(doing, card, words)]
    return [
        *(replace(one, of_equipment=True) for one in of_equipment),
        _heard(doing, now, words),
        _rate(doing, words),
        _gaps(doing, card, words),
        replace(_refused(doing, words), of_equipment=True),
    ]


def exact(moment: datetime, zone: ZoneInfo) -> str:
    """Say a time to the millisecond: 01:12:05.250."""
    return moment.astimezone(zone).strftime("%H:%M:%S.%f")[:-3]


def _value(event: Event, zone: ZoneInfo, words: Tongue) -> str:
    claim = _claim(event) if event.quantity == ALERT else None
    if claim is None:
        return state(words, event.quantity, event.value)
    parts = [
        words.say(SITUATIONS[claim.situation].words),
        words.say("since {time}", time=exact(claim.onset, zone)),
        words.say("ended {time}", time=exact(claim.ended, zone)) if claim.ended else "",
        words.say("Resident {resident}", resident=claim.resident) if claim.resident else "",
        words.say("taken back") if claim.withdrawn else "",
        f"id {claim.id}",
    ]
    return ", ".join(part for part in parts if part)


def _claim(event: Event) -> Claim | None:
    try:
        return Claim.read(str(event.value))
    except ValueError:
        return None


def _time(event: Event, zone: ZoneInfo, words: Tongue) -> str:
    off = event.time - event.received
    if abs(off) < timedelta(days=1):
        apart = (
            words.say("{age} ahead", age=words.age(off)) if off > OFF else words.say("{age} late", age=words.age(-off))
        )
        return f"{exact(event.time, zone)} ({apart})"
    return words.moment(event.time, zone)


def _online(doing: Doing, words: Tongue) -> Figure:
    name = words.say("Connection")
    if doing.online is None:
        return Figure(name, words.say("not told"), words.say("It never said online: set a status and a last will."))
    if doing.online:
        return Figure(name, words.say("connected"), tone="good")
    return Figure(name, words.say("not connected"), words.say("Its last will, or itself, said offline."), "bad")


def _heard(doing: Doing, now: datetime, words: Tongue) -> Figure:
    name = words.say("Last reading")
    if doing.heard is None:
        return Figure(name, words.say("none yet"))
    quiet = now - doing.heard
    return Figure(name, words.say("{age} ago", age=words.age(quiet)), tone="bad" if quiet > OLD else "")


def _rate(doing: Doing, words: Tongue) -> Figure:
    minutes = doing.over / timedelta(minutes=1)
    value = words.number(doing.messages / minutes) if minutes > 0 else words.number(doing.messages)
    return Figure(words.say("Messages a minute"), value, words.say("in the last {age}", age=words.age(doing.over)))


def _clock(doing: Doing, card: HomeCard, words: Tongue, own: datetime | None) -> Figure:
    name = words.say("Clock")
    if card.own_clock:
        moment = words.moment(own, card.zone) if own else words.say("not begun")
        return Figure(name, moment, words.say("the home's own clock"))
    right = doing.clock is not None and abs(doing.clock) <= OFF
    if Reason.IMPOSSIBLE_TIME in doing.refused and not right:
        return Figure(name, words.say("wrong"), words.say("Readings were refused for their time: see below."), "bad")
    if doing.clock is None:
        note = words.say("Readings came without a time: they count from when they came.") if doing.messages else ""
        return Figure(name, words.say("not told"), note)
    if right:
        return Figure(name, words.say("right"), words.say("within 1 s of ours"), "good")
    tone: Literal["", "bad"] = "bad" if abs(doing.clock) > FAR_OFF else ""
    if doing.clock > OFF:
        return Figure(name, words.say("{age} ahead", age=words.age(doing.clock)), words.say("of ours"), tone)
    late = words.say("{age} behind", age=words.age(-doing.clock))
    return Figure(name, late, words.say("or its readings are that late"), tone)


def _gaps(doing: Doing, card: HomeCard, words: Tongue) -> Figure:
    name = words.say("Longest gap")
    if doing.longest is None or doing.longest_end is None or doing.since is None:
        return Figure(name, "–")
    note = words.say(
        "until {end}, looking back to {since}",
        end=words.clock(doing.longest_end, card.zone),
        since=words.moment(doing.since, card.zone),
    )
    return Figure(name, words.age(doing.longest), note)


def _battery(doing: Doing, card: HomeCard, words: Tongue) -> Figure:
    name = words.say("Battery")
    if not doing.batteries:
        return Figure(name, words.say("not told"))
    device, value = min(doing.batteries.items(), key=lambda one: _level(one[1]))
    quantity = "battery.low" if isinstance(value, bool) else "battery"
    note = card.device_name(device)
    if len(doing.batteries) > 1:
        note = words.say("{device}, the lowest of {n}", device=note, n=len(doing.batteries))
    tone: Literal["good", "bad"] = "bad" if _level(value) < LOW_BATTERY else "good"
    return Figure(name, state(words, quantity, value), note, tone)


def _level(value: Value) -> float:
    if isinstance(value, bool):
        return 0.0 if value else 100.0
    return float(value)


def _refused(doing: Doing, words: Tongue) -> Figure:
    refused = doing.refused
    name, number = words.say("Refused in an hour"), sum(refused.values())
    if not number:
        return Figure(name, "0", tone="good" if doing.heard else "")
    most = max(refused, key=lambda reason: refused[reason])
    return Figure(name, str(number), words.say("most often: {rule}", rule=words.say(rule(most).name)), "bad")
