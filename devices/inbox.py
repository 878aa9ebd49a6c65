"""What a device client is asked to do: each command once, however often it is sent, and none that is too late."""

import asyncio
from collections import OrderedDict
from typing import Final

from care.clock import Now
from care.commands import Answer, Outcome
from devices.commands import Asked, unpack

ROOM: Final = 100
"""So many commands may wait for whoever carries them out."""
REMEMBERED: Final = 1000
"""So many are known again when they are sent once more."""
TOO_LATE: Final = "It came too late."
NO_ROOM: Final = "Too many commands wait here."


class Inbox:
    """Commands in the order in which they came; ``take`` says what is to be answered at once."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._known: OrderedDict[str, Answer | None] = OrderedDict()
        self._waiting: asyncio.Queue[Asked | None] = asyncio.Queue()

    def take(self, payload: bytes) -> Answer | None:
        """Take a command; give the answer to one that was answered already, is too late, or finds no room."""
        try:
            asked = unpack(payload)
        except ValueError:
            return None  # from nobody who knows commands: there is no id to answer
        if asked.id in self._known:
            return self._known[asked.id]
        if asked.until < self._now():
            return self.answered(Answer(id=asked.id, outcome=Outcome.REFUSED, says=TOO_LATE))
        if self._waiting.qsize() >= ROOM:
            return Answer(id=asked.id, outcome=Outcome.REFUSED, says=NO_ROOM)
        self._remember(asked.id, None)
        self._waiting.put_nowait(asked)
        return None

    def answered(self, answer: Answer) -> Answer:
        """Remember what was answered, in case it is asked again."""
        self._remember(answer.id, answer)
        return answer

    async def next(self) -> Asked | None:
        """Give the next command that is not too late by now; None once it is closed."""
        return await self._waiting.get()

    def close(self) -> None:
        """Let whoever waits for commands go on: none will come."""
        self._waiting.put_nowait(None)

    def _remember(self, id_: str, answer: Answer | None) -> None:
        self._known[id_] = answer
        self._known.move_to_end(id_)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
