"""What commands share: the registry opened, tables printed, work run with or in an instance."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import uvloop
from rich.console import Console
from rich.table import Column, Table

from care.people import OWN
from mistel import state
from mistel.settings import Settings
from store.registry import Registry

T = TypeVar("T")

console: Final = Console()
notes: Final = Console(stderr=True)


@contextmanager
def registry() -> Iterator[Registry]:
    """Open the registry of the state folder that the settings name."""
    settings = Settings.load()
    state.prepare(settings.state_dir)
    opened = Registry.open(settings.state_dir, settings.database_url)
    try:
        yield opened
    finally:
        opened.close()


def own_organisation(opened: Registry) -> str:
    """Give the organisation to use when none is named: the one that runs this Mistel, made when need be."""
    host = opened.places.host()
    if not host:
        opened.places.add_organisation(OWN)
    return host or OWN.id


def table(title: str, columns: Sequence[str | Column], rows: Iterable[Sequence[object]]) -> None:
    """Print a table, or say that there is nothing."""
    drawn = Table(*columns, title=title, title_justify="left")
    for row in rows:
        drawn.add_row(*("" if cell is None else str(cell) for cell in row))
    if drawn.row_count:
        console.print(drawn)
    else:
        console.print(f"{title}: none yet.")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run asynchronous work on uvloop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
