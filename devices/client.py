"""The client for prototypes: tell readings, and nothing told is lost while the broker is away.

async with DeviceClient("mqtt://127.0.0.1:1883", Credentials("mat", "…"), site="rosen", home="h1") as device:
    await device.send("bed.occupied", True)
    async for asked in device.commands():
        await device.answer(asked, "done")
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import aiomqtt

from care.clock import Now, wall_now
from care.commands import Answer, Outcome
from care.quantities import Value, quantity
from devices import topics
from devices.claims import claimed, pack_alert
from devices.commands import Asked, pack_answer
from devices.credentials import Credentials
from devices.dialects import senml
from devices.inbox import TOO_LATE, Inbox
from devices.outbox import Parcel
from devices.speaker import KEEP, Notice, Speaker, log_notice

__all__ = ["KEEP", "MOST_SAID", "DeviceClient", "Notice"]

MOST_SAID: Final = 200
"""Characters that an answer may say."""


class DeviceClient(Speaker):
    """Speaks for one connection of one home; see ``Speaker`` for what the parameters are, and what entering raises."""

    def __init__(  # noqa: PLR0913 - most by keyword with a default
        self,
        url: str,
        credentials: Credentials,
        *,
        site: str,
        home: str,
        connection: str | None = None,
        ca: Path | None = None,
        on_refused: Callable[[Notice], None] = log_notice,
        buffer: int = 10_000,
        keepalive: int = 30,
        now: Now = wall_now,
    ) -> None:
        super().__init__(
            url,
            credentials,
            site=site,
            home=home,
            connection=connection,
            ca=ca,
            on_refused=on_refused,
            buffer=buffer,
            keepalive=keepalive,
            now=now,
        )
        self._inbox = Inbox(now)
        self._takes_commands = False  # once somebody has asked for them; the broker's session may know it before

    async def send(self, name: str, value: Value, *, device: str | None = None, time: datetime | None = None) -> bool:
        """Tell a reading; ``time`` is now if not given. True when the broker has it, False when it is buffered.

        ``device`` says which device, where the connection carries several. Raises Refused when there is no such
        quantity or it cannot have this value, ValueError for a time without zone, BrokerError when the broker does
        not let us in, or is away while the buffer is full. With a full buffer and a broker that is there it waits.
        """
        quantity(name).check(value)
        payload = senml.pack([(f"{device}/{name}" if device else name, value, time or self._now())])
        return await self._tell(topics.events(*self._where), payload)

    async def commands(self) -> AsyncIterator[Asked]:
        """Give what this connection is asked to do, each command once and none too late, until the client is left.

        Only from the first call on does it listen for them. Answer each with ``answer``.
        """
        self._takes_commands = True
        if self._mqtt is not None:
            with contextlib.suppress(aiomqtt.MqttError):  # it is subscribed to when the connection is there again
                await self._mqtt.subscribe(topics.commands(*self._where), qos=1)
        while (asked := await self._inbox.next()) is not None:
            if asked.until < self._now():
                await self.answer(asked, Outcome.REFUSED, TOO_LATE)
            else:
                yield asked

    async def answer(self, asked: Asked, outcome: Outcome | str, says: str = "") -> bool:
        """Say what became of a command: "received" (it takes a while), "done" or "refused".

        Buffered and told as ``send`` does, and raises what that raises; ValueError for another outcome.
        """
        answer = Answer(id=asked.id, outcome=Outcome(outcome), says=says[:MOST_SAID])
        self._inbox.answered(answer)
        return await self._tell(topics.answers(*self._where), pack_answer(answer))

    async def alert(
        self,
        situation: str,
        *,
        onset: datetime | None = None,
        ended: datetime | None = None,
        resident: str | None = None,
        id: str | None = None,  # noqa: A002 - its name on the wire
        withdrawn: bool = False,
    ) -> str:
        """Tell an alert of this connection's home, for a solution that is an alarm device; give its id.

        ``onset`` is now if not given. To say that it ended, began at another time or is taken back, tell it again
        with the same ``id``: the newest that was told holds. Without ``id`` it is made of situation and onset.
        Buffered and told as ``send`` does, and raises what that raises; ValueError for what cannot be an alert.
        """
        claim = claimed(situation, onset or self._now(), ended=ended, resident=resident, id=id, withdrawn=withdrawn)
        await self._tell(topics.alerts(*self._where), pack_alert(claim))
        return claim.id

    def _subscriptions(self) -> list[str]:
        """Give what is subscribed to, in this order, whenever the connection is there."""
        commands = [topics.commands(*self._where)] if self._takes_commands else []
        return [topics.refused(*self._where), *commands]

    async def _hear(self, topic: str, payload: bytes, retain: bool) -> None:
        """Take what the broker brings."""
        if topic != topics.commands(*self._where):
            self._tell_of_refusal(payload)
        elif not retain:  # a retained command is an old one
            answer = self._inbox.take(payload)
            if answer is not None and not self._outbox.full:  # else it is asked again
                settled = asyncio.get_running_loop().create_future()
                await self._outbox.put(Parcel(topics.answers(*self._where), pack_answer(answer), settled))

    def _closed(self) -> None:
        self._inbox.close()
