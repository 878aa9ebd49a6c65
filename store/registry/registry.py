"""The registry: one database, its parts as members."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from care.clock import Now, wall_now
from store.folder import private_folder
from store.registry.alerts import Alerts
from store.registry.answers import Answers
from store.registry.assessments import Assessments
from store.registry.changes import Changes
from store.registry.commands import Commands
from store.registry.connections import Connections
from store.registry.database import Database, OneTransaction
from store.registry.descriptions import Descriptions
from store.registry.duty import Duty
from store.registry.erasure import Erasure
from store.registry.found import FoundDevices
from store.registry.guidelines import Guidelines
from store.registry.heartbeats import Heartbeats
from store.registry.interventions import Interventions
from store.registry.notices import Notices
from store.registry.people import People
from store.registry.places import Places
from store.registry.pulse import Pulse
from store.registry.runs import Episodes, Runs
from store.registry.sandboxes import Sandboxes
from store.registry.schema import prepare, sqlite_url
from store.registry.solutions import Needs, Solutions
from store.registry.stretches import Stretches
from store.registry.trials import Trials
from store.registry.visits import Visits


class Registry:
    """Who, where, alerts and runs. Any number of processes and threads may have it open; calls block for a few ms."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self.places = Places(database)
        self.connections = Connections(database)
        self.changes = Changes(database)
        self.people = People(database, now)
        self.alerts = Alerts(database)
        self.runs = Runs(database, now)
        self.episodes = Episodes(database)
        self.descriptions = Descriptions(database)
        self.heartbeats = Heartbeats(database)
        self.found = FoundDevices(database)
        self.guidelines = Guidelines(database)
        self.interventions = Interventions(database)
        self.stretches = Stretches(database)
        self.duty = Duty(database)
        self.notices = Notices(database)
        self.commands = Commands(database)
        self.solutions = Solutions(database)
        self.needs = Needs(database)
        self.trials = Trials(database)
        self.assessments = Assessments(database)
        self.visits = Visits(database)
        self.answers = Answers(database)
        self.pulse = Pulse(database, now)
        self.erasure = Erasure(database)
        self.sandboxes = Sandboxes(database, now)

    @classmethod
    def open(cls, state: Path, url: str | None = None, *, now: Now = wall_now) -> Self:
        """Open the registry: ``registry.sqlite`` in the folder ``state``, or the database at ``url``.

        Makes it, or brings it to our form, when need be; several may do so at once. ``now`` decides what has
        expired and when runs end.
        Raises StoreError when it cannot be used or was written by a newer Mistel.
        """
        if url is None:
            path = private_folder(state) / "registry.sqlite"
            url = sqlite_url(path)
        prepare(url)
        return cls(Database(url), now)

    @contextmanager
    def furnishing(self) -> Iterator[tuple[Places, Connections]]:
        """Give places and connections in one transaction: a home is there with all that is in it, or not at all."""
        with self._database.writing() as connection:
            work = OneTransaction(connection)
            yield Places(work), Connections(work)

    def close(self) -> None:
        """Close all connections to the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
