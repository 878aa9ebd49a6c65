"""Which sources load staff: the worst ten, those that chatter, what stands for days, and what proves false."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.load.calls import Source, Told
from care.alerts import Move, Outcome
from care.estimates import Result, proportion

WORST: Final = 10
MINUTE: Final = timedelta(minutes=1)
TRANSITIONS: Final = 3
"""A source that comes and goes this often within a minute chatters (ISA-18.2)."""

DAY: Final = timedelta(days=1)
_TURNS: Final = frozenset({Move.RAISE, Move.CLEAR, Move.RECUR})


@dataclass(frozen=True, slots=True)
class Worst:
    """A source, how often it called, and its share of all calls."""

    source: Source
    calls: int
    share: float


@dataclass(frozen=True, slots=True)
class Chatter:
    """A source that chattered: how often it came and went in its worst minute, and when that began."""

    source: Source
    transitions: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Proved:
    """What the closed alerts of a rule or a device proved to be; ``false`` is the share of those that are clear."""

    name: str
    true: int
    unclear: int
    false: int

    @property
    def share(self) -> Result:
        """The share that was false, with Wilson's interval; the unclear are left out."""
        return proportion(self.false, self.true + self.false, of="alerts that were true or false")


def worst(calls: Iterable[Source]) -> list[Worst]:
    """Give the ten sources that called most."""
    counted = Counter(calls)
    total = sum(counted.values())
    first = sorted(counted.items(), key=lambda item: (-item[1], _words(item[0])))[:WORST]
    return [Worst(source, number, number / total) for source, number in first]


def chattering(alerts: Iterable[Told], since: datetime, until: datetime) -> list[Chatter]:
    """Give the sources that came and went three times or more within a minute of [since, until)."""
    turns: dict[Source, list[datetime]] = defaultdict(list)
    for one in alerts:
        turns[one.source] += [m.at for m in one.moves if m.move in _TURNS and since <= m.at < until]
    found = []
    for source, at in turns.items():
        at.sort()
        times, begun = max(((_within(at, i), at[i]) for i in range(len(at))), default=(0, since), key=lambda x: x[0])
        if times >= TRANSITIONS:
            found.append(Chatter(source, times, begun))
    return sorted(found, key=lambda chatter: (-chatter.transitions, _words(chatter.source)))


def standing(alerts: Iterable[Told], since: datetime, until: datetime) -> list[int]:
    """Count, for each whole day of [since, until), the alerts that by then had stood for over 24 hours."""
    called = ((one, one.calls) for one in alerts)
    stretches = [(calls[0] + DAY, one.over() or until) for one, calls in called if calls]
    spans = [(begun, over) for begun, over in stretches if over > begun]
    days = [(since + n * DAY, since + (n + 1) * DAY) for n in range((until - since) // DAY)]
    return [sum(1 for begun, over in spans if begun < last and over > first) for first, last in days]


def proved(alerts: Iterable[Told], by: Callable[[Source], str | None]) -> list[Proved]:
    """Count what closed alerts proved to be, by rule or device; the most false ones first."""
    counted: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for one in alerts:
        name, closing = by(one.source), one.alert.closing
        if name is not None and closing is not None:
            counted[name][closing.outcome] += 1
    found = [Proved(name, n[Outcome.TRUE], n[Outcome.UNCLEAR], n[Outcome.FALSE]) for name, n in counted.items()]
    return sorted(found, key=lambda each: (-each.false, each.name))


def _within(at: Sequence[datetime], first: int) -> int:
    return bisect_right(at, at[first] + MINUTE) - first


def _words(source: Source) -> tuple[str, str, str]:
    return (source.situation, source.home or "", source.device or "")
