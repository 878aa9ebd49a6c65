"""A simulated home's days in the sources of any trial: the registry's places and alerts, and the site's journal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.alerts import RULES, Move, Outcome, State
from care.clock import ClockKind
from care.errors import Conflict
from care.events import CLOCK, TICK, Event
from care.people import OWN, World
from care.visits import Kind, Source
from evaluation.questionnaires.file import instrument_of
from evaluation.trials.simulated.answered import answered
from evaluation.trials.simulated.came import Call, Lived, Stay
from evaluation.trials.simulated.desk import answer
from evaluation.trials.simulated.pilot import Pilot
from evaluation.trials.simulated.places import camera_of, judged, move_in, settle
from evaluation.trials.simulated.readings import journal
from evaluation.trials.simulated.visits import visits
from store.journal import JournalReader
from store.registry import Registry

PILOT = Pilot(seed=1, homes=3, days=2)
STORY = PILOT.story(0)
ONSET = datetime(2025, 1, 7, 1, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return ONSET + timedelta(minutes=number)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    opened = Registry.open(tmp_path)
    opened.places.add_organisation(OWN)
    settle(opened, PILOT, OWN.id)
    move_in(opened, PILOT, STORY, "Home 1")
    return opened


def test_a_home_is_furnished_and_its_camera_hangs_on_the_solutions_connection(registry: Registry) -> None:
    assert registry.places.site(PILOT.name).world is World.TEST
    assert registry.places.home(STORY.home).clock is ClockKind.OWN
    carried = {device.id: device.connection for device in registry.places.devices(home=STORY.home)}
    assert len(carried) == 2
    assert registry.connections.get(carried[camera_of(STORY)]).solution == PILOT.solution
    assert judged(STORY, PILOT.name).carried[carried[camera_of(STORY)]] == {camera_of(STORY)}
    with pytest.raises(Conflict):
        settle(registry, PILOT, OWN.id)


def test_an_alert_is_kept_with_all_that_staff_did_at_the_time_they_did_it(registry: Registry) -> None:
    call = Call(
        RULES, "no_return_to_bed", ONSET, minutes(2), minutes(4), minutes(12), minutes(6), Outcome.TRUE, minutes=10
    )
    resident = STORY.household.residents[0].id
    answer(registry, PILOT.name, STORY.home, resident, [call])
    (alert,) = registry.alerts.of_home(STORY.home)
    assert (alert.state, alert.end, alert.arrived) == (State.CLOSED, minutes(6), minutes(4))
    assert alert.acknowledged == minutes(2)
    assert alert.closing is not None
    assert alert.closing.outcome is Outcome.TRUE
    told = [(one.move, one.at) for one in registry.alerts.moves(alert.id)]
    assert told == [
        (Move.RAISE, ONSET),
        (Move.ON_THE_WAY, minutes(2)),
        (Move.ARRIVE, minutes(4)),
        (Move.CLEAR, minutes(6)),
        (Move.CLOSE, minutes(12)),
    ]


async def test_readings_are_kept_as_judged(tmp_path: Path) -> None:
    event = Event(PILOT.name, STORY.home, "d-mat", "bed.occupied", ONSET, True, ONSET)
    async with journal(tmp_path, PILOT.name) as readings:
        await readings.keep(STORY.home, [event], minutes(60))
    with JournalReader.open(tmp_path, PILOT.name) as reader:
        kept = reader.span(STORY.home, ONSET, minutes(120))
        assert kept[0] == event
        assert (kept[1].device, kept[1].quantity) == (CLOCK, TICK)
        assert reader.judged() == {STORY.home: minutes(60)}
        assert reader.cursors() == {"rules": 2}


def test_a_visit_that_an_alert_called_names_it_and_others_say_why_they_were() -> None:
    lived = Lived(
        STORY.home,
        visits=[Stay(minutes(4), 8.0, 6.5, "called", night=True), Stay(minutes(300), 6.0, 4.0, "planned", night=True)],
    )
    called, planned = visits(lived, "r-1", {minutes(4): "01JGZ"})
    assert (called.kind, called.alert, called.id) == (Kind.CALLED, "01JGZ", "a-01jgz")
    assert (planned.kind, planned.alert, planned.source) == (Kind.PLANNED, None, Source.SIMULATED)
    assert (planned.minutes, planned.contact) == (6.0, 4.0)


def test_residents_answer_after_each_period_and_feel_a_little_better_where_visits_are_spared() -> None:
    plan = Pilot(seed=1).plan()
    first, last = plan.sequences[0], plan.sequences[-1]
    scores = {effect: [0.0, 0.0] for effect in (0.0, 1.0)}
    for effect, both in scores.items():
        for home in range(200):
            for number, sequence in enumerate((first, last)):
                said = list(answered(plan, sequence, f"h-{home}", "r-1", seed=f"s/{home}", effect=effect))
                assert len(said) == len(plan.periods)
                assert all(0 <= one <= 5 for answer in said for one in answer.answers.values())
                both[number] += sum(said[-1].answers.values()) + sum(said[1].answers.values())
    assert scores[0.0][0] == scores[0.0][1]
    assert scores[1.0][0] > scores[1.0][1] > scores[0.0][1]
    assert set(said[0].answers) == {item.id for item in instrument_of("who5").items}
