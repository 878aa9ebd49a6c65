"""Simulated staff through everything: they see the alert at the desk, go there, and the night ends sooner."""

from datetime import time, timedelta
from pathlib import Path

from care.alerts import Move, Outcome
from care.people import Organisation, Site, World
from evaluation.runs import Spec, carry_out
from mistel.reach import reached
from mistel.settings import Settings
from simulators.scenario_file import load, ours
from simulators.staff.help import HELP
from simulators.steps import STEPS
from store.registry import Run, RunState

SITE = Site(id="night", organisation="own", name="Night", zone="Europe/Stockholm", world=World.TEST)


async def test_staff_answer_at_the_desk_and_she_is_home_before_the_neighbour_would_have_come(tmp_path: Path) -> None:
    (path,) = (path for path in ours() if path.stem == "left_home_at_night")
    scenario = load(path).model_copy(update={"starts": time(23, 30), "lasts": timedelta(minutes=80)})
    async with reached(Settings.load(state_dir=tmp_path)) as reach:
        registry = reach.registry
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        stage = await reach.stage(SITE)
        spec = Spec(site=SITE.id, scenarios=(scenario.name,), staff=2, apart=120)
        run = Run(
            id="run-1",
            organisation="own",
            kind="scenario",
            spec=spec.model_dump(mode="json"),
            state=RunState.RUNNING,
            created=stage.now(),
        )
        registry.runs.add(run)
        played = await carry_out(stage, run, [scenario], lambda *_: None)
        (home,) = registry.places.homes(SITE.id)
        (alert,) = registry.alerts.of_home(home.id)
        moves = registry.alerts.moves(alert.id)
        (episode,) = registry.episodes.of_run(run.id)
        kept = registry.runs.get(run.id).result

    assert [verdict.passed for verdict in played.verdicts] == [True]
    people = [move.move for move in moves if move.by.startswith("carer-")]
    assert people == [Move.ON_THE_WAY, Move.ARRIVE, Move.CLOSE]
    at = {move.move: move.at for move in moves}
    assert alert.onset <= at[Move.ON_THE_WAY] <= at[Move.ARRIVE] - timedelta(minutes=2)
    assert alert.closing is not None
    assert (alert.closing.outcome, alert.closing.visit) == (Outcome.TRUE, True)
    assert episode.end - episode.hazard_from < timedelta(minutes=25)  # 40 when nobody answers
    assert played.effort is not None
    assert played.effort.helping >= timedelta(minutes=15)
    assert kept is not None
    assert kept["staff"] == played.effort.record


def test_what_staff_do_for_a_person_is_a_step_that_there_is() -> None:
    assert {given.step for given in HELP.values() if given.step} - {"is_helped_up"} <= STEPS.keys()
