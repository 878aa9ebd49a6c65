"""Where a trial's solution is let in: each home with what is taken there now, who consents, and what speaks there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from care.live import Standing
from care.trials import Condition, State
from dashboards.tongue import Tongue, message
from evaluation.trials.live import There

CONDITION_WORDS: Final[Mapping[Condition, str]] = MappingProxyType(
    {
        Condition.SOLUTION: message("Live: its alerts call people"),
        Condition.CONTROL: message("Care as usual: its alerts are kept, and call nobody"),
        Condition.WASHOUT: message("Being learnt: its alerts are kept, and call nobody"),
    }
)
_DRAFT: Final = message("Nothing is taken: the plan is not frozen")
_STOPPED: Final = message("Nothing is taken: the trial was stopped")
_CONSENT: Final = message("Nothing is taken: not everybody consents")
_OUTSIDE: Final = message("Nothing is taken: it is outside the trial's periods")


@dataclass(frozen=True, slots=True)
class LiveHome:
    """One home: how it stands in words, whether anything is taken, how many consent of how many, and what speaks."""

    id: str
    name: str
    stands: str
    is_taken: bool
    agreed: int
    asked: int
    connections: tuple[tuple[str, str], ...]


def live_homes(found: Iterable[There], tongue: Tongue, now: datetime) -> list[LiveHome]:
    """Say how each home stands."""
    return [
        LiveHome(
            id=one.home.id,
            name=one.home.name,
            stands=tongue.say(_stands(one.standing, now)),
            is_taken=one.standing.refused(now) is None,
            agreed=len({each.who for each in one.standing.consents if each.holds(now)}),
            asked=len(one.standing.residents | {each.who for each in one.standing.consents}),
            connections=tuple((each.id, each.name) for each in one.connections),
        )
        for one in found
    ]


def _stands(standing: Standing, now: datetime) -> str:
    state = standing.trial.state
    if state is not State.FROZEN:
        return _DRAFT if state is State.DRAFT else _STOPPED
    if not standing.consented(now):
        return _CONSENT
    condition = standing.condition(now)
    return _OUTSIDE if condition is None else CONDITION_WORDS[condition]
