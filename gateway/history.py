"""What the journal knows of a home before an instant, as the rules about silence ask for it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from alerts.hearing import Gaps
from care.events import Event
from store.journal import JournalReader


@dataclass
class JournalHistory:
    """One home's history (``alerts.hearing.History``); two rules that ask the same are answered by one reading."""

    reader: JournalReader
    home: str
    _last: tuple[datetime, list[Event]] | None = None
    _gaps: tuple[tuple[datetime, datetime], list[Gaps]] | None = field(default=None)

    def last(self, before: datetime) -> list[Event]:
        """See History."""
        if self._last is None or self._last[0] != before:
            self._last = (before, self.reader.last(self.home, before))
        return self._last[1]

    def gaps(self, since: datetime, until: datetime) -> list[Gaps]:
        """See History."""
        asked = (since, until)
        if self._gaps is None or self._gaps[0] != asked:
            self._gaps = (asked, [Gaps(*row) for row in self.reader.gaps(self.home, since, until)])
        return self._gaps[1]

    def told(
        self, quantities: Collection[str], since: datetime, until: datetime, devices: Collection[str] | None = None
    ) -> list[Event]:
        """See History."""
        return self.reader.span(self.home, since, until, quantities, devices=devices)
