"""One rule over a recording of a real home with other parameters: what it would have raised, old and new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pydantic import JsonValue

from alerts.household import Household
from alerts.rules import RULES, check
from care.clock import ClockKind
from care.errors import SettingError
from care.events import Event
from care.people import Resident
from evaluation.backtest import Found, over_all
from evaluation.estimates import Result, rate
from evaluation.recorded_home import items_of, placement_of
from gateway.history import JournalHistory
from simulators.recording import Recording
from store.journal import Journal, JournalReader

_SITE: Final = "backtest"
_HOME: Final = "recording"
_RESIDENT: Final = "resident"
_WEEK: Final = timedelta(weeks=1)
_AT_ONCE: Final = 20_000

Values = Mapping[str, JsonValue]
"""A rule's parameters by name; those that are not named have their defaults."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule raised in a recording of ``lasted``, with one set of parameters; in order of onset."""

    found: tuple[Found, ...]
    lasted: timedelta

    @property
    def a_week(self) -> Result:
        """Alerts a week, with the exact Poisson interval."""
        return rate(len(self.found), self.lasted / _WEEK, unit="a week")


@dataclass(frozen=True, slots=True)
class Compared:
    """One recording with the old and the new parameters; an alert is in both when stretches of it overlap."""

    recording: Recording
    old: Tried
    new: Tried

    @property
    def gone(self) -> list[Found]:
        """Alerts that only the old parameters raise."""
        return _without_like(self.old.found, self.new.found)

    @property
    def added(self) -> list[Found]:
        """Alerts that only the new parameters raise."""
        return _without_like(self.new.found, self.old.found)


def checked(rule: str, values: Values) -> Values:
    """Give the parameters when the rule takes them; raises SettingError that says what it takes."""
    if rule not in RULES:
        raise SettingError(f"There is no rule '{rule}'. Use one of: {', '.join(RULES)}.")
    try:
        check(Resident(id=_RESIDENT, home=_HOME, parameters={rule: values}))
    except SettingError as error:
        raise SettingError(str(error).removeprefix(f"Resident {_RESIDENT}: ")) from error
    return values


async def compare(recording: Recording, rule: str, old: Values, new: Values) -> Compared:
    """Show a recording to a rule twice, from its first reading to its last, and give what it raised each time.

    The recording goes into a journal of its own first, so that a rule that learns from past days does so here as in
    a gateway. One resident is taken to live there, unless a mapping names others: all have these parameters.
    """
    events = [
        Event(_SITE, _HOME, one.sensor.device, one.sensor.quantity, one.time, one.value, received=one.time)
        for one in recording.readings()
    ]
    with TemporaryDirectory(prefix="mistel-backtest-") as folder:
        await _keep(Path(folder), events)
        with JournalReader.open(Path(folder), _SITE) as reader:
            tried = [_tried(recording, events, reader, rule, values) for values in (old, new)]
    return Compared(recording, *tried)


async def _keep(folder: Path, events: Sequence[Event]) -> None:
    journal = Journal.open(folder, _SITE)
    try:
        for start in range(0, len(events), _AT_ONCE):
            await journal.keep(events[start : start + _AT_ONCE])
    finally:
        journal.close()


def _tried(recording: Recording, events: Sequence[Event], reader: JournalReader, rule: str, values: Values) -> Tried:
    household = _household(recording, {rule: values})
    found = over_all(
        household, [RULES[rule](household)], events, until=recording.end, history=JournalHistory(reader, _HOME)
    )
    return Tried(tuple(found), recording.end - recording.start)


def _household(recording: Recording, parameters: Mapping[str, Values]) -> Household:
    items = items_of(recording)
    named = sorted({item.resident for item in items.values() if item.resident is not None}) or [_RESIDENT]
    return Household(
        site=_SITE,
        home=_HOME,
        zone=recording.zone,
        clock=ClockKind.OWN,
        residents=tuple(Resident(id=name, home=_HOME, parameters=parameters) for name in named),
        placements=tuple(placement_of(item, _HOME, recording.start) for item in items.values()),
    )


def _without_like(found: Sequence[Found], others: Sequence[Found]) -> list[Found]:
    return [one for one in found if not any(_overlap(one, other) for other in others)]


def _overlap(one: Found, other: Found) -> bool:
    return (other.end is None or one.onset <= other.end) and (one.end is None or other.onset <= one.end)
