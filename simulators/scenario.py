"""A scenario: what happens in a home, what is true, what must and must not be seen. Its keys, checked.

The keys are those of a scenario file (docs/scenarios.md has them in a table; a test compares).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from alerts.rule import parameters_of
from alerts.rules import RULES
from care.errors import SettingError
from care.people import Resident, Zone
from simulators.devices import BASE, KINDS, KITS
from simulators.faults import Proneness
from simulators.profile_file import profiles
from simulators.scenario_parts import (
    Dweller,
    DwellingName,
    Expect,
    FaultsOfAKind,
    Happening,
    KindName,
    KitName,
    Noise,
    Parameters,
    ProfileName,
    Reminders,
    ResidentHabits,
    SituationName,
    Truth,
    Vary,
    Visitor,
    Way,
    one_or_more,
)
from simulators.scenario_steps import anchor, check_order, check_steps, check_truth, next_time
from simulators.written import ClockTime, Day, Duration, Part, Texts
from store.yaml_file import Where, wrong_at

__all__ = ["Expectation", "Scenario", "next_time"]

FIRST = "resident"
"""What steps may call the only resident of a scenario that names none."""
PARTNER = "partner"
"""What steps may call the second resident of a profile that lives with somebody."""


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
    profile: ProfileName | None = Field(default=None, description="what kind of person lives there (`simulate.md`)")
    residents: tuple[Dweller, ...] = Field(default=(), description="who lives there, where it is more than one")
    visitors: tuple[Visitor, ...] = Field(
        default=(), description="who comes and goes: relatives, neighbours, home care"
    )
    devices: tuple[KitName, ...] = Field(
        default=(), description="the kits that are fitted, of the table below; the profile's, else `[base]` otherwise"
    )
    parameters: Parameters = Field(default={}, description="parameters of rules, by situation, for every resident")
    zone: Zone = Field(
        default="Europe/Stockholm", description="time zone of the home; Europe/Stockholm when it is not given"
    )
    date: Day = Field(description="the local day on which it starts")
    starts: ClockTime = Field(description="the local time at which it starts")
    lasts: Duration = Field(description="how long it lasts")
    habits: ResidentHabits = Field(default=ResidentHabits(), description="what the resident is used to")
    doses: tuple[ClockTime, ...] = Field(
        default=(),
        description="when the medication dispenser offers a dose; an hour after rising and at 20:00 otherwise",
    )
    reminders: Reminders = Field(
        default={}, description="what the planner reminds of, by time; seven reminders of an ordinary day otherwise"
    )
    steps: tuple[Happening, ...] = Field(default=(), description="what happens beside ordinary life, in order")
    truth: Annotated[tuple[Truth, ...], BeforeValidator(one_or_more)] = Field(
        default=(), description="the dangerous situation, if there is one; or a list of them"
    )
    expect: Annotated[tuple[Expect, ...], BeforeValidator(one_or_more)] = Field(
        default=(), description="the alert that must come, or a list of them; needs `truth`"
    )
    forbid: Annotated[tuple[SituationName, ...], BeforeValidator(one_or_more)] = Field(
        default=(), description="the situation that must not be raised, or a list of them"
    )
    faults: Mapping[KindName, FaultsOfAKind] = Field(
        default={}, description="what goes wrong with devices, by kind; a kind that is not named has its usual faults"
    )
    link: Way = Field(default=Way(), description="what goes wrong between the devices and the broker")
    noise: Noise = Field(default=Noise(), description="what happens beside everything else")
    vary: Vary = Field(default=Vary(), description="in which variations it is to be played")

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
        must = tuple(Expectation(wanted.alert, False, wanted.deadline, wanted.grace) for wanted in self.expect)
        return must + tuple(Expectation(situation, True) for situation in self.forbid)

    @property
    def by_chance(self) -> frozenset[str]:
        """The situations whose hazard may not happen: its step is one of several, or follows such a one."""
        unsure: set[str] = set()
        ids = {step.id: number for number, step in enumerate(self.steps) if step.id is not None}
        for number, step in enumerate(self.steps):
            way, at = [step], number
            while self.steps[at].after is not None and (before := anchor(self.steps, ids, at)) is not None:
                way.append(self.steps[before])
                at = before
            if not all(one.is_sure for one in way):
                unsure.update((*step.may_do, *((step.id,) if step.id else ())))
        return frozenset(truth.label for truth in self.truth if truth.hazard_from in unsure)

    @property
    def people(self) -> tuple[Dweller, ...]:
        """Who lives there, with what is said of all: one, unless several are named or the profile has a partner."""
        named = self.residents
        if not named:
            partner = profiles()[self.profile].lives_with if self.profile else None
            first = Dweller(id=FIRST, profile=self.profile)
            named = (first, Dweller(id=PARTNER, profile=partner)) if partner else (first,)
        return tuple(
            one.model_copy(
                update={
                    "profile": one.profile or self.profile,
                    "habits": one.habits or self.habits,
                    "parameters": {**self.parameters, **one.parameters},
                    "doses": one.doses or self.doses,
                }
            )
            for one in named
        )

    @property
    def kits(self) -> tuple[str, ...]:
        """The kits that are fitted."""
        return self.devices or (profiles()[self.profile].devices if self.profile else (BASE,))

    def proneness(self, kind: str) -> Proneness:
        """Give what a kind of device is prone to here."""
        said = self.faults.get(kind)
        return KINDS[kind].prone if said is None else said.proneness

    def variations(self) -> Iterator[tuple["Scenario", str, str]]:
        """Give every variation that ``vary`` asks for: each value of the sweep with each, ``runs`` times.

        With each go its seed and, in words, what is swept: ``link.lost = 0.05``, or nothing.
        """
        keys = list(self.vary.sweep)
        for values in product(*self.vary.sweep.values()):
            varied = self._with(dict(zip(keys, values, strict=True)))
            how = ", ".join(f"{key} = {value}" for key, value in zip(keys, values, strict=True))
            for run in range(self.vary.runs):
                yield varied, f"{self.vary.seed}/{run}", how

    def _with(self, values: Mapping[str, Any]) -> "Scenario":
        if not values:
            return self
        data: dict[str, Any] = self.model_dump(exclude_unset=True)
        for key, value in values.items():
            *way, last = key.split(".")
            inside = data
            for part in way:
                inside = inside.setdefault(part, {})
            inside[last] = value
        return Scenario.model_validate({**data, "name": self.name})

    @model_validator(mode="after")
    def _holds_together(self) -> "Scenario":
        if not self.lasts:
            wrong_at(("lasts",), "a scenario must last some time")
        names = [one.id for one in self.people]
        for number, one in enumerate(self.residents):
            if one.id in names[:number]:
                wrong_at(("residents", number, "id"), f"another resident is called '{one.id}' too; give each their own")
        kinds = list(dict.fromkeys(kind for kit in self.kits for kind in KITS[kit]))
        for kind in self.faults:
            if kind not in kinds:
                wrong_at(("faults", kind), f"no {kind} is fitted here; add it to 'devices', or leave its faults out")
        check_steps(self.steps, names, kinds, self.lasts)
        check_order(self.steps, names, self.start, self.start + self.lasts, self.tz)
        check_truth(self.truth, self.steps, names)
        self._check_parameters()
        self._check_expectations()
        self._check_sweep()
        return self

    def _check_parameters(self) -> None:
        said: list[tuple[Where, Parameters]] = [(("parameters",), self.parameters)]
        said += [(("residents", number, "parameters"), one.parameters) for number, one in enumerate(self.residents)]
        for where, parameters in said:
            for situation in parameters:
                if situation not in RULES:
                    wrong_at((*where, situation), f"no rule sees {situation}; rules see {', '.join(RULES)}")
                someone = Resident(id="resident", home="home", parameters=parameters)
                try:
                    parameters_of(someone, situation, RULES[situation].parameters)
                except SettingError as error:
                    wrong_at((*where, situation), str(error).removeprefix("Resident resident: ").rstrip("."))

    def _check_expectations(self) -> None:
        labels = {truth.label for truth in self.truth}
        for number, wanted in enumerate(self.expect):
            if not labels:
                wrong_at(("expect",), "an alert can only be expected of something true; add 'truth'")
            if wanted.alert not in labels:
                wrong_at(
                    ("expect", number, "alert"),
                    f"the truth is {', '.join(sorted(labels))}; expect the same, or change the truth",
                )
        for number, situation in enumerate(self.forbid):
            if situation in labels:
                wrong_at(("forbid", number), f"{situation} is what truly happens here; it cannot be forbidden")

    def _check_sweep(self) -> None:
        for key, values in self.vary.sweep.items():
            for value in values:
                try:
                    self._with({key: value, "vary": {}})
                except (ValidationError, TypeError, AttributeError) as error:
                    first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "there is no such key"
                    wrong_at(("vary", "sweep", key), f"{value!r} cannot stand for {key}: {first}")
