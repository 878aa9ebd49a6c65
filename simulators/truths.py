"""From what happened to what was true: the episodes of a scenario, played by a simulator or acted by people."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from care.episodes import Episode
from care.situations import SITUATIONS
from simulators.playing import Happened
from simulators.scenario import Scenario
from simulators.scenario_parts import Truth


def episodes_of(
    scenario: Scenario,
    happened: Happened,
    *,
    home: str,
    residents: Sequence[str | None],
    start: datetime,
    end: datetime,
) -> list[Episode]:
    """Give what was true from ``start`` to ``end``, in order; a hazard that never ended ends with it.

    ``happened``: which steps happened when, in order. ``residents``: the scenario's people as they are called in the
    home, None where nobody in particular is.
    """
    found = [one for truth in scenario.truth for one in _of(scenario, truth, happened, home, residents, start, end)]
    return sorted(found, key=lambda episode: episode.hazard_from)


def _of(
    scenario: Scenario,
    truth: Truth,
    happened: Happened,
    home: str,
    residents: Sequence[str | None],
    start: datetime,
    end: datetime,
) -> Iterator[Episode]:
    allowed = next((wanted.deadline for wanted in scenario.expect if wanted.alert == truth.label), None)
    names = [one.id for one in scenario.people]
    resident = residents[names.index(truth.who) if truth.who else 0]
    over = start
    for begun in [at for name, at in happened if name == truth.hazard_from]:
        hazard = begun + truth.hazard_after
        ends = [at for name, at in happened if name == truth.ends and at > begun]
        ended = min(ends, default=end)
        if begun >= over and hazard < ended:
            over = ended
            yield Episode(
                home=home,
                resident=None if SITUATIONS[truth.label].technical else resident,
                label=truth.label,
                hazard_from=hazard,
                deadline=ended if allowed is None else hazard + allowed,
                end=ended,
            )
