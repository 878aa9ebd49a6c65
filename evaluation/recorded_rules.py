"""One rule over a recording of a real home with other parameters: what it would have raised, old and new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pydantic import JsonValue

from alerts.hearing import History
from alerts.household import Household
from alerts.rules import RULES, check
from care.clock import ClockKind
from care.errors import SettingError
from care.events import Event
from care.people import Resident
from evaluation.backtest import Found, over_all
from evaluation.estimates import Result, rate
from evaluation.past import past
from evaluation.recorded_home import items_of, placement_of
from simulators.recording import Recording

_SITE: Final = "backtest"
_HOME: Final = "recording"
_RESIDENT: Final = "resident"
_WEEK: Final = timedelta(weeks=1)

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

    One resident is taken to live there, unless a mapping names others: all have these parameters.
    """
    events = [
        Event(_SITE, _HOME, one.sensor.device, one.sensor.quantity, one.time, one.value, received=one.time)
        for one in recording.readings()
    ]
    async with past(events, _SITE, _HOME) as history:
        tried = [_tried(recording, events, history, rule, values) for values in (old, new)]
    return Compared(recording, *tried)


def _tried(recording: Recording, events: Sequence[Event], history: History, rule: str, values: Values) -> Tried:
    household = _household(recording, {rule: values})
    found = over_all(household, [RULES[rule](household)], events, until=recording.end, history=history)
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
