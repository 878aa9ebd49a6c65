"""A process with one site's gateway, as ``mistel serve`` runs it; it tells how far it is when asked.

Delays are from the time that a reading carries (when it was published) until it was durable, and until its alert was
in the registry; the two lists cost nothing that could be seen.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import uvloop

import gateway.site
from alerts.desk import Desk
from alerts.rules import RULES
from alerts.rules.emergency_button import EmergencyButton
from benchmarks.load import world
from benchmarks.load.answer import answer
from benchmarks.load.paho_session import PahoSession
from care.alerts import RULES as SOURCE
from care.alerts import Alert, Finding
from care.clock import wall_now
from care.events import Event, Refusal
from gateway.site import SiteGateway
from store.journal import Journal
from store.registry import Registry

kept: list[float] = []
raised: list[float] = []


class TimedJournal(Journal):
    """A journal that notes how old each event was when it was durable."""

    async def keep(self, events: Sequence[Event], refusals: Sequence[Refusal] = ()) -> int:
        """Keep, then note."""
        new = await super().keep(events, refusals)
        now = wall_now()
        kept.extend((now - event.time).total_seconds() for event in events)
        return new


class TimedDesk(Desk):
    """A desk that notes how old each alert was when it was kept."""

    def apply(
        self,
        findings: Iterable[Finding],
        site: str,
        source: str = SOURCE,
        *,
        clocks: Mapping[str, datetime] | None = None,
    ) -> list[Alert]:
        """Apply, then note."""
        changed = super().apply(findings, site, source, clocks=clocks or {})
        now = wall_now()
        raised.extend((now - alert.onset).total_seconds() for alert in changed)
        return changed


async def _serve(asked: argparse.Namespace) -> None:
    without = frozenset(RULES) if asked.without_rules else frozenset[str]()
    with Registry.open(asked.state) as registry:
        running = SiteGateway(asked.state, world.SITE, registry, asked.url, world.GATEWAY, wall_now, without)
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            if not sys.stdin.readline():
                done.set()
            elif running.ingest and running.judge:
                answer(kept=running.ingest.counted["events"], seen=running.judge.seen, keep=kept, alert=raised)

        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(running.run(), name="gateway")
            await running.ready.wait()
            loop.add_reader(sys.stdin, tell)
            print("ready", flush=True)
            await done.wait()
            work.cancel()


def main() -> None:
    """Run until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("state", type=Path)
    parser.add_argument("--without-rules", action="store_true")
    parser.add_argument("--ordered", action="store_true", help="no rule may judge at once")
    parser.add_argument("--timed", action="store_true")
    parser.add_argument("--paho", action="store_true")
    asked = parser.parse_args()
    if asked.ordered:
        EmergencyButton.immediate = frozenset()
    if asked.timed:
        vars(gateway.site).update(Journal=TimedJournal, Desk=TimedDesk)
    if asked.paho:
        vars(gateway.site).update(Session=PahoSession)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(asked))


if __name__ == "__main__":
    main()
