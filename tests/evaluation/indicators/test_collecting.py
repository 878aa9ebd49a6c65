"""What a trial is judged by is collected from registry and journal alike, home by home and day by day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from care.alerts import State
from care.episodes import Episode
from care.events import Event
from care.questionnaires import Answered
from care.suppression import Suppression
from care.trials import Trial
from evaluation.indicators import INDICATORS
from evaluation.questionnaires.file import shipped
from evaluation.trials.amounts import Collected, cells
from evaluation.trials.collecting import collect
from evaluation.trials.readings import SiteReadings
from store.journal import Journal
from store.registry import Registry, Run
from tests.evaluation.indicators.trial import OVER, at, fill


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def held(registry: Registry, tmp_path: Path) -> Trial:
    return await fill(registry, tmp_path)


def collected(registry: Registry, state: Path, held: Trial) -> Collected:
    with SiteReadings(state) as readings_of:
        return collect(registry, readings_of, held, OVER)


async def test_every_indicator_is_there_for_every_home_and_day(registry: Registry, held: Trial, tmp_path: Path) -> None:
    found = collected(registry, tmp_path, held)
    assert found.keys() == INDICATORS.keys()
    assert {one.value.shape for one in found.values()} == {(4, 4)}
    assert all(((one.exposure > 0) | (one.value == 0)).all() for one in found.values())


async def test_visits_alerts_and_readings_are_counted_on_days_with_consent(
    registry: Registry, held: Trial, tmp_path: Path
) -> None:
    found = collected(registry, tmp_path, held)
    assert found["night_visits"].value.tolist() == [[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]]
    assert found["night_visits"].exposure.tolist() == [[1, 1, 1, 1]] * 3 + [[1, 1, 0, 0]]
    assert found["undisturbed_nights"].value.tolist() == [[1, 1, 1, 1]] * 3 + [[1, 1, 0, 0]]
    assert found["falls"].value.tolist() == [[1, 0, 0, 0]] + [[0, 0, 0, 0]] * 3
    assert found["alert_precision"].exposure.sum(axis=1).tolist() == [1, 1, 0, 0]
    assert found["staff_minutes"].value[0].tolist() == [29, 40, 40, 20]  # a night's visit is of the next day's minutes
    assert found["uptime"].value.sum() == 14


async def test_the_cells_that_effects_are_estimated_from_follow(
    registry: Registry, held: Trial, tmp_path: Path
) -> None:
    found = cells(held, collected(registry, tmp_path, held)["night_visits"])
    assert found.value.tolist() == [[2, 0], [0, 2], [2, 0], [0, 0]]
    assert found.exposure.tolist() == [[2, 2], [2, 2], [2, 2], [2, 0]]
    assert found.treated.tolist() == [[0, 1], [1, 0], [0, 1], [1, 0]]


async def test_what_is_to_be_removed_is_in_nothing(registry: Registry, held: Trial, tmp_path: Path) -> None:
    registry.trials.withdraw("t1", "anna", "r1", at=at(30, 12), remove=True)
    found = collected(registry, tmp_path, held)
    assert all(one.exposure[0].sum() == 0 for one in found.values())


async def test_a_home_that_was_erased_has_nothing(registry: Registry, held: Trial, tmp_path: Path) -> None:
    registry.erasure.erase_home("bo")
    found = collected(registry, tmp_path, held)
    assert found["night_visits"].exposure.sum(axis=1).tolist() == [4, 0, 4, 2]


async def test_days_that_are_not_over_are_not_known_yet(registry: Registry, held: Trial, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with SiteReadings(tmp_path) as readings_of:
        found = collect(registry, readings_of, held, at(2, 12), lambda done, total: told.append((done, total)))
    assert found["night_visits"].exposure[0].tolist() == [1, 1, 0, 0]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    stopped = held.model_copy(update={"stopped": at(1, 12) + timedelta(minutes=1)})
    assert collected(registry, tmp_path, stopped)["night_visits"].exposure[0].tolist() == [1, 0, 0, 0]


async def test_the_truth_of_simulated_homes_decides_over_what_staff_said(
    registry: Registry, held: Trial, tmp_path: Path
) -> None:
    registry.runs.add(Run(id="r1", organisation="org", kind="scenario", spec={}, created=OVER))
    fell = at(3, 15)
    registry.episodes.add(
        "r1", Episode(home="cilla", label="fall", hazard_from=fell, deadline=fell, end=fell + timedelta(minutes=5))
    )
    found = collected(registry, tmp_path, held)
    assert found["falls"].value.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert found["alert_recall"].exposure.sum(axis=1).tolist() == [0, 0, 1, 0]
    assert found["false_alarms"].value.sum(axis=1).tolist() == [1, 1, 0, 0]


async def test_scores_count_on_their_day_and_a_stay_away_from_home_does_not(
    registry: Registry, held: Trial, tmp_path: Path
) -> None:
    answers = {one.id: 4 for one in shipped()["who5"].items}
    told = {"instrument": "who5", "answerer": "resident", "resident": "r1", "answers": answers, "by": "p1"}
    for number, home in enumerate(("anna", "bo")):
        registry.answers.add(
            Answered.model_validate(
                {**told, "id": f"a{number}", "home": home, "day": "2026-01-07", "at": at(2, 9), "wall": at(2, 9)}
            )
        )
    registry.alerts.suppressions.add(
        Suppression.model_validate(
            {"id": "s1", "kind": State.SUPPRESSED, "site": "north", "home": "bo", "reason": "hospital", "by": "p1"}
            | {"since": at(2, 1), "until": at(3, 1)}
        )
    )
    found = collected(registry, tmp_path, held)
    assert found["wellbeing"].value.tolist() == [[0, 0, 80, 0]] + [[0, 0, 0, 0]] * 3
    assert found["night_visits"].exposure[1].tolist() == [1, 1, 0, 1]


async def test_a_connection_that_was_lost_before_the_first_day_is_down(
    registry: Registry, held: Trial, tmp_path: Path
) -> None:
    journal = Journal.open(tmp_path, "north")
    try:
        lost, back = at(-3, 9), at(1, 12)
        told = [(lost - timedelta(days=1), True), (lost, False), (back, True)]
        await journal.keep([Event("north", "anna", "anna-c", "online", when, value, when) for when, value in told])
    finally:
        journal.close()
    assert collected(registry, tmp_path, held)["uptime"].value[:2].tolist() == [[0, 0.5, 1, 1], [1, 1, 1, 1]]
