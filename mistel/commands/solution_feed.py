"""``mistel solution feed``: what a solution's connections say, message by message, as it comes."""

import time
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import typer

from care.errors import NotFound
from care.people import Connection
from care.quantities import QUANTITIES
from dashboards.feed import Kind, Message, messages
from mistel.commands.opened import console, notes, registry
from mistel.commands.solution import find
from mistel.settings import Settings
from store.journal import Ends, JournalReader, Whose

MOST: Final = 500
LOOK_SECONDS: Final = 0.2
_WORDS: Final[dict[Kind, str]] = {"told": "taken", "again": "again", "refused": "REFUSED", "noted": "noted"}

_Watched = tuple[Connection, Whose]


def feed(
    name: Annotated[str, typer.Argument(help="The solution's id or name.")],
    *,
    connection: Annotated[str | None, typer.Option(help="Only this connection of its sandbox.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="Only what was refused or noted.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many to begin with.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with new ones as they come; Ctrl-C ends.")] = False,
) -> None:
    """Show what a solution's connections say, the newest last: taken, told again, or refused and how to mend it."""
    with registry() as opened:
        solution = find(opened, name)
        found = [one for one in opened.connections.all(solution.site) if connection in (None, one.id)]
        if connection is not None and not found:
            raise NotFound(f"Its sandbox has no connection {connection}; `mistel solution connect {name}` makes one.")
        watched = [(one, Whose.of(one, opened.places.devices(home=one.home))) for one in found]
    with JournalReader.open(Settings.load().state_dir, solution.site) as reader:
        ends = reader.feed.ends()
        newest = [one for one in came(reader, watched, Ends(0, 0, 0), ends) if not refused or one[1].refusal]
        if not newest:
            notes.print("Nothing has come yet." if not refused else "Nothing was refused.")
        for said in newest[-limit:]:
            _show(*said)
        if follow:
            for said in coming(reader, watched, ends):
                if not refused or said[1].refusal:
                    _show(*said)


def came(
    reader: JournalReader, watched: Sequence[_Watched], since: Ends, until: Ends
) -> list[tuple[Connection, Message]]:
    """Give what these connections said between two ends of the journal, the newest last."""
    found = []
    for one, words in watched:
        told = reader.feed.arrived(words, since, until, MOST) if any(since) else reader.feed.lately(words, until, MOST)
        again = reader.feed.repeated(words, since, until, MOST)
        refused = reader.feed.refused(one.id, one.home, since, until, MOST)
        found += [(one, message) for message in messages(told, again, refused)]
    return sorted(found, key=lambda said: said[1].received)


def coming(reader: JournalReader, watched: Sequence[_Watched], since: Ends) -> Iterator[tuple[Connection, Message]]:
    """Give what these connections say from now on, for ever."""
    while True:
        until = reader.feed.ends()
        if until != since:
            yield from came(reader, watched, since, until)
            since = until
        time.sleep(LOOK_SECONDS)


def _show(connection: Connection, message: Message) -> None:
    head = f"{message.received:%Y-%m-%d %H:%M:%S}.{message.received.microsecond // 1000:03d} UTC  {connection.id}"
    refusal = message.refusal
    if refusal is not None:
        field = f" in {refusal.field}" if refusal.field else ""
        lines = [
            f"{head}  {_WORDS[message.kind]}  {refusal.reason}{field}",
            f"    {refusal.says}",
            f"    {refusal.mend}",
        ]
        lines += [f"    {refusal.topic}  {refusal.excerpt}"]
    else:
        lines = [f"{head}  {_WORDS[message.kind]}"]
        for event in message.events:
            unit = QUANTITIES[event.quantity].unit
            value = str(event.value).lower() if isinstance(event.value, bool) else event.value
            lines.append(f"    {event.device}/{event.quantity} {value} {unit}".rstrip() + f"  {event.time.isoformat()}")
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
