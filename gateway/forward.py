"""InfluxDB follows the journal: what is kept is written there too, behind a durable cursor, in its own time.

Nobody waits for it: while InfluxDB is away the journal grows, and what it will never take is noted and passed over.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from care.clock import Now
from care.errors import StoreError
from care.events import TICK, Event, Refusal
from store.influx import Generation, InfluxError, Rejected, Server, Target, Writer
from store.journal import Arrival, Journal, JournalFollower

log = logging.getLogger(__name__)

AT_ONCE: Final = 5000
LOOK_EVERY: Final = 0.25
"""Seconds between looks at the journal while nothing new is there."""
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 30.0
LONGEST_ASKED: Final = 300.0
"""Seconds until the next try: doubled from the first to the longest, or what InfluxDB asks for, up to this much."""
LAST_SECONDS: Final = 5
REASON: Final = "not_forwarded"


@dataclass
class Forwarder:
    """Forwards one site's journal. ``position`` is the arrival number up to which InfluxDB has all but ticks.

    ``trouble`` says in a sentence why it cannot go on, "" while it can. ``real`` tells that people live there: then
    a server that could not erase a home is not written to.
    """

    site: str
    state: Path
    journal: Journal
    target: Target
    now: Now
    real: bool = False
    position: int = 0
    trouble: str = ""
    forwarded: int = 0
    passed_over: int = 0
    _known: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Follow until cancelled; then, if InfluxDB answers, forward what was kept last, for LAST_SECONDS at most."""
        server = await asyncio.to_thread(Server, self.target)  # loading the client takes a while
        writer = Writer(server)
        try:
            with JournalFollower.open(self.state, self.site) as follower:
                self.position = follower.cursors().get(self.target.name, 0)
                try:
                    await self._follow(server, writer, follower)
                finally:
                    if not self.trouble:
                        await self._catch_up(server, writer, follower)
        finally:
            server.close()

    async def _catch_up(self, server: Server, writer: Writer, follower: JournalFollower) -> None:
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                if not self._known:
                    await asyncio.to_thread(self._get_to_know, server)
                while await self._step(writer, follower):
                    pass

    async def _follow(self, server: Server, writer: Writer, follower: JournalFollower) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                if not self._known:
                    await asyncio.to_thread(self._get_to_know, server)
                more = await self._step(writer, follower)
            except StoreError as error:
                self._known = False  # another may answer when it is back
                self._tell(str(error))
                asked = error.retry_after if isinstance(error, InfluxError) else 0
                await asyncio.sleep(max(wait, min(asked, LONGEST_ASKED)))
                wait = min(2 * wait, LONGEST_WAIT)
            except Exception:  # a mistake of ours here must not end the gateway
                log.exception("site %s is not forwarded", self.site)
                self.trouble = "The forwarder met an error that it does not know; the log has it."
                await asyncio.sleep(LONGEST_WAIT)
            else:
                self._tell("")
                wait = FIRST_WAIT
                if not more:
                    await asyncio.sleep(LOOK_EVERY)

    def _get_to_know(self, server: Server) -> None:
        if server.generation() is Generation.THREE and self.real:
            raise StoreError(
                f"InfluxDB 3 at {self.target.url} cannot erase a home, so it gets nothing of site {self.site}, where "
                "people live. Use InfluxDB 1.8 or 2, or unset MISTEL_INFLUX_URL; the journal keeps everything."
            )
        self._known = True

    async def _step(self, writer: Writer, follower: JournalFollower) -> bool:
        """Forward what has come; tell whether more waits. Once the cursor has moved, all before it is there."""
        if follower.last_seq() <= self.position:  # microseconds; a thread for each look would cost where sites are many
            return False
        arrivals, rejected = await asyncio.to_thread(_forward, writer, follower, self.position)
        refusals = [self._note(events, says, line) for events, says, line in _by_series(rejected)]
        await self.journal.forwarded(self.target.name, arrivals[-1].seq, refusals)
        self.position = arrivals[-1].seq
        passed_over = sum(len(each.events) for each in rejected)
        self.passed_over += passed_over
        self.forwarded += sum(arrival.event.quantity != TICK for arrival in arrivals) - passed_over
        return len(arrivals) == AT_ONCE

    def _tell(self, trouble: str) -> None:
        """Say once what is wrong, and once that it is over."""
        if trouble and trouble != self.trouble:
            log.error("site %s is not forwarded: %s", self.site, trouble)
        elif self.trouble and not trouble:
            log.info("site %s is forwarded to InfluxDB again", self.site)
        self.trouble = trouble

    def _note(self, events: Sequence[Event], says: str, line: str) -> Refusal:
        first, last = min(event.time for event in events), max(event.time for event in events)
        whose = events[0]
        return Refusal(
            site=self.site,
            home=whose.home,
            connection="",
            topic="",
            reason=REASON,
            field=whose.quantity,
            says=f"InfluxDB does not take {len(events)} of {whose.device}'s {whose.quantity}, {first.isoformat()} to "
            f"{last.isoformat()}: {says}.",
            mend=f"The journal has them. {_mend(says)}",
            excerpt=line[:200],
            received=self.now(),
        )


def _forward(writer: Writer, follower: JournalFollower, position: int) -> tuple[Sequence[Arrival], Sequence[Rejected]]:
    arrivals = follower.arrivals(position, AT_ONCE)
    return arrivals, writer.write([arrival for arrival in arrivals if arrival.event.quantity != TICK])


def _by_series(rejected: Sequence[Rejected]) -> list[tuple[list[Event], str, str]]:
    """Give what was rejected as one (events, what InfluxDB says, a line) for each series and reason."""
    found: dict[tuple[str, ...], tuple[list[Event], str, str]] = {}
    for each in rejected:
        says = re.sub(r"\s*dropped=\d+", "", each.says)
        for event in each.events:
            key = (event.home, event.device, event.quantity, says)
            found.setdefault(key, ([], says, each.line))[0].append(event)
    return list(found.values())


def _mend(says: str) -> str:
    if "retention" in says:
        return "They are older than the bucket keeps: `mistel store init --keep-days` lengthens that."
    if "type conflict" in says:
        return "Another program wrote this measurement otherwise: give Mistel a bucket of its own."
    return "Look at InfluxDB's log."
