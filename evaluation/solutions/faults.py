"""What was wrong with a solution's own connections while it was tried: never there, gone, refused, left behind."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import JsonValue

from care.errors import Reason
from care.events import Event, Refusal
from care.people import Connection
from care.solutions import Solution
from store.journal import JournalReader
from store.registry import Registry

ONLINE: Final = "online"
LEFT_BEHIND: Final = "left_behind"
UNANSWERED: Final = "unanswered"
"""It was there, and answered no ticks; that is as it should be at the speed of life."""
_REFUSALS: Final = 10_000
_LONG_AGO: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: of which connection ("" for none of them), its kind, how often, and a sentence for its maker."""

    connection: str
    kind: str
    times: int
    says: str

    @property
    def record(self) -> dict[str, JsonValue]:
        """What is kept with the run."""
        return {"connection": self.connection, "kind": self.kind, "times": self.times, "says": self.says}


def faults_of(
    registry: Registry, reader: JournalReader, site: str, solution: str, since: datetime, until: datetime
) -> list[Fault]:
    """Give what was wrong from ``since`` to ``until``, by the wall, with a solution's connections at a site."""
    own = [c for c in registry.connections.all(site=site) if c.solution == solution]
    if not own:
        return [
            Fault("", "no_connection", 1, "The solution has no connection, so nobody could hear or tell: connect it.")
        ]
    there = [connection for connection in own if _was_there(reader, connection, since, until)]
    if not there:
        return [Fault("", "never_connected", 1, "None of its connections was there: start it, and try again.")]
    return [fault for connection in there for fault in _of(reader, connection, since, until)]


def listens_now(registry: Registry, reader: JournalReader, solution: Solution) -> bool:
    """Tell whether any of a solution's connections is there."""
    own = {c.id for c in registry.connections.all(site=solution.site) if c.solution == solution.id}
    return any(e.value is True for e in reader.latest() if e.quantity == ONLINE and e.device in own)


def _was_there(reader: JournalReader, connection: Connection, since: datetime, until: datetime) -> bool:
    said = _said(reader, connection, since - _LONG_AGO, until)
    before = [event for event in said if event.time < since]
    return bool(before and before[-1].value is True) or any(e.value is True for e in said if e.time >= since)


def _said(reader: JournalReader, connection: Connection, since: datetime, until: datetime) -> list[Event]:
    return [e for e in reader.span(connection.home, since, until, [ONLINE]) if e.device == connection.id]


def _of(reader: JournalReader, connection: Connection, since: datetime, until: datetime) -> Iterator[Fault]:
    during = _said(reader, connection, since, until)
    gone = [event for event in during if event.value is False]
    if gone:
        yield Fault(
            connection.id,
            "went_away",
            len(gone),
            f"Connection {connection.name} went away {_times(len(gone))} while it was tried"
            f"{'' if during[-1].value is True else ', and did not come back'}.",
        )
    yield from _refused(reader, connection, since, until)


def _refused(reader: JournalReader, connection: Connection, since: datetime, until: datetime) -> Iterator[Fault]:
    refusals = [one for one in reader.refusals(_REFUSALS, connection=connection.id) if since <= one.received <= until]
    counted = Counter(_kind(one) for one in refusals)
    for kind, times in counted.most_common():
        last = next(one for one in refusals if _kind(one) == kind)
        begins = "" if last.reason == Reason.NOTED else "Refused: "
        said = f"{begins}{last.says} {last.mend}".strip() + (f" ({times} times in all)" if times > 1 else "")
        yield Fault(connection.id, kind, times, said)


def _kind(said: Refusal) -> str:
    if said.reason == Reason.NOTED and said.field == "time":
        return LEFT_BEHIND if said.says.startswith("Left behind") else UNANSWERED
    return f"refused_{said.reason}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def kept(faults: Sequence[Fault]) -> list[JsonValue]:
    """Give them as a run's result keeps them."""
    return [fault.record for fault in faults]
