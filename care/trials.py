"""Trials: a solution judged against a need, in homes and periods, by a plan that is frozen before the start."""

from collections import Counter
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from care.ids import Id
from care.people import Zone
from care.solutions import Line, Version, Words

Positive = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Design(StrEnum):
    """Who has the solution when."""

    BEFORE_AFTER = "before_after"
    """All without, then all with it: an estimate, and no verdict on the cause."""
    PARALLEL = "parallel"
    """Some with, some without, drawn by lot; a period before may be common to both."""
    CROSSOVER = "crossover"
    """First with and then without, or the other way round, drawn by lot."""
    STEPPED_WEDGE = "stepped_wedge"
    """All begin without and end with it; when each goes over is drawn by lot."""

    @property
    def is_randomised(self) -> bool:
        """Whether a lot decides who has the solution when."""
        return self is not Design.BEFORE_AFTER


class Condition(StrEnum):
    """What holds in a cluster in a period."""

    CONTROL = "control"
    """Care as usual."""
    SOLUTION = "solution"
    """The solution is live."""
    WASHOUT = "washout"
    """Learning it, or getting it out of the way: counted for neither."""


class Period(_Record):
    """Local days from ``first`` to ``last``, both of them in it. A night belongs to the day on which it begins."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"a period that begins on {self.first} cannot end on {self.last}")
        return self

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Cluster(_Record):
    """What goes over together, and is drawn together: a home, or the homes of a corridor or team."""

    id: Id
    homes: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2000)]


class Aspect(StrEnum):
    """What an indicator is looked at for."""

    PRIMARY = "primary"
    """The one that the trial is decided by."""
    SECONDARY = "secondary"
    GUARDRAIL = "guardrail"
    """What must not get worse by more than its margin."""


class Better(StrEnum):
    """Which way is good."""

    LESS = "less"
    MORE = "more"


class Measure(StrEnum):
    """How a change is told."""

    DIFFERENCE = "difference"
    """In the indicator's unit."""
    RATIO = "ratio"
    """As a share of what it was: 0.6 is 40 % less."""


class Aim(_Record):
    """An indicator of a trial and what is asked of it.

    ``margin`` is above zero: in the indicator's unit for a DIFFERENCE, a share of what it was for a RATIO (0.2: a
    fifth). For a guardrail it is the worsening that can just be borne, else the smallest gain that matters.
    """

    indicator: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
    aspect: Aspect
    better: Better
    measure: Measure
    margin: Positive


class Plan(_Record):
    """What a trial will do, and by what it will be judged; frozen before it starts.

    ``sequences`` says for each order in which clusters may go over the condition in each period. Which cluster has
    which is the allocation. Homes are of one time zone, ``zone``. ``seed`` draws the lot.
    """

    title: Line
    solution: Id
    version: Version = "1"
    need: Id | None = None
    design: Design
    zone: Zone
    clusters: Annotated[tuple[Cluster, ...], Field(min_length=1, max_length=2000)]
    periods: Annotated[tuple[Period, ...], Field(min_length=1, max_length=120)]
    sequences: Annotated[tuple[tuple[Condition, ...], ...], Field(min_length=1, max_length=60)]
    aims: Annotated[tuple[Aim, ...], Field(min_length=1, max_length=40)]
    analysis: Words = ""
    """What else is laid down of the analysis, in words."""
    seed: Annotated[str, Field(min_length=1, max_length=64)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for before, after in pairwise(self.periods):
            if after.first <= before.last:
                raise ValueError(
                    f"periods overlap: one ends on {before.last}, the next begins on {after.first};"
                    " give them in order, each after the last day of the one before"
                )
        for what, names in (
            ("home", [home for cluster in self.clusters for home in cluster.homes]),
            ("cluster", [cluster.id for cluster in self.clusters]),
            ("indicator", [aim.indicator for aim in self.aims]),
        ):
            twice = [name for name, times in Counter(names).items() if times > 1]
            if twice:
                raise ValueError(f"{what} '{twice[0]}' stands in the plan twice; it can be in one place only")
        for sequence in self.sequences:
            if len(sequence) != len(self.periods):
                raise ValueError(
                    f"a sequence says {len(sequence)} conditions, and there are {len(self.periods)} periods"
                )
        if sum(aim.aspect is Aspect.PRIMARY for aim in self.aims) != 1:
            raise ValueError("exactly one aim is primary: the one by which the trial is decided")
        return self

    @property
    def homes(self) -> tuple[str, ...]:
        """All homes, cluster by cluster."""
        return tuple(home for cluster in self.clusters for home in cluster.homes)

    @property
    def primary(self) -> Aim:
        """What the trial is decided by."""
        return next(aim for aim in self.aims if aim.aspect is Aspect.PRIMARY)

    @property
    def first(self) -> date:
        """The first day."""
        return self.periods[0].first

    @property
    def last(self) -> date:
        """The last day."""
        return self.periods[-1].last

    def period(self, day: date) -> int | None:
        """Give the number of the period, from 0, that a local day lies in; None between and outside them."""
        return next((n for n, one in enumerate(self.periods) if one.first <= day <= one.last), None)


class State(StrEnum):
    """How far a trial is. By its dates it has begun and is over; nobody need press anything for that."""

    DRAFT = "draft"
    FROZEN = "frozen"
    STOPPED = "stopped"
    """Ended before its last day, with a reason."""


class Trial(_Record):
    """A trial as it stands. ``allocation`` gives the number of its sequence, from 0, by cluster; empty before the lot.

    ``fingerprint`` is the SHA-256 of the plan as it was frozen; the plan may have been changed since, and then
    ``plan`` is how it is now and ``frozen_plan`` how it was: reports show both.
    """

    id: Id
    organisation: Id
    state: State
    plan: Plan
    frozen_plan: Plan | None = None
    fingerprint: str = ""
    allocation: dict[Id, int] = {}
    created: AwareDatetime
    created_by: Id
    frozen: AwareDatetime | None = None
    stopped: AwareDatetime | None = None

    def condition(self, home: str, day: date) -> Condition | None:
        """Give what holds in a home on a local day; None outside the trial, and before the lot was drawn."""
        number = self.plan.period(day)
        cluster = next((one.id for one in self.plan.clusters if home in one.homes), None)
        if number is None or cluster not in self.allocation or self.state is State.DRAFT:
            return None
        return self.plan.sequences[self.allocation[cluster]][number]

    def is_over(self, now: datetime) -> bool:
        """Tell whether it was stopped, or its last night is over: at noon of the day after its last."""
        if self.state is State.STOPPED:
            return True
        morning = (now - timedelta(hours=12)).astimezone(ZoneInfo(self.plan.zone)).date()
        return self.state is State.FROZEN and morning > self.plan.last


class Entry(StrEnum):
    """What a trial's log tells of."""

    ALLOCATION = "allocation"
    FROZEN = "frozen"
    CHANGE = "change"
    """Of the plan after it was frozen."""
    ENVIRONMENT = "environment"
    """A co-intervention: a new bed, a new neighbour, another device."""
    ROUTINE = "routine"
    """A co-intervention: another shift plan, another way of working."""
    NOTE = "note"
    STOPPED = "stopped"


class Logged(_Record):
    """One entry of a trial's log; what is written once stays. ``since``-``until``: the days that it is about."""

    trial: Id
    entry: Entry
    says: Annotated[str, Field(min_length=1, max_length=2000)]
    homes: tuple[Id, ...] = ()
    """Which homes it concerns; none named: all."""
    since: date | None = None
    until: date | None = None
    by: Id
    at: AwareDatetime


class Consent(_Record):
    """One person's consent to a trial in a home: a resident's, or that of somebody who lives there too.

    ``who`` is the resident's id, or a word for the other ("cohabitant 1"), never a name. After ``withdrawn`` nothing
    is collected there for the trial; ``remove``: what was collected before is left out too.
    """

    trial: Id
    home: Id
    who: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9 -]{0,31}$")]
    given: AwareDatetime
    by: Id
    withdrawn: AwareDatetime | None = None
    remove: bool = False

    def holds(self, at: datetime) -> bool:
        """Tell whether it holds at that instant."""
        return self.given <= at and (self.withdrawn is None or at < self.withdrawn)


def nights(period: Period) -> list[date]:
    """Give the days on which its nights begin: all of them, the last night ending on the day after."""
    return [period.first + timedelta(days=day) for day in range(period.days)]
