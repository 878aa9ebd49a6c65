"""The readings of the sites of a trial's homes, from their journals, opened when they are asked for."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from store.journal import JournalFollower
from store.readings import Readings


class SiteReadings:
    """Gives a site's readings: what ``collect`` asks for. Used in a ``with``, which closes them all at its end."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._opened: dict[str, JournalFollower] = {}
        self._stack = ExitStack()

    def __call__(self, site: str) -> Readings:
        """Give a site's; one that told nothing yet has none. Raises StoreError for a journal that cannot be read."""
        if site not in self._opened:
            self._opened[site] = self._stack.enter_context(JournalFollower.open(self._state, site))
        return self._opened[site]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._opened.clear()
        self._stack.close()
