"""Solutions and needs: whose they are, how they go on step by step, and what listens where nobody lives."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.clock import ClockKind
from care.errors import Conflict, NotFound
from care.people import Connection, Home, Organisation, Site, World
from care.solutions import COURSE, Asker, Kind, Maturity, Need, Questionnaire, Solution, Step, missing
from store.registry import Registry

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NEED = Need(id="n1", organisation="city", title="Falls in bathrooms", problem="…", asker=Asker.STAFF, created=NOW)
SOLUTION = Solution(
    id="s1", organisation="maker", site="box", name="Floor", kinds=frozenset({Kind.DETECTOR}), created=NOW
)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as opened:
        for organisation in ("city", "maker"):
            opened.places.add_organisation(Organisation(id=organisation, name=organisation))
        for site, organisation, world in (("box", "maker", World.TEST), ("house", "maker", World.REAL)):
            opened.places.add_site(
                Site(id=site, organisation=organisation, name=site, zone="Europe/Stockholm", world=world)
            )
            opened.places.add_home(Home(id=f"{site}-1", site=site, name="Flat", clock=ClockKind.WALL))
        yield opened


def test_a_solution_is_kept_whole_and_described_anew(registry: Registry) -> None:
    registry.needs.add(NEED)
    registry.solutions.add(SOLUTION)
    answers = Questionnaire(need="fewer long lies", maturity=Maturity.PROTOTYPE)
    changed = registry.solutions.describe("s1", version="2", need="n1", answers=answers)

    assert registry.solutions.get("s1") == changed
    assert changed == SOLUTION.model_copy(update={"version": "2", "need": "n1", "answers": answers})
    assert registry.solutions.all(["city"]) == []
    assert registry.solutions.all(["maker"]) == [changed]


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"site": "house"}, Conflict), ({"organisation": "city"}, Conflict), ({"need": "n9"}, NotFound), ({}, Conflict)],
)
def test_where_people_live_at_anothers_for_no_need_or_twice_is_refused(
    registry: Registry, changes: dict[str, str], error: type[Exception]
) -> None:
    registry.solutions.add(SOLUTION)
    with pytest.raises(error):
        registry.solutions.add(SOLUTION.model_copy(update={"id": "s1" if not changes else "s2", **changes}))
    assert registry.solutions.all() == [SOLUTION]


def test_it_goes_on_by_one_step_at_a_time(registry: Registry) -> None:
    registry.solutions.add(SOLUTION)
    for step in COURSE[1:]:
        assert registry.solutions.advance("s1", step).reached is step
    with pytest.raises(Conflict, match="has reached report"):
        registry.solutions.advance("s1", Step.PILOT)


def lacks(solution: Solution, *, connected: bool = False, runs: int = 0) -> tuple[str, ...]:
    return missing(solution, connected=connected, runs=runs, acted=0)


def test_what_is_missing_for_the_next_step_is_said_until_it_is_there() -> None:
    assert len(lacks(SOLUTION)) == 6
    whole = Questionnaire(need="a", for_whom="b", maturity=Maturity.IDEA, devices="c", data="d", risks="e")
    answered = SOLUTION.model_copy(update={"answers": whole})
    assert lacks(answered) == ()
    agreed = answered.model_copy(update={"plan": "p", "agreements": "a", "reached": Step.AGREEMENTS})
    assert lacks(agreed) == ("A first reading or alert that was accepted.",)
    assert lacks(agreed, connected=True) == ()
    assert lacks(agreed.model_copy(update={"reached": Step.CONNECTED})) == ("A finished run of scenarios.",)
    assert lacks(agreed.model_copy(update={"reached": Step.REPORT})) == ()


def test_a_closed_need_is_off_the_board_and_kept(registry: Registry) -> None:
    registry.needs.add(NEED)
    registry.needs.close("n1", NOW)
    assert registry.needs.all() == []
    assert registry.needs.all(include_closed=True) == [registry.needs.get("n1")]


def test_what_is_under_test_listens_at_test_sites_only(registry: Registry) -> None:
    ears = Connection(id="c1", site="box", home="box-1", name="ears", listens=True, solution="s1", created=NOW)
    registry.connections.add(ears, "hash")
    assert registry.connections.get("c1") == ears
    with pytest.raises(Conflict, match="where people live"):
        registry.connections.add(ears.model_copy(update={"id": "c2", "site": "house", "home": "house-1"}), "hash")
