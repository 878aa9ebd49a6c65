"""Check one device: put it through the course, judge it, and keep what was found with the run."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from care.clock import ClockKind
from care.errors import Conflict, MistelError, SettingError
from care.people import Connection, World
from devices.dialects.heard import Heard as Box
from evaluation.conformance.bench import Bench
from evaluation.conformance.course import Course, Say
from evaluation.conformance.declarations import Declaration
from evaluation.conformance.decoding import Subject
from evaluation.conformance.findings import Result
from evaluation.conformance.judging import judge
from evaluation.conformance.times import Times
from gateway.described import descriptions_of
from gateway.directory import Directory
from store.registry import Registry, Run, RunState

FOLDER: Final = "conformance"
"""In the state folder: the CA that devices under test trust, and the port that they know."""
STEPS: Final = ("waiting", "watching", "outage", "unanswered", "refused", "stranger", "misnamed", "odd")
"""What the course says, in this order, besides "back"."""


def subject_of(registry: Registry, connection: Connection) -> Subject:
    """Give what the registry knows of a connection; raises SettingError for one that cannot be checked."""
    hashed = registry.connections.hashes().get(connection.id)
    if hashed is None:
        raise SettingError(f"Connection {connection.id} was revoked; add another one with `mistel device add`.")
    if registry.places.site(connection.site).world is not World.TEST:
        raise SettingError(f"People live at site {connection.site}: check a device of this kind at a test site.")
    if connection.listens:
        raise SettingError(f"{connection.name} is a detector: it is tried, not checked: `mistel solution try`.")
    if registry.places.home(connection.home).clock is ClockKind.OWN:
        raise SettingError(f"Home {connection.home} is a simulated one with its own clock: check devices of others.")
    directory = Directory.read(registry, connection.site)
    boxes: dict[tuple[str, str], Box] = {}
    for found in registry.found.all(connection=connection.id):
        key = (found.connection, found.dialect)
        before = boxes.get(key, Box())
        boxes[key] = Box({**before.devices, found.key: found})
    return Subject(connection, hashed, directory.known, descriptions_of(registry, connection.site), boxes)


async def carry_out(
    registry: Registry,
    run: Run,
    at: Bench,
    *,
    times: Times,
    declared: Mapping[str, Declaration],
    say: Say,
) -> Result:
    """Check the device at this bench for a running run, and end that as done; as failed with why when it cannot."""

    def told(step: str, seconds: float) -> None:
        if step in STEPS:
            registry.runs.report(run.id, STEPS.index(step) / len(STEPS), step)
        say(step, seconds)

    try:
        observed = await Course(at, times, told).run()
        result = judge(observed, times, declared)
    except BaseException as error:
        why = str(error) if isinstance(error, MistelError) else "It was stopped."
        with suppress(Conflict):  # somebody has stopped it
            registry.runs.finish(run.id, RunState.FAILED, {"why": why})
        raise
    registry.runs.finish(run.id, RunState.DONE, result.record)
    return result


def asked(run_id: str, connection: Connection, organisation: str, times: Times, now: datetime, worker: str) -> Run:
    """Give the run that keeps a check, as it begins."""
    return Run(
        id=run_id,
        organisation=organisation,
        kind="check",
        spec={
            "connection": connection.id,
            "site": connection.site,
            "title": connection.name,
            "times": times.model_dump(mode="json"),
        },
        state=RunState.RUNNING,
        created=now,
        started=now,
        worker=worker,
    )
