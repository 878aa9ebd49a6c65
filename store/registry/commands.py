"""Commands to devices, from being asked for until they are answered, or nobody did."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, or_, select, update

from care.commands import ENDED, Answer, Command, CommandState, Outcome
from care.errors import Conflict, NotFound
from store.registry import tables as t
from store.registry.command_tables import commands
from store.registry.database import Work
from store.registry.rows import must_exist, not_found, read

MOST_OPEN: Final = 20
"""So many commands may wait for an answer at one connection."""
MOST_KEPT: Final = 1000
"""So many are kept of a home, the newest."""

_UNDER_WAY: Final = (CommandState.WAITING, CommandState.SENT, CommandState.RECEIVED)
_BECOMES: Final = {
    Outcome.RECEIVED: CommandState.RECEIVED,
    Outcome.DONE: CommandState.DONE,
    Outcome.REFUSED: CommandState.REFUSED,
}
_NOT_SENT: Final = "It could not be sent in time: the site's gateway or the broker was away."
_NOT_ANSWERED: Final = "The device did not answer in time. Nobody knows whether it was done."
_NOT_FINISHED: Final = "The device had it, and did not say in time how it ended."


class Commands:
    """What was asked of devices. Who asks writes here; the site's gateway sends, and keeps what is answered."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, command: Command) -> None:
        """Keep a command to be sent; raises NotFound for an unknown device, Conflict when too many are open."""
        c = commands.c
        with self._work.writing() as db:
            must_exist(db, t.devices, "device", home=command.home, id=command.device)
            open_now = select(func.count()).where(c.connection == command.connection, c.state.in_(_UNDER_WAY))
            if (db.execute(open_now).scalar() or 0) >= MOST_OPEN:
                raise Conflict(
                    f"{MOST_OPEN} commands to {command.connection} wait for an answer. Wait, or look why it is silent."
                )
            db.execute(insert(commands).values(**command.model_dump()))
            old = select(c.id).where(c.home == command.home).order_by(c.asked.desc(), c.id).offset(MOST_KEPT)
            db.execute(delete(commands).where(c.id.in_(old), c.state.not_in(_UNDER_WAY)))

    def get(self, home: str, command: str) -> Command:
        """Give one command of a home; raises NotFound."""
        with self._work.reading() as db:
            for found in read(db, Command, select(commands).filter_by(home=home, id=command)):
                return found
        raise not_found("command", home=home, id=command)

    def of_home(self, home: str) -> list[Command]:
        """Give a home's commands, the newest first."""
        query = select(commands).filter_by(home=home).order_by(commands.c.asked.desc(), commands.c.id)
        return self._read(query)

    def to_send(self, site: str, unanswered_since: datetime) -> list[Command]:
        """Give what is to be sent: what waits, and what was sent before this and not answered, the oldest first."""
        c = commands.c
        again = (c.state == CommandState.SENT) & (c.sent < unanswered_since)
        waits = select(commands).where(c.site == site, or_(c.state == CommandState.WAITING, again))
        return self._read(waits.order_by(c.asked, c.id))

    def sent(self, ids: Collection[str], at: datetime) -> None:
        """Note that the broker was given these; what is answered already stays so."""
        c = commands.c
        with self._work.writing() as db:
            db.execute(
                update(commands)
                .where(c.id.in_(ids), c.state.in_((CommandState.WAITING, CommandState.SENT)))
                .values(state=CommandState.SENT, sent=at)
            )

    def give_up(self, site: str, at: datetime) -> int:
        """Say of all that should have been answered by now that nobody did; tell how many these were."""
        c = commands.c
        over = (c.site == site, c.until < at)
        with self._work.reading() as db:  # mostly there is nothing, and readers hold nobody up
            if db.execute(select(c.id).where(*over, c.state.in_(_UNDER_WAY)).limit(1)).first() is None:
                return 0
        count = 0
        with self._work.writing() as db:
            for state, says in zip(_UNDER_WAY, (_NOT_SENT, _NOT_ANSWERED, _NOT_FINISHED), strict=True):
                gone = update(commands).where(*over, c.state == state)
                count += db.execute(gone.values(state=CommandState.NO_ANSWER, says=says)).rowcount
        return count

    def answer(self, connection: str, answer: Answer, at: datetime) -> Command:
        """Keep what a device answered; the first end holds. An answer after its time is still kept.

        Raises NotFound when this connection was not asked that.
        """
        with self._work.writing() as db:
            found = read(db, Command, select(commands).filter_by(connection=connection, id=answer.id))
            if not found:
                raise NotFound(f"Connection {connection} was not asked '{answer.id}'.")
            command, becomes = found[0], _BECOMES[answer.outcome]
            later = command.state is CommandState.NO_ANSWER and becomes not in ENDED
            if command.state in ENDED or later:
                return command
            changed: dict[str, Any] = {"state": becomes, "answered": at, "says": answer.says}
            db.execute(update(commands).filter_by(id=answer.id).values(**changed))
            return command.model_copy(update=changed)

    def _read(self, query: Select[Any]) -> list[Command]:
        with self._work.reading() as db:
            return read(db, Command, query)
