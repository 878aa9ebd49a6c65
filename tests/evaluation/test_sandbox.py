"""A solution's sandbox: made whole or not at all, cut off from every other one, and when what is in it counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.desk import Desk
from care.alerts import Onset
from care.clock import ClockKind
from care.errors import Conflict
from care.events import Event
from care.people import OWN, Connection, Home, Organisation, Person, Role, Site, World
from care.solutions import COURSE, Kind, Questionnaire, Solution, Step
from care.trials import Aim, Aspect, Better, Cluster, Condition, Design, Measure, Period, Plan, State, Trial
from devices import topics
from evaluation.solutions.connecting import Way, connect
from evaluation.solutions.sandbox import MOST_CONNECTIONS, Coming, bench_of, open_sandbox
from evaluation.solutions.standing import Standing, standing_of, still_missing, take_next_step
from store.journal import Journal, JournalReader
from store.registry import Registry, Run, RunState
from store.registry.sandboxes import Newcomer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALL = frozenset(Kind)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path, now=lambda: NOW) as opened:
        for name in ("anna", "bo"):
            opened.places.add_organisation(Organisation(id=name, name=name.capitalize()))
        yield opened


@pytest.fixture
def mat(registry: Registry) -> Solution:
    return open_sandbox(registry, "anna", Coming("Mat", ALL), NOW)


@pytest.fixture
def reader(registry: Registry, mat: Solution, tmp_path: Path) -> Iterator[JournalReader]:
    with JournalReader.open(tmp_path, mat.site) as opened:
        yield opened


def test_no_part_of_a_solution_says_or_hears_anything_in_anothers_sandbox(registry: Registry, mat: Solution) -> None:
    floor = open_sandbox(registry, "bo", Coming("Floor", ALL), NOW)
    theirs = [connect(registry, floor, "Part", way, NOW).connection for way in Way]
    said = {
        make(floor.site, one.home, one.id)
        for one in theirs
        for make in (topics.events, topics.status, topics.alerts, topics.answers, topics.told_clock)
    }
    heard = {make(floor.site, one.home, one.id) for one in theirs for make in (topics.refused, topics.commands)} | {
        topics.about(floor.site, theirs[0].home),
        topics.processed(floor.site, theirs[0].home),
    }
    for way in Way:
        grant = topics.connection_grant(connect(registry, mat, "Part", way, NOW).connection, "hash")
        for pattern in (*grant.publish, *grant.subscribe):
            assert not [topic for topic in said | heard if topics.matches(pattern, topic)], (way, pattern)
            assert f"/{mat.site}/" in pattern, "nothing without its site"


def test_a_connection_is_made_at_homes_of_its_own_sandbox_only_and_their_number_has_an_end(
    registry: Registry, mat: Solution
) -> None:
    floor = open_sandbox(registry, "bo", Coming("Floor", ALL), NOW)
    with pytest.raises(Conflict, match="not of this sandbox"):
        connect(registry, mat, "Spy", Way.DETECTOR, NOW, home=bench_of(registry, floor).id)
    told = Home(id="simulated", site=mat.site, name="Flat", clock=ClockKind.OWN)
    registry.places.add_home(told)
    simulated = Connection(id="s0", site=mat.site, home=told.id, name="Simulated", keeps_clock=True, created=NOW)
    registry.connections.add(simulated, "hash")
    for number in range(MOST_CONNECTIONS):
        made = Connection(id=f"c{number}", site=mat.site, home=bench_of(registry, mat).id, name="Part", created=NOW)
        registry.connections.add(made, "hash")
    with pytest.raises(Conflict, match="Revoke one"):
        connect(registry, mat, "One more", Way.DEVICE, NOW)
    registry.connections.revoke("c0", NOW)
    connect(registry, mat, "One more", Way.DEVICE, NOW)


def test_the_homes_of_its_runs_leave_a_sandbox_room_for_connections(registry: Registry, mat: Solution) -> None:
    for number in range(MOST_CONNECTIONS):
        registry.places.add_home(Home(id=f"run-{number}", site=mat.site, name="Flat", clock=ClockKind.OWN))
        made = Connection(
            id=f"c{number}", site=mat.site, home=f"run-{number}", name="simulated", keeps_clock=True, created=NOW
        )
        registry.connections.add(made, "hash")
    connect(registry, mat, "Part", Way.DETECTOR, NOW)


def test_a_sandbox_is_there_whole_or_not_at_all(registry: Registry, mat: Solution) -> None:
    new = Organisation(id="cleo", name="Cleo")
    person = Person(id="p", email="c@c.example", name="Cleo", roles={"cleo": frozenset({Role.INNOVATOR})})
    by = Newcomer(new, person, "hash")
    for coming, most in ((Coming("Bed", ALL, id=mat.id), None), (Coming("Bed", ALL), 1)):
        with pytest.raises(Conflict):
            open_sandbox(registry, "cleo", coming, NOW, by=by, most=most)
    assert [one.id for one in registry.places.organisations()] == ["anna", "bo"]
    assert len(registry.places.sites()) == 1
    assert registry.people.everyone() == []
    bed = open_sandbox(registry, "cleo", Coming("Bed", ALL), NOW, by=by, most=2)
    assert registry.places.site(bed.site).organisation == "cleo"


def test_who_comes_later_never_becomes_the_host(registry: Registry) -> None:
    assert registry.places.host() == "anna"
    registry.places.add_organisation(OWN)
    registry.places.add_organisation(Organisation(id="aa", name="Early in the alphabet"))
    assert registry.places.host() == OWN.id


def test_a_sandbox_without_a_bench_says_what_to_do(registry: Registry) -> None:
    site = Site(id="bare", organisation="anna", name="Bare", zone="Europe/Stockholm", world=World.TEST)
    registry.places.add_site(site)
    bare = Solution(id="b", organisation="anna", site="bare", name="Bare", kinds=ALL, created=NOW)
    registry.solutions.add(bare)
    with pytest.raises(Conflict, match="add a home named Bench to site 'bare'"):
        bench_of(registry, bare)


async def test_it_is_connected_by_its_own_reading_not_by_what_simulated_homes_tell(
    registry: Registry, mat: Solution, reader: JournalReader, tmp_path: Path
) -> None:
    bench = bench_of(registry, mat).id
    own = connect(registry, mat, "Mat", Way.DEVICE, NOW).connection
    (device,) = registry.places.devices(home=bench)
    async with Journal.open(tmp_path, mat.site) as journal:
        await journal.keep([Event(mat.site, "h-simulated", "bed", "bed.occupied", NOW, True, NOW)], [])
        assert not standing_of(registry, reader, mat, NOW).connected
        await journal.keep([Event(mat.site, bench, device.id, "bed.occupied", NOW, True, NOW)], [])
    assert standing_of(registry, reader, mat, NOW).connected
    registry.connections.revoke(own.id, NOW + timedelta(hours=1))
    assert standing_of(registry, reader, mat, NOW).connected, "it was"


def test_it_is_connected_by_an_alert_of_its_own(registry: Registry, mat: Solution, reader: JournalReader) -> None:
    home = Home(id="h-run", site=mat.site, name="Run", clock=ClockKind.OWN)
    registry.places.add_home(home)
    desk = Desk(registry, lambda: NOW)
    desk.apply([Onset("fall", home.id, None, NOW)], mat.site)
    assert not standing_of(registry, reader, mat, NOW).connected, "that was the baseline"
    desk.apply([Onset("fall", home.id, None, NOW)], mat.site, source=mat.id)
    assert standing_of(registry, reader, mat, NOW).connected


def test_finished_tries_and_acted_sessions_count_and_others_do_not(
    registry: Registry, mat: Solution, reader: JournalReader
) -> None:
    for number, (kind, acted, state) in enumerate(
        (
            ("try", False, RunState.DONE),
            ("try", True, RunState.DONE),
            ("try", False, RunState.FAILED),
            ("check", False, RunState.DONE),
        )
    ):
        spec = {"solution": mat.id, "acted": acted}
        registry.runs.add(Run(id=f"r{number}", organisation="anna", kind=kind, spec=spec, state=state, created=NOW))
    registry.runs.add(
        Run(id="other", organisation="anna", kind="try", spec={"solution": "x"}, state=RunState.DONE, created=NOW)
    )
    assert standing_of(registry, reader, mat, NOW) == Standing(connected=False, runs=1, acted=1)


def test_a_course_ends_before_the_pilot_that_only_a_trial_opens(
    registry: Registry, mat: Solution, reader: JournalReader
) -> None:
    with pytest.raises(Conflict, match="Missing for the next step: Which need does it meet"):
        take_next_step(registry, reader, mat, NOW)
    said = dict.fromkeys(("need", "for_whom", "devices", "data", "risks"), "said")
    answers = Questionnaire.model_validate(said | {"maturity": "prototype"})
    registry.solutions.describe(mat.id, answers=answers, plan="Plan.", agreements="Agreed.")
    for number, acted in enumerate((False, True)):
        spec = {"solution": mat.id, "acted": acted}
        registry.runs.add(
            Run(id=f"r{number}", organisation="anna", kind="try", spec=spec, state=RunState.DONE, created=NOW)
        )
    Desk(registry, lambda: NOW).apply([Onset("fall", bench_of(registry, mat).id, None, NOW)], mat.site, source=mat.id)
    for step in COURSE[1 : COURSE.index(Step.PILOT)]:
        assert take_next_step(registry, reader, registry.solutions.get(mat.id), NOW).reached is step
    at_home = registry.solutions.get(mat.id)
    assert still_missing(at_home, standing_of(registry, reader, at_home, NOW)) == (
        "A trial, planned with the municipality.",
    )
    plan = a_plan(registry, mat)
    draft = Trial(id="t", organisation="anna", state=State.DRAFT, plan=plan, created=NOW, created_by="eva")
    registry.trials.add(draft)
    with pytest.raises(Conflict, match="planned with the municipality"):
        take_next_step(registry, reader, at_home, NOW)
    registry.trials.freeze("t", plan, "f" * 64, by="eva", at=NOW)
    piloted = take_next_step(registry, reader, at_home, NOW)
    assert piloted.reached is Step.PILOT
    with pytest.raises(Conflict, match="The trial's report"):
        take_next_step(registry, reader, piloted, NOW)
    assert take_next_step(registry, reader, piloted, NOW + timedelta(days=30)).reached is Step.REPORT


def a_plan(registry: Registry, solution: Solution) -> Plan:
    """Plan a trial of a week at the solution's bench."""
    today = NOW.date()
    aim = Aim(indicator="falls", aspect=Aspect.PRIMARY, better=Better.LESS, measure=Measure.DIFFERENCE, margin=0.1)
    return Plan(
        title="Pilot",
        solution=solution.id,
        design=Design.BEFORE_AFTER,
        zone="Europe/Stockholm",
        clusters=(Cluster(id="k", homes=(bench_of(registry, solution).id,)),),
        periods=(Period(first=today, last=today + timedelta(days=6)),),
        sequences=((Condition.SOLUTION,),),
        aims=(aim,),
        seed="1",
    )
