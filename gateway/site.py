"""One site's gateway: its session, its journal and what follows it, run together until cancelled."""

import asyncio
import logging
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from alerts.desk import Desk
from alerts.notify import Post
from care.clock import Now
from care.errors import StoreError
from care.people import Site, World
from devices import topics
from devices.broker import ACK_WAIT
from devices.credentials import Credentials, client_id
from gateway.about import Describing
from gateway.commanding import Commanding
from gateway.delivering import Delivering, Outward
from gateway.directory import Directory
from gateway.escalating import Escalating
from gateway.followers import Followers
from gateway.forward import Forwarder
from gateway.in_trials import InTrials
from gateway.ingest import Ingest
from gateway.judge import Judge
from gateway.report import Report
from gateway.session import Session
from store.influx import Target
from store.journal import Journal, JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS: Final = 20


@dataclass
class SiteGateway:
    """Runs the one gateway of a site. ``ready`` is set when it is connected and has taken up where it stood."""

    state: Path
    site: str
    registry: Registry
    url: str
    credentials: Credentials
    now: Now
    without: frozenset[str] = frozenset()
    ca: Path | None = None
    influx: Target | None = None
    ack_wait: timedelta = ACK_WAIT
    outward: Outward = field(default_factory=Outward)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    ingest: Ingest | None = None
    judge: Judge | None = None
    forwarder: Forwarder | None = None
    followers: Followers = field(default_factory=Followers)

    async def run(self) -> None:
        """Run until cancelled; raises StoreError when another process has this site's journal."""
        in_trials = InTrials(self.registry, self.site)
        directory = Directory.read(self.registry, self.site)
        session = Session(
            self.url,
            self.credentials,
            client_id=client_id(f"mistel-{self.site}", self.credentials),  # one that others knew, they could take over
            subscription=topics.site_filter(self.site),
            now=self.now,
            ca=self.ca,
            ack_wait=self.ack_wait,
        )
        with Journal.open(self.state, self.site) as journal, JournalReader.open(self.state, self.site) as reader:
            ingest = Ingest(session, journal, reader, self.registry, directory, self.now, in_trials)
            desk = Desk(self.registry, self.now)
            judge = Judge(
                journal=journal,
                reader=reader,
                registry=self.registry,
                desk=desk,
                session=session,
                now=self.now,
                without=self.without,
                site=self.site,
                in_step=ingest.in_step,
                tell_refusals=ingest.notices.tell,
                in_trials=in_trials,
            )
            describing = Describing(self.site, self.registry, session)

            def resumed(kept: bool) -> None:
                judge.resumed(kept)
                ingest.foreign.missed_something()
                describing.again()

            session.resumed = resumed
            judge.take_up(directory)
            self.ingest, self.judge = ingest, judge
            self.followers.add("rules", lambda: judge.seen)
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(session.run(), name=f"session {self.site}")
                    tasks.create_task(ingest.run(), name=f"ingest {self.site}")
                    tasks.create_task(judge.run(ingest.kept), name=f"rules {self.site}")
                    escalating = self._escalating(directory.site, desk, reader)
                    judge.before_telling = escalating.at_tick
                    tasks.create_task(escalating.run(), name=f"escalation {self.site}")
                    if self.influx is not None:
                        real = directory.site.world is World.REAL
                        forwarder = Forwarder(self.site, self.state, journal, self.influx, self.now, real)
                        self.followers.add("influxdb", lambda: forwarder.position, lambda: forwarder.trouble)
                        self.forwarder = forwarder
                        tasks.create_task(forwarder.run(), name=f"influxdb {self.site}")
                    commanding = Commanding(self.site, self.registry, session, self.now)
                    await session.connected.wait()
                    tasks.create_task(commanding.run(), name=f"commands {self.site}")
                    tasks.create_task(describing.run(), name=f"homes of {self.site}")
                    log.info("gateway of site %s is connected", self.site)
                    self.ready.set()
                    tasks.create_task(self._beat(), name=f"heartbeat {self.site}")
            finally:
                self.ingest = self.judge = None  # their journal is about to be closed

    def _escalating(self, site: Site, desk: Desk, reader: JournalReader) -> Escalating:
        delivering = Delivering(site, self.registry, self.now, self.outward, Post(self.outward.outlets))
        return Escalating(site, self.registry, desk, self.now, delivering, reader.judged)

    def report(self) -> Report:
        """Tell how it is doing; before it has opened its journal, that it is not connected."""
        ingest = self.ingest
        if ingest is None:
            return Report(site=self.site, connected=False)
        return Report(
            site=self.site,
            connected=ingest.session.connected.is_set(),
            waiting=len(ingest.session.waiting),
            trouble=ingest.trouble,
            followers=self.followers.states(ingest.reader, self.now()),
        )

    async def _beat(self) -> None:
        """Say in the registry that this gateway lives and how it is doing; a registry that cannot write is no end."""
        while True:
            says = self.report().model_dump(mode="json")
            try:
                await asyncio.to_thread(
                    self.registry.heartbeats.beat, f"gateway/{self.site}", os.getpid(), self.now(), says
                )
            except StoreError as error:
                log.error("gateway of site %s cannot say that it lives: %s", self.site, error)  # noqa: TRY400 - says it
            await asyncio.sleep(HEARTBEAT_SECONDS)
