"""Levels of faults that a solution is tried at: what goes wrong with every device, and on the way to the broker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from care.errors import SettingError
from simulators.devices import KINDS, KITS
from simulators.scenario import Scenario
from simulators.scenario_parts import FaultsOfAKind, Way


@dataclass(frozen=True, slots=True)
class Level:
    """What is added to a scenario's own faults: where it says more itself, that stays.

    ``misses``: the part of what it should see that each device misses. ``lost`` and ``doubled``: the part of the
    readings that never arrives, and that arrives twice. ``delay``: how much later than told one arrives, at most.
    """

    misses: float = 0.0
    lost: float = 0.0
    doubled: float = 0.0
    delay: timedelta = timedelta(0)


LEVELS: Final[Mapping[str, Level]] = MappingProxyType(
    {
        "none": Level(),
        "mild": Level(misses=0.05, lost=0.01, doubled=0.01, delay=timedelta(seconds=10)),
        "harsh": Level(misses=0.2, lost=0.05, doubled=0.05, delay=timedelta(minutes=2)),
    }
)
"""By name, from none to the worst."""


def at_level(scenario: Scenario, level: str) -> Scenario:
    """Give the scenario with a level's faults; what happens and what is true stays the same with the same seed.

    Raises SettingError for an unknown level.
    """
    if level not in LEVELS:
        raise SettingError(f"There is no fault level '{level}'; use {', '.join(LEVELS)}.")
    added = LEVELS[level]
    if added == Level():
        return scenario
    fitted = dict.fromkeys(kind for kit in scenario.kits for kind in KITS[kit])
    faults = {kind: _faults(scenario, kind, added) for kind in KINDS if kind in fitted}
    way = scenario.link
    link = Way(
        lost=max(way.lost, added.lost),
        doubled=max(way.doubled, added.doubled),
        delay=max(way.delay, added.delay),
        keeps=way.keeps,
    )
    return scenario.model_copy(update={"faults": faults, "link": link})


def _faults(scenario: Scenario, kind: str, added: Level) -> FaultsOfAKind:
    prone = scenario.proneness(kind)
    return FaultsOfAKind(
        misses=max(prone.misses, added.misses),
        refractory=prone.refractory,
        false_a_day=prone.false_a_day,
        drift=prone.drift,
        battery=prone.battery,
        battery_lasts=prone.battery_lasts,
    )
