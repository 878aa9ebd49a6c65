"""The rules over events that are there already, without broker or desk: for sweeps, and to replay a journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alerts.household import Household
from alerts.rules import build
from alerts.timeline import Timeline
from care.alerts import RULES, Finding, Onset
from care.events import Event

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
    def key(self) -> Key:
        """What two runs of the same facts must agree on, as ``care.alerts.Alert.key``."""
        return (RULES, self.home, self.resident, self.situation, self.onset, self.end)


def backtest(household: Household, events: Iterable[Event], without: frozenset[str] = frozenset()) -> list[Found]:
    """Show a home's events, ticks among them and in order of arrival, to fresh rules; give what they find, in order."""
    timeline = Timeline(household, build(household, without))
    found: dict[tuple[str, str | None, datetime], Found] = {}
    for event in events:
        for finding in timeline.take(event):
            _note(finding, found)
    return list(found.values())


def _note(finding: Finding, found: dict[tuple[str, str | None, datetime], Found]) -> None:
    onset = finding.time if isinstance(finding, Onset) else finding.onset
    end = None if isinstance(finding, Onset) else finding.time
    key = (finding.situation, finding.resident, onset)
    before = found.get(key)
    if before is None or before.end is None:
        found[key] = Found(finding.home, finding.resident, finding.situation, onset, end)
