"""Local times without zone, told apart by their order where the clock changes.

In autumn an hour comes twice, in spring one never comes (a recorder whose clock was set late writes it all the same).
What is written between neighbours whose times are sure is taken for what keeps the order of the file.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

LATE: Final = timedelta(days=1)
"""How far back a row may lie: it was written late. One that lies further back is a mistake."""
UNSTEADY: Final = timedelta(minutes=1)
"""A step back of up to this, in the hour that comes twice, is a row written late and not the clock set back."""


class Doubt(Exception):
    """A row whose time cannot be; ``row`` is its number."""

    def __init__(self, row: int, says: str) -> None:
        super().__init__(says)
        self.row = row
        self.says = says


def in_utc(rows: Iterable[tuple[datetime, int, T]], zone: ZoneInfo) -> Iterator[tuple[datetime, int, T]]:
    """Give the rows, in their order, with aware UTC times; raises Doubt for one over a day behind those before it.

    A row is its time as written (naive: local), its number, and what goes with it. Of two times that fit, autumn's is
    the earlier one, and spring's that of a clock not yet set to summer, unless the row after it says otherwise. Times
    that were written with a zone are taken as they are.
    """
    latest: tuple[datetime, int] | None = None
    held: tuple[tuple[datetime, int, T], tuple[datetime, ...]] | None = None
    for row in rows:
        meant = meanings(row[0], zone)
        if held is not None:
            latest, told = _told(*held, latest, max(meant), zone)
            yield told
        held = row, meant
    if held is not None:
        yield _told(*held, latest, None, zone)[1]


def meanings(written: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Give what a time may mean (aware UTC): one moment mostly, two where the clock changes, likeliest first."""
    if written.tzinfo is not None:
        return (written.astimezone(UTC),)
    local = written.replace(tzinfo=zone)
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    if first is None or second is None:  # pragma: no cover - a zone always knows its offset
        raise Doubt(0, f"{zone} does not know its offset at {written}")
    utc = written.replace(tzinfo=UTC)
    return (utc - first,) if first == second else (utc - first, utc - second)


def _told(
    row: tuple[datetime, int, T],
    meant: tuple[datetime, ...],
    latest: tuple[datetime, int] | None,
    after: datetime | None,
    zone: ZoneInfo,
) -> tuple[tuple[datetime, int], tuple[datetime, int, T]]:
    """Give the latest row so far, and this row with its time."""
    written, number, rest = row
    moment = _choose(meant, latest[0] if latest else None, after)
    if latest is None or moment >= latest[0]:
        latest = moment, number
    elif moment < latest[0] - LATE:
        local = latest[0].astimezone(zone).replace(tzinfo=None)
        raise Doubt(
            number,
            f"{written} comes after {local} (line {latest[1]}): time goes back by more than a day;"
            " put the rows in the order of recording, or mend the wrong one",
        )
    return latest, (moment, number, rest)


def _choose(meant: tuple[datetime, ...], latest: datetime | None, after: datetime | None) -> datetime:
    if len(meant) == 1:
        return meant[0]
    if latest is None:
        fits = list(meant)
    else:
        if meant[0] < meant[1] and meant[0] < latest <= meant[0] + UNSTEADY:
            return meant[0]
        fits = [moment for moment in meant if moment >= latest] or [max(meant)]
    return next((moment for moment in fits if after is None or moment <= after), fits[0])
