"""A scenario: what happens in a home, what is true, what must and must not be seen. Its keys, checked.

The keys are those of a scenario file (docs/scenarios.md has them in a table; a test compares).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from care.people import Zone
from care.situations import SITUATIONS
from simulators.faults import Proneness
from simulators.habits import Habits
from simulators.home import PRONENESS
from simulators.steps import STEPS
from store.yaml_file import Unquoted, Where, wrong_at

_UNITS: Final[Mapping[str, int]] = MappingProxyType({"d": 86_400, "h": 3600, "min": 60, "s": 1})
_DURATION: Final = re.compile(r"(?:\d{1,4} ?(?:d|h|min|s))(?: \d{1,4} ?(?:d|h|min|s))*")
_PART: Final = re.compile(r"(\d+) ?(d|h|min|s)")


def _in_quotes(value: Any, example: str) -> str | None:
    """Give the text to be read as a time, None when it is one already; raise ValueError when it has no quotes."""
    if isinstance(value, Unquoted) or not isinstance(value, str | time | timedelta | date):
        msg = f'{value} must stand in quotes, as "{example}"'
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns only ValueError into words
    return value if isinstance(value, str) else None


def _time(value: Any) -> Any:
    text = _in_quotes(value, "23:40")
    if text is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        msg = f'"{text}" is not a time; write hours and minutes, as "23:40" or "07:05"'
        raise ValueError(msg)
    return value if text is None else time.fromisoformat(text)


def _date(value: Any) -> Any:
    text = _in_quotes(value, "2026-01-14")
    try:
        return value if text is None else date.fromisoformat(text)
    except ValueError:
        msg = f'"{text}" is not a date; write year, month and day, as "2026-01-14"'
        raise ValueError(msg) from None


def _duration(value: Any) -> Any:
    text = _in_quotes(value, "40 min")
    if text is not None and not _DURATION.fullmatch(text):
        msg = f'"{text}" is not a duration; write it with d, h, min or s, as "40 min" or "4 h 30 min"'
        raise ValueError(msg)
    return value if text is None else timedelta(seconds=sum(int(n) * _UNITS[unit] for n, unit in _PART.findall(text)))


def _known(value: Any, known: Mapping[str, object], noun: str) -> Any:
    if value not in known:
        near = get_close_matches(str(value), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        msg = f"unknown {noun} '{value}'; {hint}"
        raise ValueError(msg)
    return value


ClockTime = Annotated[time, BeforeValidator(_time)]
Day = Annotated[date, BeforeValidator(_date)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
StepName = Annotated[str, BeforeValidator(lambda value: _known(value, STEPS, "step"))]
SituationName = Annotated[str, BeforeValidator(lambda value: _known(value, SITUATIONS, "situation"))]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Texts(_Part):
    """The same in Swedish and in English."""

    sv: Annotated[str, Field(min_length=1)] = Field(description="Swedish")
    en: Annotated[str, Field(min_length=1)] = Field(description="English")


class ResidentHabits(_Part):
    """What the resident is used to."""

    bedtime: ClockTime = Field(
        default=Habits().bedtime, description='when the resident usually goes to bed; `"22:45"` when it is not given'
    )
    rises: ClockTime = Field(
        default=Habits().rises, description='when the resident usually gets up; `"07:00"` when it is not given'
    )
    goes_out: bool = Field(default=True, description="`false`: never goes out alone by day")


class Happening(_Part):
    """One step: what the resident does, and when."""

    do: StepName = Field(description="the step, one of the table below")
    at: ClockTime | None = Field(default=None, description="around when, next time the clock shows it")
    after: Duration | None = Field(default=None, description="how long after the step before (or the start)")
    give_or_take: Duration = Field(default=timedelta(0), description="how much earlier or later it may be")


class Truth(_Part):
    """What really happens, which alerts are judged against."""

    label: SituationName = Field(description="the situation")
    hazard_from: StepName = Field(description="the step at whose moment it becomes dangerous")
    ends: StepName = Field(description="the step at whose moment it is over")


class Expect(_Part):
    """The alert that must come."""

    alert: SituationName = Field(description="the situation that must be raised")
    deadline: Duration = Field(description="how long after the hazard began at the latest")
    grace: Duration = Field(default=timedelta(0), description="how long after its end an alert still counts as late")


class FaultsOfAKind(_Part):
    """What goes wrong with one kind of device."""

    misses: float = Field(default=0.0, ge=0, le=1, description="part of what it should see that it misses, 0 to 1")
    refractory: Duration = Field(default=timedelta(0), description="how long it is silent after each telling")


class Faults(_Part):
    """What goes wrong with the devices; a kind that is not named has its usual faults."""

    motion: FaultsOfAKind | None = Field(default=None, description="motion sensors")
    door: FaultsOfAKind | None = Field(default=None, description="contacts of outer door and fridge")
    bed: FaultsOfAKind | None = Field(default=None, description="the bed mat")
    button: FaultsOfAKind | None = Field(default=None, description="the alarm button")

    def proneness(self) -> Mapping[str, Proneness]:
        """Give what each kind of device is prone to."""
        said = {kind: getattr(self, kind) for kind in type(self).model_fields}
        return {**PRONENESS, **{k: Proneness(f.misses, f.refractory) for k, f in said.items() if f is not None}}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a verdict asks: was ``situation`` raised by ``deadline`` after the hazard; or, when forbidden, never?"""

    situation: str
    forbidden: bool
    deadline: timedelta | None = None
    grace: timedelta = timedelta(0)


class Scenario(_Part):
    """One scenario. ``name`` is the file's, without its ending."""

    name: Annotated[str, Field(exclude=True)] = ""
    title: Texts = Field(description="a short name")
    story: Texts = Field(description="what happens, as told to a colleague")
    zone: Zone = Field(
        default="Europe/Stockholm", description="time zone of the home; Europe/Stockholm when it is not given"
    )
    date: Day = Field(description="the local day on which it starts")
    starts: ClockTime = Field(description="the local time at which it starts")
    lasts: Duration = Field(description="how long it lasts")
    habits: ResidentHabits = Field(default=ResidentHabits(), description="what the resident is used to")
    steps: tuple[Happening, ...] = Field(default=(), description="what happens beside ordinary life, in order")
    truth: Truth | None = Field(default=None, description="the dangerous situation, if there is one")
    expect: Expect | None = Field(default=None, description="the alert that must come; needs `truth`")
    forbid: SituationName | None = Field(default=None, description="the situation that must not be raised")
    faults: Faults = Field(default=Faults(), description="what goes wrong with the devices")

    @property
    def tz(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.zone)

    @property
    def start(self) -> datetime:
        """When it starts, aware UTC."""
        return datetime.combine(self.date, self.starts, self.tz).astimezone(UTC)

    @property
    def expectations(self) -> tuple[Expectation, ...]:
        """What verdicts are given on."""
        wanted = self.expect
        must = (Expectation(wanted.alert, False, wanted.deadline, wanted.grace),) if wanted else ()
        never = (Expectation(self.forbid, True),) if self.forbid else ()
        return must + never

    @model_validator(mode="after")
    def _holds_together(self) -> "Scenario":
        if not self.lasts:
            wrong_at(("lasts",), "a scenario must last some time")
        self._check_steps()
        names = [step.do for step in self.steps]
        if self.truth:
            for key in ("hazard_from", "ends"):
                if getattr(self.truth, key) not in names:
                    wrong_at(
                        ("truth", key), f"no step does '{getattr(self.truth, key)}'; name one of this scenario's steps"
                    )
            if names.index(self.truth.hazard_from) >= names.index(self.truth.ends):
                wrong_at(("truth", "ends"), "it ends before it begins; name a later step")
        if self.expect and not self.truth:
            wrong_at(("expect",), "an alert can only be expected of something true; add 'truth'")
        if self.expect and self.truth and self.expect.alert != self.truth.label:
            wrong_at(("expect", "alert"), f"the truth is {self.truth.label}; expect the same, or change the truth")
        if self.forbid and self.truth and self.forbid == self.truth.label:
            wrong_at(("forbid",), f"{self.forbid} is what truly happens here; it cannot be forbidden")
        return self

    def _check_steps(self) -> None:
        outside = False
        planned, end = self.start, self.start + self.lasts
        for number, step in enumerate(self.steps):
            where: Where = ("steps", number)
            if (step.at is None) == (step.after is None):
                wrong_at(where, "a step has either 'at' or 'after'; say when it happens")
            if STEPS[step.do].only_outside and not outside:
                wrong_at((*where, "do"), f"'{step.do}' needs a step before it that leaves home")
            if outside and not STEPS[step.do].only_outside:
                wrong_at((*where, "do"), f"'{step.do}' cannot be done outside; let the resident come home first")
            outside = STEPS[step.do].leaves_outside
            planned = next_time(step.at, planned, self.tz) if step.at else planned + (step.after or timedelta(0))
            if planned >= end:
                wrong_at(
                    (*where, "at" if step.at else "after"), f"comes after the end; the scenario lasts {self.lasts}"
                )


def next_time(at: time, after: datetime, zone: ZoneInfo) -> datetime:
    """Give the first moment at or after ``after`` (aware) when the local clock shows ``at``, aware UTC."""
    local = after.astimezone(zone)
    day = local.date() if local.time() <= at else local.date() + timedelta(days=1)
    return datetime.combine(day, at, zone).astimezone(UTC)
