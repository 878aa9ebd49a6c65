"""The page of who is on duty: now, who is told while nobody answers, what was sent lately."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from care.duty import EVERYBODY, NOBODY_ON_DUTY, Channel, DutyBook, Ladder, Step
from care.notices import Delivery, Notice
from care.people import Site
from care.situations import Priority
from dashboards.tongue import Tongue, message
from store.registry.duty import DutyFile, DutyKind

SOON: Final = timedelta(days=14)
"""A rota that ends within this is said to."""

CHANNEL_WORDS: Final[Mapping[Channel, str]] = MappingProxyType(
    {
        Channel.BOARD: message("on the board"),
        Channel.EMAIL: message("e-mail"),
        Channel.SMS: message("SMS"),
        Channel.NTFY: message("ntfy"),
        Channel.WEBHOOK: message("webhook"),
    }
)
DELIVERY_WORDS: Final[Mapping[Delivery, str]] = MappingProxyType(
    {
        Delivery.PLANNED: message("on its way"),
        Delivery.SENT: message("sent"),
        Delivery.FAILED: message("could not be sent, is tried again"),
        Delivery.GIVEN_UP: message("could not be sent"),
        Delivery.WITHHELD: message("not sent: a test site"),
        Delivery.SHOWN: message("shown on the board"),
        Delivery.NOBODY: message("nobody to tell"),
        Delivery.NOT_NEEDED: message("not needed any more"),
    }
)
PRIORITY_WORDS: Final[Mapping[Priority, str]] = MappingProxyType(
    {
        Priority.HIGH: message("High priority"),
        Priority.MEDIUM: message("Medium priority"),
        Priority.LOW: message("Low priority"),
    }
)
KIND_WORDS: Final[Mapping[DutyKind, str]] = MappingProxyType(
    {DutyKind.CONTACTS: message("Contacts"), DutyKind.ROTA: message("Rota"), DutyKind.CHAIN: message("Chain")}
)
BAD: Final = frozenset({Delivery.FAILED, Delivery.GIVEN_UP, Delivery.NOBODY})


@dataclass(frozen=True, slots=True)
class ShownRota:
    """Who is on duty by one rota; ``warning`` when it ends soon, or has ended."""

    name: str
    who: str
    until: str
    warning: str


@dataclass(frozen=True, slots=True)
class ShownLadder:
    """The steps of one priority in sentences; none: the board alone."""

    priority: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One message: when, to whom, how, what came of it; ``says`` is what the other side said, in English."""

    when: str
    alert: str
    who: str
    by: str
    result: str
    bad: bool
    says: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file to be changed: its text, and who put it there when, "" for one that is not there yet."""

    kind: str
    id: str
    title: str
    text: str
    changed: str


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A site's part of the page. ``silent`` says plainly when nobody is reached outward."""

    id: str
    name: str
    is_test: bool
    silent: str
    missing: tuple[str, ...]
    rotas: tuple[ShownRota, ...]
    chain: str
    ladders: tuple[ShownLadder, ...]
    contacts: tuple[tuple[str, str], ...]
    notices: tuple[ShownNotice, ...]
    files: tuple[ShownFile, ...]


def shown_duty(
    site: Site,
    book: DutyBook,
    sent: Sequence[Notice],
    words: Tongue,
    *,
    now: datetime,
    unset: Callable[[Channel], str],
    files: Sequence[DutyFile] | None,
) -> ShownDuty:
    """Say what a site's book holds; ``files`` None for who may not change it."""
    chain = book.chain
    return ShownDuty(
        id=site.id,
        name=site.name,
        is_test=not site.reaches_out,
        silent=_silent(site, book, words),
        missing=tuple(sorted(filter(None, map(unset, book.channels)))) if site.reaches_out else (),
        rotas=tuple(_rota(rota_id, book, site, words, now) for rota_id in book.rotas),
        chain=chain.name if chain else "",
        ladders=tuple(_ladder(priority, book, site, words, now) for priority in Priority) if chain else (),
        contacts=tuple((one.name, _channels(one.channels, words)) for one in book.contacts.values()),
        notices=tuple(shown_notice(notice, book, site, words) for notice in sent),
        files=() if files is None else _files(files, site, words),
    )


def _silent(site: Site, book: DutyBook, words: Tongue) -> str:
    if book.chain is None:
        return words.say("Nobody is reached outward: this site has no chain. Alerts stand on the board alone.")
    if not site.reaches_out:
        return words.say("This is a test site: what would be sent is shown here, and nothing leaves Mistel.")
    return ""


def _rota(rota_id: str, book: DutyBook, site: Site, words: Tongue, now: datetime) -> ShownRota:
    rota = book.rotas[rota_id]
    until = rota.until(now, site.tz)
    warning = ""
    if rota.ends is not None and rota.ends <= (now + SOON).astimezone(site.tz).date():
        warning = words.say("This rota ends {day}: then nobody is on duty by it.", day=words.day(rota.ends))
    return ShownRota(
        name=rota.name,
        who=", ".join(_name(who, book) for who in rota.on_duty(now, site.tz)) or words.say("nobody"),
        until=words.moment(until, site.tz) if until else "",
        warning=warning,
    )


def _ladder(priority: Priority, book: DutyBook, site: Site, words: Tongue, now: datetime) -> ShownLadder:
    title, ladder = words.say(PRIORITY_WORDS[priority]), book.ladder(priority)
    if ladder is None:
        return ShownLadder(title, ())
    steps = [_step(step, book, site, words, now) for step in ladder.steps]
    return ShownLadder(title, (*steps, *_ending(ladder, words)))


def _step(step: Step, book: DutyBook, site: Site, words: Tongue, now: datetime) -> str:
    by = _channels(step.by, words)
    after = words.say("After {age}", age=words.age(step.after)) if step.after else words.say("At once")
    if step.rota is not None and step.rota in book.rotas:
        rota = book.rotas[step.rota]
        who = ", ".join(_name(one, book) for one in rota.on_duty(now, site.tz)) or words.say("nobody")
        return words.say(
            "{after}: who is on duty by {rota} (now {who}), {by}", after=after, rota=rota.name, who=who, by=by
        )
    whom = words.say("everybody") if step.whom == EVERYBODY else _name(step.contact or step.whom, book)
    return words.say("{after}: {who}, {by}", after=after, who=whom, by=by)


def _ending(ladder: Ladder, words: Tongue) -> tuple[str, ...]:
    age = words.age(ladder.again_after)
    again = words.say("After {age}: all of it again, {rounds} rounds in all", age=age, rounds=str(ladder.rounds))
    last = words.say("After {age}: everybody by all they have, again and again until somebody answers", age=age)
    return (again, last) if ladder.rounds > 1 else (last,)


def shown_notice(notice: Notice, book: DutyBook, site: Site, words: Tongue) -> ShownNotice:
    """Say one message: when, to whom, how, and what came of it."""
    return ShownNotice(
        when=words.moment(notice.tried or notice.planned, site.tz),
        alert=notice.alert,
        who="" if notice.contact == NOBODY_ON_DUTY else _name(notice.contact, book),
        by=words.say(CHANNEL_WORDS[notice.channel]),
        result=words.say(DELIVERY_WORDS[notice.state]),
        bad=notice.state in BAD,
        says=notice.says,
    )


def _files(files: Sequence[DutyFile], site: Site, words: Tongue) -> tuple[ShownFile, ...]:
    there = [
        ShownFile(
            kind=file.kind.value,
            id=f"{site.id}-{file.kind.value}-{file.id}",
            title=words.say(KIND_WORDS[file.kind]) + (f" {file.id}" if file.kind is DutyKind.ROTA else ""),
            text=file.text,
            changed=words.say("Changed {time} by {who}", time=words.moment(file.at, site.tz), who=file.by),
        )
        for file in files
    ]
    kinds = {file.kind for file in files}
    fresh = [kind for kind in DutyKind if kind is DutyKind.ROTA or kind not in kinds]
    return (
        *there,
        *(
            ShownFile(
                kind.value, f"{site.id}-{kind.value}-new", words.say("New: {what}", what=_of(kind, words)), "", ""
            )
            for kind in fresh
        ),
    )


def _of(kind: DutyKind, words: Tongue) -> str:
    return words.say(KIND_WORDS[kind])


def _name(contact: str, book: DutyBook) -> str:
    return book.contacts[contact].name if contact in book.contacts else contact


def _channels(channels: Sequence[Channel], words: Tongue) -> str:
    return ", ".join(words.say(CHANNEL_WORDS[channel]) for channel in channels)
