"""The rules over events that are there already, without broker or desk: for sweeps, and to replay a journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Rule
from alerts.rules import build
from alerts.timeline import Timeline
from care.alerts import RULES, Finding, Onset
from care.clock import EPOCH
from care.events import Event
from evaluation.remembered import Remembered

Key = tuple[str, str | None, str | None, str, datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Found:
    """One alert that the rules would have raised; ``end`` is None while the situation goes on."""

    home: str | None
    resident: str | None
    situation: str
    onset: datetime
    end: datetime | None

    @property
    def id(self) -> str:
        """What tells it from the others that were found with it."""
        return f"{self.home}/{self.situation}/{self.resident}/{self.onset.isoformat()}"

    @property
    def key(self) -> Key:
        """What two runs of the same facts must agree on, as ``care.alerts.Alert.key``."""
        return (RULES, self.home, self.resident, self.situation, self.onset, self.end)


def backtest(household: Household, events: Iterable[Event], without: frozenset[str] = frozenset()) -> list[Found]:
    """Show a home's events, ticks among them and in order of arrival, to fresh rules; give what they find, in order.

    What they learn they learn of these events.
    """
    timeline, history = Timeline(household, build(household, without)), Remembered()
    timeline.start(EPOCH, history)
    found: dict[tuple[str, str | None, datetime], Found] = {}
    for event in events:
        history.add(event)
        for finding in timeline.take(event):
            _note(finding, found)
    return list(found.values())


def over_all(
    household: Household, rules: Sequence[Rule], events: Iterable[Event], *, until: datetime, history: History
) -> list[Found]:
    """Show these fresh rules a home's events, without ticks, up to ``until`` in one go; give what they find, in order.

    ``history`` is what rules over days ask for what was before. Raises what a rule raised: nothing is passed over.
    """
    timeline = Timeline(household, rules)
    timeline.start(EPOCH, history)
    found: dict[tuple[str, str | None, datetime], Found] = {}
    for finding in timeline.replay(events, until):
        _note(finding, found)
    for failure in timeline.failures:
        raise failure.error
    return sorted(found.values(), key=attrgetter("onset"))


def _note(finding: Finding, found: dict[tuple[str, str | None, datetime], Found]) -> None:
    onset = finding.time if isinstance(finding, Onset) else finding.onset
    end = None if isinstance(finding, Onset) else finding.time
    key = (finding.situation, finding.resident, onset)
    before = found.get(key)
    if before is None or before.end is None:
        found[key] = Found(finding.home, finding.resident, finding.situation, onset, end)
