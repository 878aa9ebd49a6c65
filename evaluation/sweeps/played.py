"""One task played, what is kept of it, and the file that it is kept in: a sweep that was killed goes on from there."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from care.episodes import Episode
from care.errors import SettingError
from evaluation.backtest import Found
from evaluation.rehearsal import rehearse
from evaluation.sweeps.plan import Plan, Task


class Raised(BaseModel):
    """An alert that the rules raised."""

    model_config = ConfigDict(frozen=True)

    situation: str
    onset: AwareDatetime
    end: AwareDatetime | None


class Playing(BaseModel):
    """What came of one task: truth and alerts, and for how many resident-seconds the home was watched."""

    model_config = ConfigDict(frozen=True)

    number: int
    seed: str
    passed: bool
    watched: Annotated[float, Field(ge=0)]
    episodes: tuple[Episode, ...]
    raised: tuple[Raised, ...]

    @property
    def home(self) -> str:
        """A name for its home that no other playing has: alerts of one are never held against the truth of another."""
        return f"h{self.number}"

    @property
    def found(self) -> list[Found]:
        """Its alerts, of its own home."""
        return [Found(self.home, None, one.situation, one.onset, one.end) for one in self.raised]

    @property
    def truth(self) -> list[Episode]:
        """Its episodes, of its own home."""
        return [one.model_copy(update={"home": self.home}) for one in self.episodes]


def play(task: Task) -> Playing:
    """Play one task, in this process; the same task gives the same on any machine."""
    rehearsal = asyncio.run(rehearse(task.scenario, task.seed))
    story = rehearsal.story
    lasted: timedelta = story.end - story.start
    return Playing(
        number=task.number,
        seed=task.seed,
        passed=all(verdict.passed for verdict in rehearsal.verdicts),
        watched=lasted.total_seconds() * len(task.scenario.people),
        episodes=tuple(story.episodes),
        raised=tuple(Raised(situation=one.situation, onset=one.onset, end=one.end) for one in rehearsal.found),
    )


class Kept:
    """The file of a sweep's results, one line each, in the order in which they came; its first line says of what."""

    def __init__(self, file: IO[str], there: dict[int, Playing]) -> None:
        self._file = file
        self.there = there

    def add(self, playing: Playing) -> None:
        """Keep one result; it survives a kill once this returns."""
        self._file.write(playing.model_dump_json() + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.there[playing.number] = playing


@contextmanager
def kept(path: Path, plan: Plan, now: datetime) -> Iterator[Kept]:
    """Open a sweep's file, making it when it is not there; what it holds already need not be played again.

    A last line that a kill cut off is dropped. Raises SettingError for a file of another sweep.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    there: dict[int, Playing] = {}
    try:
        if whole and json.loads(whole[0])["sweep"] != plan.fingerprint:
            raise SettingError(f"{path} holds another sweep: name another folder with --out, or remove it.")
        for line in whole[1:]:
            playing = Playing.model_validate_json(line)
            there[playing.number] = playing
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise SettingError(f"{path} holds no sweep that can be read: name another folder with --out.") from error
    if whole:
        os.truncate(path, len("".join(whole).encode()))
    with path.open("a" if whole else "w") as file:
        if not whole:
            begun = {"sweep": plan.fingerprint, "scenario": plan.scenario.name, "begun": now.isoformat()}
            file.write(json.dumps(begun) + "\n")
        yield Kept(file, there)
