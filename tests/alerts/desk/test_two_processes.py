"""Two people at one alert from two processes: the first holds, the other is told who it was; nothing is lost."""

import subprocess
import sys
from pathlib import Path

from care.alerts import Move, Onset
from store.registry import Registry
from tests.alerts.desk.place import FALL, NOON, Place, furnish, minutes

COUNT = 25
_ANSWERS_ALL = """
import sys
from pathlib import Path
from alerts.desk import Desk
from care.clock import wall_now
from care.errors import Conflict
from store.registry import Registry

state, by, move, *ids = sys.argv[1:]
with Registry.open(Path(state)) as registry:
    desk = Desk(registry, wall_now)
    print("ready", flush=True)
    sys.stdin.readline()
    for alert in ids:
        try:
            getattr(desk, move)(alert, 1, by)
            print("done", flush=True)
        except Conflict as error:
            print(error, flush=True)
"""


def test_of_two_who_answer_at_once_from_two_processes_one_does_and_the_other_is_told_by_whom(tmp_path: Path) -> None:
    with Registry.open(tmp_path) as registry:
        furnish(registry)
        place = Place(registry)
        onsets = [Onset(FALL, "h1", None, NOON + minutes(n)) for n in range(COUNT)]
        ids = [alert.id for alert in place.desk.apply(onsets, "s1")]
        people = {"eva": "acknowledge", "omar": "on_the_way"}
        running = {
            by: subprocess.Popen(
                [sys.executable, "-c", _ANSWERS_ALL, str(tmp_path), by, move, *ids],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for by, move in people.items()
        }
        for process in running.values():
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in running.values():
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        told = {by: process.communicate(timeout=60)[0].splitlines() for by, process in running.items()}
        for number, alert in enumerate(ids):
            first, second = (move for move in registry.alerts.moves(alert))
            assert (first.move, second.move) == (Move.RAISE, people[second.by])
            said = {by: lines[number] for by, lines in told.items()}
            (other,) = people.keys() - {second.by}
            assert said[second.by] == "done"
            assert second.by in said[other]
