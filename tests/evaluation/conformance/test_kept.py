"""Checks in the registry: a connection's, newest first, and the grade of a whole solution."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from care.people import Connection, Home, Organisation, Site, World
from care.solutions import Kind, Solution
from evaluation.conformance import Grade, Result, Times, checks_of, grade_of_solution
from evaluation.conformance.checking import asked
from evaluation.conformance.judging import judge
from evaluation.conformance.kept import declared_before
from store.registry import Registry, RunState
from tests.evaluation.conformance.observations import DECLARATIONS, NOW, TIMES, good, greeted

GOLD = judge(good(), TIMES, DECLARATIONS)
BRONZE = judge(greeted(lambda hello: replace(hello, keepalive=0)), TIMES, {})
FLOOR = Solution(
    id="floor", organisation="maker", site="box", name="Floor", kinds=frozenset({Kind.DEVICE}), created=NOW
)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as opened:
        opened.places.add_organisation(Organisation(id="maker", name="Maker"))
        opened.places.add_site(
            Site(id="box", organisation="maker", name="Box", zone="Europe/Stockholm", world=World.TEST)
        )
        opened.places.add_home(Home(id="flat", site="box", name="Flat"))
        opened.solutions.add(FLOOR)
        for name, solution in (("mat", "floor"), ("hub", "floor"), ("other", None)):
            opened.connections.add(
                Connection(id=name, site="box", home="flat", name=name, solution=solution, created=NOW), "hash"
            )
        yield opened


def keep(registry: Registry, connection: str, day: int, result: Result | None) -> None:
    run = f"run-{connection}-{day}"
    registry.runs.add(
        asked(run, registry.connections.get(connection), "maker", Times(), NOW + timedelta(days=day), "test")
    )
    if result is None:
        registry.runs.finish(run, RunState.FAILED, {"why": "It was stopped."})
    else:
        registry.runs.finish(run, RunState.DONE, result.record)


def test_the_checks_of_a_connection_come_newest_first_and_no_others(registry: Registry) -> None:
    for day, connection in enumerate(("mat", "hub", "mat")):
        keep(registry, connection, day, GOLD)
    assert [check.run for check in checks_of(registry, "mat")] == ["run-mat-2", "run-mat-0"]


def test_a_solution_that_nobody_checked_has_no_grade(registry: Registry) -> None:
    keep(registry, "other", 0, GOLD)
    assert grade_of_solution(registry, FLOOR) is None


def test_the_grade_of_a_solution_is_the_lowest_of_its_connections_newest(registry: Registry) -> None:
    keep(registry, "mat", 0, BRONZE)
    keep(registry, "mat", 1, GOLD)
    keep(registry, "mat", 2, None)
    graded = grade_of_solution(registry, FLOOR)
    assert graded is not None
    assert (graded[0], [check.run for check in graded[1]]) == (Grade.GOLD, ["run-mat-1"])
    keep(registry, "hub", 3, BRONZE)
    graded = grade_of_solution(registry, FLOOR)
    assert graded is not None
    assert graded[0] is Grade.BRONZE


def test_what_was_declared_last_holds_until_something_else_is(registry: Registry) -> None:
    keep(registry, "mat", 0, GOLD)
    keep(registry, "mat", 1, BRONZE)
    assert declared_before(registry, "mat").keys() == DECLARATIONS.keys()
    assert declared_before(registry, "hub") == {}
