"""The test apartment: what people act becomes the truth of a run that is scored like any other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.desk import Desk
from care.alerts import Onset
from care.claims import Claim
from care.errors import Conflict, SettingError
from care.people import Organisation
from care.solutions import Kind, Solution
from dashboards.acting import ACTS
from evaluation.solutions.apartment import ACTED, LONGEST, acted_scenarios, begin, end, take_back, tap
from evaluation.solutions.results import Results
from evaluation.solutions.sandbox import Coming, bench_of, open_sandbox
from evaluation.solutions.scored import score_card
from simulators.steps import STEPS
from store.journal import JournalReader
from store.registry import Registry, RunState

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def minute(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path, now=lambda: minute(99)) as opened:
        opened.places.add_organisation(Organisation(id="own", name="Own"))
        yield opened


@pytest.fixture
def solution(registry: Registry) -> Solution:
    return open_sandbox(registry, "own", Coming("Carpet", frozenset({Kind.DETECTOR}), "carpet"), NOON)


@pytest.fixture
def reader(tmp_path: Path, solution: Solution) -> Iterator[JournalReader]:
    with JournalReader.open(tmp_path, solution.site) as opened:
        yield opened


def test_every_step_that_can_be_acted_has_words_and_is_one() -> None:
    assert set(ACTS) == ACTED <= set(STEPS)
    assert {"falls_with_alarm", "left_home_at_night", "only_looks_out"} <= set(acted_scenarios())
    assert not {"power_cut", "bladder_infection", "birthday", "weekend_away"} & set(acted_scenarios())


def test_what_is_acted_is_scored_by_its_taps(registry: Registry, reader: JournalReader, solution: Solution) -> None:
    home = bench_of(registry, solution).id
    desk = Desk(registry, lambda: NOON)

    def tells(number: str, onset: float, at: float) -> None:
        claim = Claim(id=number, situation="fall", onset=minute(onset))
        desk.claim(claim, site=solution.site, home=home, connection="c1", solution=solution.id, at=minute(at))

    tells("earlier", -60, -60)
    run = begin(registry, solution, "falls_with_alarm", home, NOON)
    tap(registry, run.id, 0, minute(2))
    tells("1", 2, 3)
    tap(registry, run.id, 1, minute(10))
    desk.apply([Onset("fall", home, None, minute(6))], solution.site)
    ended = end(registry, reader, run.id, minute(20))
    assert (ended.state, ended.spec["acted"]) == (RunState.DONE, True)
    (episode,) = registry.episodes.of_run(run.id)
    assert (episode.label, episode.hazard_from, episode.deadline, episode.end) == (
        "fall",
        minute(2),
        minute(4),
        minute(10),
    )
    results = Results.read(registry, run.id)
    assert results.acted
    assert [one.told for one in results.alerts[solution.id]] == [minute(3)]
    card, rules = (score_card(results, source).total.score for source in results.sources)
    assert [match.on_time for match in card.matches] == [True]
    assert [match.on_time for match in rules.matches] == [False]
    assert card.monitored == timedelta(minutes=20)


def test_a_tap_counts_once_and_may_be_taken_back(registry: Registry, solution: Solution) -> None:
    home = bench_of(registry, solution).id
    run = begin(registry, solution, "left_home_at_night", home, NOON)
    assert tap(registry, run.id, 1, minute(1)).taps == ()  # it is not its turn
    tap(registry, run.id, 0, minute(2))
    again = tap(registry, run.id, 0, minute(3))
    assert [one.time for one in again.taps] == [minute(2)]
    assert (again.next, again.due) == (1, minute(42))
    assert take_back(registry, run.id, 0, minute(4)).taps == ()
    tap(registry, run.id, 0, minute(5))
    done = tap(registry, run.id, 1, minute(6))
    assert (done.next, done.judged_from) == (None, minute(26))
    assert registry.runs.get(run.id).progress == pytest.approx(2 / 3)


def test_a_session_ends_when_every_step_is_done_and_not_too_long_after(
    registry: Registry, reader: JournalReader, solution: Solution
) -> None:
    home = bench_of(registry, solution).id
    run = begin(registry, solution, "stumbles", home, NOON)
    with pytest.raises(Conflict, match="Not every step"):
        end(registry, reader, run.id, minute(1))
    with pytest.raises(Conflict, match="acts in this home"):
        begin(registry, solution, "stumbles", home, NOON)
    tap(registry, run.id, 0, minute(1))
    with pytest.raises(Conflict, match="throw it away"):
        end(registry, reader, run.id, NOON + LONGEST + timedelta(minutes=1))
    registry.runs.stop(run.id, "It was thrown away.")
    with pytest.raises(Conflict, match="over"):
        tap(registry, run.id, 0, minute(2))
    begin(registry, solution, "stumbles", home, NOON)


def test_what_cannot_be_acted_is_said(registry: Registry, solution: Solution) -> None:
    home = bench_of(registry, solution).id
    with pytest.raises(SettingError, match="cannot be acted"):
        begin(registry, solution, "power_cut", home, NOON)
    with pytest.raises(SettingError, match="none of this sandbox"):
        begin(registry, solution, "stumbles", "elsewhere", NOON)
