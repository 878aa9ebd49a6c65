"""The parts of a scenario file: people, steps, truth, what is expected, faults, the link, noise, variations."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, JsonValue

from care.situations import SITUATIONS
from simulators.devices import KINDS, KITS
from simulators.dwellings import DWELLINGS
from simulators.faults import Proneness
from simulators.habits import Habits
from simulators.link import Carriage
from simulators.profile_file import profiles
from simulators.steps import STEPS
from simulators.written import ClockTime, Duration, Part, known_name

DwellingName = Annotated[str, BeforeValidator(lambda value: known_name(value, DWELLINGS, "home"))]
ProfileName = Annotated[str, BeforeValidator(lambda value: known_name(value, profiles(), "profile"))]
KitName = Annotated[str, BeforeValidator(lambda value: known_name(value, KITS, "kit"))]
KindName = Annotated[str, BeforeValidator(lambda value: known_name(value, KINDS, "kind of device"))]
StepName = Annotated[str, BeforeValidator(lambda value: known_name(value, STEPS, "step"))]
SituationName = Annotated[str, BeforeValidator(lambda value: known_name(value, SITUATIONS, "situation"))]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,31}$")]
"""What a person or a step is called within one scenario."""
Parameters = Mapping[SituationName, Mapping[str, JsonValue]]
"""Parameters of rules, by situation: the same that a resident's settings have."""
Share = Annotated[float, Field(ge=0, le=1)]
DayNumber = Annotated[int, Field(ge=1, le=400)]


class ResidentHabits(Part):
    """What the resident is used to."""

    bedtime: ClockTime = Field(
        default=Habits().bedtime, description='when the resident usually goes to bed; `"22:45"` when it is not given'
    )
    rises: ClockTime = Field(
        default=Habits().rises, description='when the resident usually gets up; `"07:00"` when it is not given'
    )
    goes_out: bool = Field(default=True, description="`false`: never goes out alone by day")

    @property
    def said(self) -> dict[str, Any]:
        """What was written, and nothing else."""
        return {key: getattr(self, key) for key in sorted(self.model_fields_set)}


class Dweller(Part):
    """One of several residents; what is not said of one is as it is said for all."""

    id: Name = Field(description="what steps call the resident (`who`)")
    profile: ProfileName | None = Field(default=None, description="as `profile`, for this resident")
    habits: ResidentHabits | None = Field(default=None, description="as `habits`, for this resident")
    parameters: Parameters = Field(default={}, description="as `parameters`, for this resident")
    doses: tuple[ClockTime, ...] = Field(default=(), description="as `doses`, for this resident")


class Visitor(Part):
    """Somebody who comes and goes: a relative, a neighbour, home care. They have a key."""

    id: Name = Field(description="who it is: `daughter`, `neighbour`, `home_care`")
    comes: ClockTime = Field(description="around when")
    stays: Duration = Field(description="how long")
    give_or_take: Duration = Field(default=timedelta(0), description="how much earlier or later it may be")
    days: tuple[DayNumber, ...] = Field(default=(), description="on which days (1 is the first); every day otherwise")


def _after(value: Any) -> Any:
    """Take ``"40 min"`` for ``{by: "40 min"}``."""
    return value if isinstance(value, Mapping | After) else {"by": value}


class After(Part):
    """What a step comes after."""

    step: Name | None = Field(
        default=None, description="the `id` of the step that it follows; the step before it otherwise"
    )
    by: Duration = Field(description="how long after that step happened")


class Alternative(Part):
    """One thing of which one happens."""

    do: StepName = Field(description="the step")
    chance: Share = Field(description="how likely it is, 0 to 1; all of them add up to 1")


class Happening(Part):
    """One step: what happens, and when."""

    do: StepName | None = Field(default=None, description="the step, of the tables below; or `one_of`")
    one_of: tuple[Alternative, ...] = Field(default=(), description="steps of which one happens, by chance")
    id: Name | None = Field(default=None, description="a name, so that other steps and `truth` can refer to this step")
    who: Name | None = Field(default=None, description="which resident; the first otherwise")
    of: KindName | None = Field(default=None, description="which kind of device, for steps that befall one")
    room: str | None = Field(default=None, description="in which room the device is, when there are several")
    at: ClockTime | None = Field(default=None, description="around when, next time the clock shows it")
    days: tuple[DayNumber, ...] = Field(
        default=(), description="with `at`: on which days (1 is the first), each of them"
    )
    after: Annotated[After | None, BeforeValidator(_after)] = Field(
        default=None, description="how long after the step before (or the start), or `{step: …, by: …}`"
    )
    give_or_take: Duration = Field(default=timedelta(0), description="how much earlier or later it may be")
    chance: Share = Field(default=1.0, description="how likely it is to happen at all; 1 otherwise")

    @property
    def may_do(self) -> tuple[str, ...]:
        """The steps of which one happens."""
        return tuple(one.do for one in self.one_of) if self.do is None else (self.do,)

    @property
    def is_sure(self) -> bool:
        """Whether it is certain what happens."""
        return not self.one_of and self.chance >= 1


class Truth(Part):
    """What really happens, which alerts are judged against."""

    label: SituationName = Field(description="the situation")
    hazard_from: Name = Field(description="the step (or its `id`) at whose moment it becomes dangerous")
    hazard_after: Duration = Field(default=timedelta(0), description="how long after that moment it becomes dangerous")
    ends: Name | None = Field(
        default=None, description="the step (or its `id`) at whose moment it is over; the end of the scenario otherwise"
    )
    who: Name | None = Field(default=None, description="which resident; the first otherwise")


class Expect(Part):
    """The alert that must come."""

    alert: SituationName = Field(description="the situation that must be raised")
    deadline: Duration = Field(description="how long after the hazard began at the latest")
    grace: Duration = Field(default=timedelta(0), description="how long after its end an alert still counts as late")


class FaultsOfAKind(Part):
    """What goes wrong with one kind of device; what is not said is 0."""

    misses: Share = Field(default=0.0, description="part of what it should see that it misses, 0 to 1")
    refractory: Duration = Field(default=timedelta(0), description="how long it is silent after each telling")
    false_a_day: float = Field(default=0.0, ge=0, le=10_000, description="how often a day it tells what is not there")
    drift: float = Field(default=0.0, ge=-1000, le=1000, description="how much its numbers go off in a day")
    battery: float | None = Field(
        default=None, ge=0, le=100, description="how full its battery is at the start, in percent"
    )
    battery_lasts: Duration = Field(
        default=timedelta(days=365), description='how long a full battery lasts; `"365 d"` otherwise'
    )

    @property
    def proneness(self) -> Proneness:
        """What a device of the kind is prone to."""
        return Proneness(self.misses, self.refractory, self.false_a_day, self.drift, self.battery, self.battery_lasts)


class Way(Part):
    """What goes wrong between the devices and the broker."""

    lost: Share = Field(default=0.0, description="part of the readings that never arrive, 0 to 1")
    doubled: Share = Field(default=0.0, description="part of the readings that arrive twice, 0 to 1")
    delay: Duration = Field(default=timedelta(0), description="how much later than told a reading arrives, at most")
    keeps: int = Field(
        default=5000,
        ge=0,
        le=100_000,
        description="how many readings the home keeps while it is offline; `5000` otherwise",
    )

    @property
    def carriage(self) -> Carriage:
        """The same, for the link."""
        return Carriage(self.lost, self.doubled, self.delay, self.keeps)


class Noise(Part):
    """What happens beside everything else."""

    callers_a_day: float = Field(
        default=0.0,
        ge=0,
        le=100,
        description="how often a day somebody rings at the door, which is opened for a moment",
    )
    false_a_day: float = Field(
        default=0.0, ge=0, le=10_000, description="how often a day any of the devices tells what is not there"
    )


class Vary(Part):
    """In which variations the scenario is to be played."""

    runs: int = Field(default=1, ge=1, le=1000, description="how often, each with a seed of its own; `1` otherwise")
    seed: Annotated[str, BeforeValidator(str)] = Field(
        default="1", description="what the seeds begin with; `1` otherwise"
    )
    sweep: Mapping[str, tuple[JsonValue, ...]] = Field(
        default={}, description="values to be played for keys of this table, as `link.lost: [0, 0.05]`; each with each"
    )


def one_or_more(value: Any) -> Any:
    """Take one thing for a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


Reminders = Mapping[ClockTime, str]
ClockTable = Mapping[time, str]
