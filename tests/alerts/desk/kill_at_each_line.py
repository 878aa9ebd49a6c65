"""A person and a gateway act at a desk and are killed (SIGKILL) at some line; they go on with the act that was cut off.

Run as a script of its own, with an empty folder: forks for every line tried, and prints how many were; fails when the
desk is then not as it is without a kill.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from place import NOON, TRUE_ALARM, Place, furnish, minutes

from alerts.second_look import Looked
from care.alerts import End, Move, Onset, State
from care.errors import Conflict
from store.registry import Registry

TRIED = 12
"""So many lines, evenly spread."""

WATCHED = ("/alerts/desk/", "/store/registry/", "/alerts/moves.py")


def find(place: Place, situation: str, at: float) -> str:
    alert = place.registry.alerts.find("rules", "h1", None, situation, NOON + minutes(at))
    assert alert is not None
    return alert.id


def look(place: Place, *, at: float) -> None:
    known = frozenset(alert.id for alert in place.registry.alerts.of_home("h1"))
    found = (Onset("fall", "h1", None, NOON + minutes(at)),)
    judged = NOON + minutes(60)
    place.desk.revise(Looked("h1", NOON - minutes(1), judged, frozenset({"fall"}), known, found), "s1", at=judged)


ACTS: list[Callable[[Place], object]] = [
    lambda p: p.desk.apply([Onset(s, "h1", None, NOON) for s in ("fall", "device_silent", "home_silent")], "s1"),
    lambda p: p.desk.order(State.SHELVED, "s1", "eva", NOON, reason="A", home="h1", until=NOON + minutes(30)),
    lambda p: p.desk.apply([Onset("door_left_open", "h1", None, NOON + minutes(5))], "s1"),
    lambda p: p.desk.pass_time("s1", {"h1": NOON + minutes(31)}),
    lambda p: p.desk.acknowledge(find(p, "home_silent", 0), 3, "eva", NOON + minutes(32)),
    lambda p: p.desk.apply([End("home_silent", "h1", None, NOON, NOON + minutes(33))], "s1"),
    lambda p: p.desk.close(find(p, "home_silent", 0), 5, "eva", NOON + minutes(34), closing=TRUE_ALARM),
    lambda p: look(p, at=3),
    lambda p: p.desk.on_the_way(find(p, "fall", 3), 4, "omar", NOON + minutes(35)),
    lambda p: p.desk.report("s1", "h1", "fall", NOON - minutes(60), "omar", at=NOON + minutes(36)),
]


def act(state: Path, first: int, done: Callable[[int], object], *, wall: float = 0) -> None:
    with Registry.open(state) as registry:
        place = Place(registry, wall)
        for number, one in enumerate(ACTS[first:], first):
            with suppress(Conflict):  # an answer may cross with a rule's move; then it is not made, killed or not
                one(place)
            done(number)


def stands(state: Path) -> list[Any]:
    with Registry.open(state) as registry:
        alerts = registry.alerts.of_home("h1")
        for alert in alerts:
            made = registry.alerts.moves(alert.id)
            assert alert.version == len([one for one in made if one.move is not Move.COMMENT])
            assert alert.state is made[-1].state
        return [
            [
                (a.situation, a.source, a.state, a.onset, a.end, a.closing, a.responder),
                *((m.move, m.state, m.by, m.at) for m in registry.alerts.moves(a.id)),
            ]
            for a in alerts
        ]


def counting(at: int | None) -> tuple[Callable[[FrameType, str, Any], Any], list[int]]:
    """Give a tracer that counts lines, and kills this process at one of them."""
    count = [0]

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        if not any(part in frame.f_code.co_filename for part in WATCHED):
            return None
        if event == "line":
            count[0] += 1
            if count[0] == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace, count


def main(folder: Path) -> None:
    fresh = folder / "fresh"
    with Registry.open(fresh) as registry:
        furnish(registry)
    whole = shutil.copytree(fresh, folder / "whole")
    trace, count = counting(None)
    sys.settrace(trace)
    act(whole, 0, lambda _number: None)
    sys.settrace(None)
    wanted = stands(whole)
    assert len(wanted) == 5, wanted
    progress = folder / "progress"
    lines = range(1, count[0], max(1, count[0] // TRIED))
    for line in lines:
        state = shutil.copytree(fresh, folder / "killed")
        progress.write_text("-1")
        if (child := os.fork()) == 0:
            sys.settrace(counting(line)[0])
            act(state, 0, lambda number: progress.write_text(str(number)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "it was not killed"
        stands(state)
        later = 1  # a fork would otherwise go on with the ids that the killed one used
        act(state, int(progress.read_text()) + 1, lambda _number: None, wall=later)
        assert stands(state) == wanted, f"killed at line {line}"
        shutil.rmtree(state)
    print(len(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
