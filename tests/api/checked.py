"""Conformance checks for the pages: kept in the world's registry as `mistel device check` keeps them."""

from datetime import datetime, timedelta

from care.people import Connection
from evaluation.conformance import Result, Times
from evaluation.conformance.checking import asked
from store.registry import Registry, RunState
from tests.api.world import NIGHT, Town


def keep_check(
    registry: Registry, connection: str, result: Result | None, run: str, began: datetime = NIGHT, failed: str = ""
) -> None:
    """Keep a check; without a result it goes on, or has failed."""
    found: Connection = registry.connections.get(connection)
    organisation = registry.places.site(found.site).organisation
    registry.runs.add(asked(run, found, organisation, Times(), began, "test"))
    if result is not None:
        registry.runs.finish(run, RunState.DONE, result.record)
    elif failed:
        registry.runs.finish(run, RunState.FAILED, {"why": failed})
    else:
        registry.runs.report(run, 0.25, "outage")


def three_checks(town: Town, connection: str, results: tuple[Result, Result]) -> None:
    """Keep two that are done, and one that goes on."""
    keep_check(town.registry, connection, results[0], "run-first", NIGHT - timedelta(days=1))
    keep_check(town.registry, connection, results[1], "run-second", NIGHT)
    keep_check(town.registry, connection, None, "run-third", NIGHT + timedelta(minutes=5))
