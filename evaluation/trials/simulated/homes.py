"""Live the homes of a simulated trial, on as many processes as are allowed; the same whatever that is."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from multiprocessing import get_context

from care.trials import Condition
from evaluation.trials.simulated.came import Lived
from evaluation.trials.simulated.lived import Setting, live
from evaluation.trials.simulated.pilot import Pilot
from evaluation.trials.simulated.places import camera_of, connection_of, judged


def lived(pilot: Pilot, allocation: Mapping[str, int], workers: int = 1) -> Iterator[Lived]:
    """Give each home's days, in order, as they are ready; ``allocation``: the number of its sequence by cluster."""
    plan = pilot.plan()
    sequences = [
        plan.sequences[allocation[cluster.id]] for cluster in plan.clusters for _ in cluster.homes
    ]  # homes lie in clusters in the order of their numbers
    if workers <= 1:
        yield from (one(pilot, number, sequence) for number, sequence in enumerate(sequences))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(one, repeat(pilot), range(pilot.homes), sequences)


def one(pilot: Pilot, number: int, sequence: Sequence[Condition]) -> Lived:
    """Live one home, in which these conditions hold period by period."""
    plan = pilot.plan()
    story = pilot.story(number)

    def is_live(day: date) -> bool:
        period = plan.period(day)
        return period is not None and sequence[period] is Condition.SOLUTION

    setting = Setting(judged(story, pilot.name), camera_of(story), connection_of(story), pilot.solution, is_live)
    return live(story, setting, pilot.effect)
