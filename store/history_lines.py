"""The history of alerts as rows that other programs read: one move a row."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from care.alerts import Closing
from store.lines import Form, lines
from store.registry.history import Entry

COLUMNS: Final = (*(name for name in Entry.model_fields if name != "closing"), *Closing.model_fields)
"""``at`` is by the home's clock, ``wall`` by the wall's, both UTC; the last four are told with the move that closed."""


def history_lines(form: Form, entries: Iterable[Entry]) -> Iterator[str]:
    """Give a line for each move, as it is read."""
    return lines(form, COLUMNS, map(_flat, entries))


def _flat(entry: Entry) -> dict[str, Any]:
    said = dict(entry)
    closing = said.pop("closing")
    return said | {name: None if closing is None else getattr(closing, name) for name in Closing.model_fields}
