"""Visits as a file tells them: each line checked, and the same visit known again when the file comes a second time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from care.visits import Kind, Source, Visit
from evaluation.visits.sheet import Sheet, read
from store.registry import Registry

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **{kind.value: kind for kind in Kind},
        "planerat": Kind.PLANNED,
        "planerad": Kind.PLANNED,
        "larm": Kind.CALLED,
        "kallad": Kind.CALLED,
        "extra": Kind.EXTRA,
        "alarm": Kind.CALLED,
    }
)
AHEAD: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Where:
    """A home that visits may be told of: its zone and who lives there."""

    zone: ZoneInfo
    residents: frozenset[str]


@dataclass(frozen=True)
class Checked:
    """What a file tells: ``new`` visits, how many were ``known`` before, and ``problems`` as (line, what and how).

    With a problem nothing is kept. ``visits`` are all that it names, known ones too.
    """

    sheet: Sheet
    visits: Sequence[Visit]
    new: Sequence[Visit]
    known: int
    problems: Sequence[tuple[int, str]]


def places(registry: Registry, organisation: str | None = None) -> dict[str, Where]:
    """Give the homes of an organisation, or all, that visits may be told of."""
    found: dict[str, Where] = {}
    for site in registry.places.sites(organisation):
        living: dict[str, set[str]] = {home.id: set() for home in registry.places.homes(site.id)}
        for resident in registry.places.residents(site=site.id):
            living[resident.home].add(resident.id)
        found |= {home: Where(site.tz, frozenset(ids)) for home, ids in living.items()}
    return found


def check(data: bytes, homes: Mapping[str, Where], registry: Registry, now: datetime) -> Checked:
    """Read a file and hold it against what is known; raises Refused where it is no table of visits at all."""
    sheet = read(data)
    problems = list(sheet.odd)
    by_id: dict[str, tuple[int, Visit]] = {}
    for number, cells in sheet.lines:
        try:
            visit = _visit(cells, homes, now)
        except ValueError as error:
            problems.append((number, _said(error)))
            continue
        before = by_id.setdefault(visit.id, (number, visit))
        if not _same(before[1], visit):
            problems.append(
                (number, f"the same visit stands in line {before[0]} with other figures. Take one of them away.")
            )
    known = registry.visits.known(by_id.keys())
    for number, visit in by_id.values():
        if visit.id in known and not _same(known[visit.id], visit):
            problems.append((number, _changed(known[visit.id])))
    return Checked(
        sheet=sheet,
        visits=[visit for _, visit in by_id.values()],
        new=[visit for _, visit in by_id.values() if visit.id not in known],
        known=len(known),
        problems=sorted(problems),
    )


def _visit(cells: Mapping[str, str], homes: Mapping[str, Where], now: datetime) -> Visit:
    home, resident = cells.get("home", "").lower(), cells.get("resident", "").lower() or None
    if home not in homes:
        raise ValueError(
            f"there is no home '{home[:40]}' here. Write the id of a home, as `mistel home list` shows it."
        )
    if resident is not None and resident not in homes[home].residents:
        raise ValueError(f"nobody called '{resident[:40]}' lives in home '{home}'. Write their id, or nothing.")
    began = _began(cells, homes[home].zone)
    if began > now + AHEAD:
        raise ValueError("it lies ahead. Tell visits that were made.")
    staff = cells.get("staff", "")
    key = "|".join((home, resident or "", began.isoformat(), staff))
    return Visit(
        id=f"v-{sha256(key.encode()).hexdigest()[:26]}",
        home=home,
        resident=resident,
        began=began,
        minutes=_minutes(cells.get("minutes", ""), "minutes"),
        contact=_minutes(cells["contact"], "contact") if cells.get("contact") else None,
        kind=_kind(cells.get("kind", "")),
        source=Source.CSV,
        by=staff,
        told=now,
    )


def _kind(text: str) -> Kind:
    if text.lower() not in KINDS:
        raise ValueError(f"'{text[:40]}' is no kind of visit. Write planned, called or extra.")
    return KINDS[text.lower()]


def _minutes(text: str, column: str) -> float:
    number = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if number.count(",") + number.count(".") > 1:
        raise ValueError(f"{column} '{text[:40]}' has two marks. Write 12, 7.5 or 7,5.")
    try:
        found = float(number.replace(",", "."))
    except ValueError:
        raise ValueError(f"{column} '{text[:40]}' is no number. Write minutes: 12, 7.5 or 7,5.") from None
    if not 0 <= found <= 1440:  # noqa: PLR2004 - the minutes of a day; also what is no number at all fails here
        raise ValueError(f"{column} '{text[:40]}' is not between 0 and 1440 minutes.")
    return found


def _began(cells: Mapping[str, str], zone: ZoneInfo) -> datetime:
    text = cells.get("began") or f"{cells.get('date', '')} {cells.get('time', '')}".strip()
    day, _, clock = text.replace("T", " ").partition(" ")
    try:
        found = datetime.fromisoformat(f"{day} {clock.replace('.', ':')}" if clock else "")
    except ValueError:
        raise ValueError(f"'{text[:40]}' is no day and time. Write them as 2026-01-31 22:15.") from None
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    there = found.replace(tzinfo=zone).astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != found:
        raise ValueError(f"there was no {clock} on {day}: clocks were put forward. Write the time that they showed.")
    return there


def _same(one: Visit, other: Visit) -> bool:
    return (one.minutes, one.contact, one.kind) == (other.minutes, other.contact, other.kind)


def _changed(known: Visit) -> str:
    return (
        f"this visit was told before, with {known.minutes:g} minutes ({known.kind}). "
        "Nothing was changed: undo that one first, if it is wrong."
    )


def _said(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{first['msg'].removeprefix('Value error, ')}."
    return str(error)
