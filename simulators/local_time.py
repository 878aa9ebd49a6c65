"""Local times without zone, told apart by their order where the clock changes.

In autumn an hour comes twice, in spring one never comes (a recorder whose clock was set late writes it all the same).
What is written between neighbours whose times are sure is taken for what keeps the order of the file.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Written = tuple[datetime, int, str, str]
"""A time as written (naive: local), and what goes with it unchanged: the row's number first."""


class Doubt(Exception):
    """A row whose time cannot be after the one before it; ``row`` is its number."""

    def __init__(self, row: int, says: str) -> None:
        super().__init__(says)
        self.row = row
        self.says = says


def in_order(rows: Iterable[Written], zone: ZoneInfo) -> Iterator[Written]:
    """Give the rows with aware UTC times, never going backwards; raises Doubt where that cannot be.

    Of two times that fit, autumn's is the earlier one, and spring's that of a clock not yet set to summer, unless the
    row after it says otherwise. Times that were written with a zone are taken as they are.
    """
    before: datetime | None = None
    held: tuple[Written, tuple[datetime, ...]] | None = None
    for row in rows:
        meant = _meanings(row[0], zone)
        if held is not None:
            before = _choose(*held, before, max(meant), zone)
            yield (before, *held[0][1:])
        held = row, meant
    if held is not None:
        yield (_choose(*held, before, None, zone), *held[0][1:])


def _meanings(written: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Give what a time may mean (aware UTC): one moment mostly, two where the clock changes, likeliest first."""
    if written.tzinfo is not None:
        return (written.astimezone(UTC),)
    local = written.replace(tzinfo=zone)
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    if first is None or second is None:  # pragma: no cover - a zone always knows its offset
        raise Doubt(0, f"{zone} does not know its offset at {written}")
    utc = written.replace(tzinfo=UTC)
    return (utc - first,) if first == second else (utc - first, utc - second)


def _choose(
    row: Written, meant: tuple[datetime, ...], before: datetime | None, after: datetime | None, zone: ZoneInfo
) -> datetime:
    fits = [moment for moment in meant if before is None or moment >= before]
    if not fits:
        last = before.astimezone(zone).replace(tzinfo=None) if before else row[0]
        raise Doubt(row[1], f"{row[0]} comes after {last}: time goes backwards; put the rows in the order of recording")
    return next((moment for moment in fits if after is None or moment <= after), fits[0])
