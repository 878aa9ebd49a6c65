"""Commands on their way: sent to devices from the registry, their answers kept in it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from care.clock import Now
from care.commands import Answer
from care.errors import NotFound, Reason, Refused, StoreError
from care.events import Refusal
from devices import topics
from devices.commands import pack, read_answer
from devices.dialects.message import Known, Message
from devices.dialects.refusing import refusal
from gateway.session import Session
from store.registry import Registry

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.5
"""How often the registry is asked for new commands."""
AGAIN: Final = timedelta(seconds=15)
"""What is not answered is sent again after this long, until its time is over: devices know a command by its id."""


@dataclass
class Commanding:
    """Sends a site's commands, at least once each; gives up on those that nobody answered in time."""

    site: str
    registry: Registry
    session: Session
    now: Now

    async def run(self) -> None:
        """Look for commands until cancelled; while the registry cannot be used, later."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.error("commands of site %s wait: %s", self.site, error)  # noqa: TRY400 - the sentence says it
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Send what is to be sent now. Noted after it was sent: a crash between the two sends it twice, never not."""
        commands, at = self.registry.commands, self.now()
        await asyncio.to_thread(commands.give_up, self.site, at)
        sent = [
            command.id
            for command in await asyncio.to_thread(commands.to_send, self.site, at - AGAIN)
            if self.session.publish(topics.commands(command.site, command.home, command.connection), pack(command))
        ]
        if sent:
            await asyncio.to_thread(commands.sent, sent, at)


@dataclass
class Answers:
    """What devices answered, until it is kept."""

    registry: Registry
    refused: list[Refusal] = field(default_factory=list)
    """Answers that nobody asked for, found while keeping; whoever has kept these refusals clears it."""
    _waiting: list[tuple[Message, str, Answer]] = field(default_factory=list)

    def hear(self, message: Message, known: Known) -> Sequence[Refusal]:
        """Take an answer, to be kept by ``keep``; a retained copy is old, and says nothing. Give what is refused."""
        if message.retain:
            return ()
        try:
            where, answer = read_answer(message, known)
        except Refused as refused:
            return (refusal(message, refused),)
        self._waiting.append((message, where.connection, answer))
        return ()

    def keep(self) -> None:
        """Keep what was heard; told again it changes nothing. Raises StoreError, and goes on from there next time."""
        while self._waiting:
            message, connection, answer = self._waiting[0]
            try:
                self.registry.commands.answer(connection, answer, message.received)
            except NotFound as error:
                says = Refused(Reason.UNKNOWN_COMMAND, str(error), mend="Answer with the id that came.", field="id")
                self.refused.append(refusal(message, says))
            self._waiting.pop(0)

    @property
    def is_unkept(self) -> bool:
        """Whether something was heard that is not kept."""
        return bool(self._waiting)
