"""What rules may see of a journal: all of it, but what solutions tell while care is to be as usual."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from care.events import Event
from store.journal import JournalReader


class Readings(Protocol):
    """What is asked of a home's past; see JournalReader."""

    def span(  # noqa: D102
        self,
        home: str,
        since: datetime,
        until: datetime,
        quantities: Collection[str] | None = None,
        *,
        last_seq: int | None = None,
        devices: Collection[str] | None = None,
    ) -> list[Event]: ...

    def last(self, home: str, before: datetime) -> list[Event]: ...  # noqa: D102

    def gaps(self, home: str, since: datetime, until: datetime) -> Sequence[Any]: ...  # noqa: D102


@dataclass(frozen=True)
class Shown:
    """A journal's readings without those that ``is_shown`` leaves out."""

    reader: JournalReader
    is_shown: Callable[[Event], bool]

    def span(
        self,
        home: str,
        since: datetime,
        until: datetime,
        quantities: Collection[str] | None = None,
        *,
        last_seq: int | None = None,
        devices: Collection[str] | None = None,
    ) -> list[Event]:
        """See JournalReader."""
        found = self.reader.span(home, since, until, quantities, last_seq=last_seq, devices=devices)
        return [event for event in found if self.is_shown(event)]

    def last(self, home: str, before: datetime) -> list[Event]:
        """See JournalReader; of a device whose newest reading is left out nothing is told."""
        return [event for event in self.reader.last(home, before) if self.is_shown(event)]

    def gaps(self, home: str, since: datetime, until: datetime) -> Sequence[Any]:
        """See JournalReader; they are told by device, and nobody asks for those of devices that are left out."""
        return self.reader.gaps(home, since, until)
