"""Whether the equipment worked, and night checks by camera in place of visits."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from care.events import Event
from care.visits import Kind
from evaluation.indicators.seen import Counted, Seen

ONLINE: Final = "online"
CHECK: Final = "check.seen"
READ: Final = frozenset({ONLINE, CHECK})

SILENT: Final = frozenset({"home_silent", "device_silent"})
AGAIN: Final = timedelta(minutes=15)
"""Looks so soon after the one before are the same check."""
COMES: Final = timedelta(minutes=45)
"""Who comes this soon after a check comes because of it."""


def equipment(seen: Seen) -> Iterator[Counted]:
    """Count by day the share of time in working order, and night checks that spared a visit."""
    yield from _uptime(seen)
    yield from _checks(seen)


def _uptime(seen: Seen) -> Iterator[Counted]:
    """Count as down: nothing heard all day, a connection lost, silence of the home, the site or a solution's device."""
    days = seen.days
    if seen.heard is None:
        yield "uptime", days.nothing(), days.nothing()
        return
    lost = days.shares([*_offline(seen), *_silent(seen)])
    down = (lost + seen.unit.silent).clip(0, 1)
    yield "uptime", (1 - down) * seen.heard, days.each()


def _offline(seen: Seen) -> list[tuple[datetime, datetime]]:
    """Give the stretches in which a connection was gone: the solution's where it has any here, else any."""
    by_connection: dict[str, list[Event]] = defaultdict(list)
    for event in seen.told(ONLINE):
        if not seen.connections or event.device in seen.connections:
            by_connection[event.device].append(event)
    return [stretch for told in by_connection.values() for stretch in _gone(told, seen.days.until)]


def _gone(told: Sequence[Event], until: datetime) -> Iterator[tuple[datetime, datetime]]:
    since: datetime | None = None
    for event in told:
        if event.value is False and since is None:
            since = event.time
        elif event.value is True and since is not None:
            yield since, event.time
            since = None
    if since is not None:
        yield since, until


def _silent(seen: Seen) -> Iterator[tuple[datetime, datetime]]:
    for one in seen.alerts:
        alert = one.alert
        whole = alert.situation == "home_silent"
        device = one.source.device
        if alert.borne_out and (whole or (alert.situation == "device_silent" and device in seen.devices)):
            yield alert.onset, alert.end or seen.days.until


def _checks(seen: Seen) -> Iterator[Counted]:
    """Count checks by camera; a look again within 15 min is the same check, and a visit within 45 min came of it."""
    days = seen.days
    checks: list[datetime] = []
    last: datetime | None = None
    for event in sorted(seen.told(CHECK), key=lambda event: event.time):
        if last is None or event.time - last > AGAIN:
            checks.append(event.time)
        last = event.time
    visits = seen.night_visits
    begun = [visit.began for visit in visits]
    spared = [at for at in checks if not _within(begun, at, at + COMES)]
    by_themselves = [
        visit.began
        for visit in visits
        if visit.kind is Kind.PLANNED and not _within(checks, visit.began - COMES, visit.began)
    ]
    counted = days.sums(days.by_night([*checks, *by_themselves]))
    yield "camera_checks", days.sums(days.by_night(spared)), counted


def _within(moments: Sequence[datetime], first: datetime, last: datetime) -> bool:
    """Tell whether one of the sorted moments lies in [first, last]."""
    place = bisect_left(moments, first)
    return place < len(moments) and moments[place] <= last
