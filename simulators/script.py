"""Carry out a scenario's steps: each at its time, or after the step that it waits for, if that happened."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from simulators.kernel import Process, Signal
from simulators.playing import Playing
from simulators.scenario import Scenario
from simulators.scenario_parts import Happening
from simulators.scenario_steps import anchor, next_time


class _Moment(NamedTuple):
    """When a step was planned and when it happened; ``happened`` is None when it did not."""

    planned: datetime
    happened: datetime | None


class Script:
    """One scenario's steps in one telling. ``start`` is aware UTC; chance comes from streams of the script's own."""

    def __init__(self, scenario: Scenario, start: datetime, playing: Playing, rng: Random, dice: Random) -> None:
        self._scenario = scenario
        self._start = start
        self._playing = playing
        self._scene = playing.scene
        self._rng = rng
        self._dice = dice
        self._people = [one.id for one in scenario.people]

    def begin(self) -> None:
        """Start a process for every time that a step is to happen, in the order in which they stand."""
        steps = self._scenario.steps
        ids = {step.id: number for number, step in enumerate(steps) if step.id is not None}
        days = [self._days(steps, ids, number) for number in range(len(steps))]
        over = [tuple(self._scene.kernel.signal() for _ in on) for on in days]
        for number, step in enumerate(steps):
            waits_for = anchor(steps, ids, number)
            for which, day in enumerate(days[number]):
                before = None if waits_for is None else over[waits_for][min(which, len(over[waits_for]) - 1)]
                vary = self._rng.uniform(-1, 1)
                does = self._drawn(step)
                self._scene.kernel.start(self._run(step, day, vary, does, before, over[number][which]))

    def _days(self, steps: Sequence[Happening], ids: dict[str, int], number: int) -> tuple[int | None, ...]:
        """Give the days on which a step happens; what comes after one that happens on several does so too."""
        waits_for = anchor(steps, ids, number)
        step = steps[number]
        if step.days:
            return step.days
        if step.after is not None and waits_for is not None:
            return (None,) * len(self._days(steps, ids, waits_for))
        return (None,)

    def _drawn(self, step: Happening) -> str | None:
        """Draw what a step does; None when it does not happen."""
        if step.chance < 1 and self._dice.random() >= step.chance:
            return None
        if step.do is not None:
            return step.do
        return self._dice.choices([one.do for one in step.one_of], [one.chance for one in step.one_of])[0]

    def _run(
        self, step: Happening, day: int | None, vary: float, does: str | None, before: Signal | None, over: Signal
    ) -> Process:
        scene, zone = self._scene, self._scenario.tz
        ahead = _Moment(self._start, self._start)
        if before is not None:
            ahead = yield before
        if step.after is not None and ahead.happened is None:
            over.fire(_Moment(ahead.planned, None))
            return
        if step.at is not None and day is not None:
            local = self._start.astimezone(zone).date() + timedelta(days=day - 1)
            planned = datetime.combine(local, step.at, zone).astimezone(UTC)
        elif step.at is not None:
            planned = next_time(step.at, ahead.planned, zone)
        else:
            planned = (ahead.happened or ahead.planned) + (step.after.by if step.after else timedelta(0))
        varied = planned + step.give_or_take * vary
        yield max(0.0, (varied - scene.hours.moment(scene.kernel.now)).total_seconds())
        if does is None:
            over.fire(_Moment(planned, None))
            return
        who = self._people.index(step.who) if step.who else 0
        yield from self._playing.does(does, who, step.of, step.room, step.id)
        over.fire(_Moment(planned, scene.hours.moment(scene.kernel.now)))
