"""A scenario: what happens in a home, what is true, what must and must not be seen. Its keys, checked.

The keys are those of a scenario file (docs/scenarios.md has them in a table; a test compares).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from care.people import Zone
from care.situations import SITUATIONS
from simulators.devices import BASE, KINDS, KITS
from simulators.dwellings import DWELLINGS
from simulators.faults import Proneness
from simulators.habits import Habits
from simulators.steps import STEPS
from simulators.written import ClockTime, Day, Duration, Part, Texts, known_name
from store.yaml_file import Where, wrong_at

StepName = Annotated[str, BeforeValidator(lambda value: known_name(value, STEPS, "step"))]
DwellingName = Annotated[str, BeforeValidator(lambda value: known_name(value, DWELLINGS, "home"))]
KitName = Annotated[str, BeforeValidator(lambda value: known_name(value, KITS, "kit"))]
KindName = Annotated[str, BeforeValidator(lambda value: known_name(value, KINDS, "kind of device"))]
SituationName = Annotated[str, BeforeValidator(lambda value: known_name(value, SITUATIONS, "situation"))]


class ResidentHabits(Part):
    """What the resident is used to."""

    bedtime: ClockTime = Field(
        default=Habits().bedtime, description='when the resident usually goes to bed; `"22:45"` when it is not given'
    )
    rises: ClockTime = Field(
        default=Habits().rises, description='when the resident usually gets up; `"07:00"` when it is not given'
    )
    goes_out: bool = Field(default=True, description="`false`: never goes out alone by day")


class Happening(Part):
    """One step: what the resident does, and when."""

    do: StepName = Field(description="the step, one of the table below")
    at: ClockTime | None = Field(default=None, description="around when, next time the clock shows it")
    after: Duration | None = Field(default=None, description="how long after the step before (or the start)")
    give_or_take: Duration = Field(default=timedelta(0), description="how much earlier or later it may be")


class Truth(Part):
    """What really happens, which alerts are judged against."""

    label: SituationName = Field(description="the situation")
    hazard_from: StepName = Field(description="the step at whose moment it becomes dangerous")
    ends: StepName = Field(description="the step at whose moment it is over")


class Expect(Part):
    """The alert that must come."""

    alert: SituationName = Field(description="the situation that must be raised")
    deadline: Duration = Field(description="how long after the hazard began at the latest")
    grace: Duration = Field(default=timedelta(0), description="how long after its end an alert still counts as late")


class FaultsOfAKind(Part):
    """What goes wrong with one kind of device."""

    misses: float = Field(default=0.0, ge=0, le=1, description="part of what it should see that it misses, 0 to 1")
    refractory: Duration = Field(default=timedelta(0), description="how long it is silent after each telling")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a verdict asks: was ``situation`` raised by ``deadline`` after the hazard; or, when forbidden, never?"""

    situation: str
    forbidden: bool
    deadline: timedelta | None = None
    grace: timedelta = timedelta(0)


class Scenario(Part):
    """One scenario. ``name`` is the file's, without its ending."""

    name: Annotated[str, Field(exclude=True)] = ""
    title: Texts = Field(description="a short name")
    story: Texts = Field(description="what happens, as told to a colleague")
    home: DwellingName = Field(default="flat", description="the dwelling, of the table below; `flat` otherwise")
    devices: tuple[KitName, ...] = Field(
        default=(BASE,), description="the kits that are fitted, of the table below; `[base]` otherwise"
    )
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
    faults: Mapping[KindName, FaultsOfAKind] = Field(
        default={}, description="what goes wrong with devices, by kind; a kind that is not named has its usual faults"
    )

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

    def proneness(self, kind: str) -> Proneness:
        """Give what a kind of device is prone to here."""
        said = self.faults.get(kind)
        return KINDS[kind].prone if said is None else Proneness(said.misses, said.refractory)

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
