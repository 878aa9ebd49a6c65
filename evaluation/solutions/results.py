"""What a run of a solution left behind: what was played, what was true, who told what and when."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from care.alerts import Alert
from care.episodes import Episode
from care.errors import Conflict
from care.situations import SITUATIONS
from care.solutions import BASELINE
from store.registry import Registry, Run, RunState

KIND: Final = "try"
"""The kind of a run of a solution."""

RECORDED: Final = "recorded"
"""The level of faults of a recorded home: those that it has. What was true there only its labels tell, if any do."""

Seconds = Annotated[float, Field(ge=0)]


class Play(BaseModel):
    """One scenario, once, in a home of its own, as a run's result keeps it.

    ``monitored``: seconds lived by residents under watch, summed over residents, without those ``offline``, in which
    nothing could be seen of them. ``repeat`` tells plays of one scenario and level apart: with the run's seed it
    decides what happens. ``grace``: the situations that the scenario expects or forbids, each with the seconds after
    its end in which an alert still counts for it; where it says nothing of a situation, the score has its own.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    home: str
    scenario: str
    level: str = "none"
    repeat: int = 0
    start: AwareDatetime
    end: AwareDatetime
    monitored: Seconds
    offline: Seconds = 0.0
    grace: Mapping[str, Seconds] = {}


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """An alert as it reached the desk: ``onset`` is what its source claims, ``told`` when it told it.

    Both by the home's clock. The built-in rules tell at the onset, but for what they found late. ``withdrawn``: its
    source took it back.
    """

    id: str
    home: str
    situation: str
    onset: datetime
    told: datetime
    ended: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Results:
    """All that scores, reports, exports and timelines of a run are made from.

    ``alerts`` by source: the solution's and the baseline's, each in order of telling; ``truth`` in order of hazard.
    ``left_behind``: what went wrong with the solution while the run went on. ``seconds``: how long it took, and
    ``speed`` how much faster than life it was, where that is known.
    """

    run: str
    organisation: str
    site: str
    solution: str
    version: str
    seed: str
    plays: tuple[Play, ...]
    truth: tuple[Episode, ...]
    alerts: Mapping[str, tuple[ToldAlert, ...]]
    left_behind: tuple[str, ...] = ()
    acted: bool = False
    seconds: float | None = None
    speed: float | None = None

    @classmethod
    def read(cls, registry: Registry, run_id: str) -> Self:
        """Read a run; raises NotFound, and Conflict for one that is no try of a solution or is not done."""
        run = registry.runs.get(run_id)
        came = _came(run)
        plays = _plays(run, came)
        spec = run.spec
        solution = str(spec.get("solution") or BASELINE)
        acted = bool(spec.get("acted"))
        alerts: dict[str, list[ToldAlert]] = {source: [] for source in dict.fromkeys((solution, BASELINE))}
        for home in dict.fromkeys(play.home for play in plays):
            told = registry.alerts.told(home)
            for alert in registry.alerts.of_home(home, shadows=True):
                one = _told(alert, home, told)
                if alert.source in alerts and (not acted or _during(plays, one)):
                    alerts[alert.source].append(one)
        return cls(
            run=run.id,
            organisation=run.organisation,
            site=str(spec.get("site", "")),
            solution=solution,
            version=str(spec.get("version") or ""),
            seed=str(spec.get("seed") or ""),
            plays=plays,
            truth=tuple(registry.episodes.of_run(run.id)),
            alerts={
                source: tuple(sorted(those, key=lambda one: (one.told, one.home, one.id)))
                for source, those in alerts.items()
            },
            left_behind=_notes(came.get("left_behind")),
            acted=acted,
            seconds=_number(came.get("seconds")),
            speed=_number(came.get("speed")),
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Who told alerts: the solution, then the baseline."""
        return tuple(self.alerts)

    @cached_property
    def situations(self) -> tuple[str, ...]:
        """What this run is about, and all that is scored: the rest was not asked, and is listed beside the score.

        That is what happened, what the scenarios expect or forbid, and what else the solution told of people; each for
        the solution and for the baseline alike.
        """
        asked = {episode.label for episode in self.truth} | {name for play in self.plays for name in play.grace}
        told = {one.situation for one in self.alerts.get(self.solution, ())} if self.solution != BASELINE else set()
        of_people = {name for name in told if name in SITUATIONS and not SITUATIONS[name].technical}
        return tuple(name for name in SITUATIONS if name in asked | of_people)

    @property
    def unknown(self) -> bool:
        """Whether there are recorded homes of which no label tells what was true: nothing there is right or wrong."""
        labelled = {episode.home for episode in self.truth}
        return any(play.level == RECORDED and play.home not in labelled for play in self.plays)

    def only(self, homes: Collection[str]) -> Self:
        """Give the same of these homes alone."""
        return replace(
            self,
            plays=tuple(play for play in self.plays if play.home in homes),
            truth=tuple(episode for episode in self.truth if episode.home in homes),
            alerts={source: tuple(one for one in those if one.home in homes) for source, those in self.alerts.items()},
        )

    def play(self, home: str) -> Play | None:
        """Give what was played in a home."""
        return next((play for play in self.plays if play.home == home), None)


def _came(run: Run) -> dict[str, JsonValue]:
    if run.kind != KIND:
        raise Conflict(f"Run '{run.id}' is no try of a solution ({run.kind}): it has no score.")
    if run.state is not RunState.DONE or run.result is None:
        raise Conflict(f"Run '{run.id}' is {run.state}: it has a score when it is done.")
    return run.result


def _plays(run: Run, came: Mapping[str, JsonValue]) -> tuple[Play, ...]:
    plays = came.get("plays")
    try:
        return tuple(Play.model_validate(play) for play in plays) if isinstance(plays, list) else ()
    except ValidationError as error:
        raise Conflict(f"What run '{run.id}' kept of its plays cannot be read: {error.errors()[0]['msg']}.") from error


def _told(alert: Alert, home: str, told: Mapping[str, datetime]) -> ToldAlert:
    return ToldAlert(
        id=alert.id,
        home=home,
        situation=alert.situation,
        onset=alert.onset,
        told=told.get(alert.id, alert.onset),
        ended=alert.end,
        withdrawn=not alert.borne_out,
    )


def _during(plays: Sequence[Play], one: ToldAlert) -> bool:
    """Tell whether an alert was told while its home was played in: other sessions are acted in the same apartment."""
    return any(play.home == one.home and play.start <= one.told <= play.end for play in plays)


def _notes(said: JsonValue) -> tuple[str, ...]:
    notes: Sequence[JsonValue] = said if isinstance(said, list) else []
    return tuple(note if isinstance(note, str) else json.dumps(note, sort_keys=True) for note in notes)


def _number(value: JsonValue) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
