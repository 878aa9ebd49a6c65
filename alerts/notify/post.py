"""Sends each message in a thread of its own: one that hangs holds up neither other messages nor the event loop."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from alerts.notify.outlets import Outlets
from alerts.notify.sending import Outcome, send
from alerts.notify.text import Text
from care.duty import Channel

MOST_LOST: Final = 16
"""Threads of one channel that nobody waits for any more; with so many, the channel is taken for broken."""
PATIENCE: Final = 3
"""A message as a whole may take so many times as long as each answer of a server."""

Act = Callable[[Outlets, Channel, str, Text], Outcome]


class Post:
    """Sends messages by the outlets that are set up. Its threads end with the process; nothing waits for them."""

    def __init__(self, outlets: Outlets, act: Act = send) -> None:
        self.outlets = outlets
        self._act = act
        self._lost: Counter[Channel] = Counter()

    async def send(self, channel: Channel, address: str, text: Text) -> Outcome:
        """Send a message; what takes too long has failed, though it may still arrive."""
        if self._lost[channel] >= MOST_LOST:
            return Outcome(sent=False, says=f"The server for {channel} hangs: {MOST_LOST} messages wait for it.")
        loop = asyncio.get_running_loop()
        came: asyncio.Future[Outcome] = loop.create_future()
        state = {"lost": False}

        def arrived(outcome: Outcome | BaseException) -> None:
            if state["lost"]:
                self._lost[channel] -= 1
            elif not came.done():
                if isinstance(outcome, Outcome):
                    came.set_result(outcome)
                else:
                    came.set_exception(outcome)

        def work() -> None:
            try:
                outcome: Outcome | BaseException = self._act(self.outlets, channel, address, text)
            except Exception as error:  # noqa: BLE001 - told to who waits, in its own thread
                outcome = error
            with suppress(RuntimeError):  # the loop has ended: nobody waits
                loop.call_soon_threadsafe(arrived, outcome)

        threading.Thread(target=work, name=f"send {channel}", daemon=True).start()
        limit = self.outlets.timeout * PATIENCE
        try:
            async with asyncio.timeout(limit):
                return await came
        except TimeoutError:
            state["lost"] = True
            self._lost[channel] += 1
            return Outcome(sent=False, says=f"The server for {channel} took longer than {limit:.0f} s.")
