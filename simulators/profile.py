"""A profile: what kind of person lives in a home, in words and figures that a nurse can check. Its keys, checked.

The keys are those of a profile file (docs/simulate.md has them in a table; a test compares).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from simulators.devices import BASE, KITS
from simulators.dwellings import DWELLINGS
from simulators.written import ClockTime, Duration, Part, Texts, known_name
from store.yaml_file import wrong_at

DwellingName = Annotated[str, BeforeValidator(lambda value: known_name(value, DWELLINGS, "home"))]
KitName = Annotated[str, BeforeValidator(lambda value: known_name(value, KITS, "kit"))]

_OF_100 = 100


class Clock(Part):
    """When something is usually done."""

    usual: ClockTime = Field(description="the time of the middle person")
    people_differ: Duration = Field(
        default=timedelta(0), description="two persons of three lie within so much of that, earlier or later"
    )
    days_differ: Duration = Field(
        default=timedelta(0), description="two days of three lie within so much of the person's own time"
    )


class Often(Part):
    """How often, or how much, something is done."""

    usual: float = Field(ge=0, description="of the middle person")
    people_differ: float = Field(default=0, ge=0, description="two persons of three lie within so much of that")


class Lasts(Part):
    """How long something lasts."""

    usual: Duration = Field(description="half of the times are shorter")
    people_differ: Duration = Field(
        default=timedelta(0), description="two persons of three have a usual length within so much of that"
    )


class Meals(Part):
    """When meals are taken."""

    breakfast: ClockTime = Field(description="after rising, when that is later")
    lunch: ClockTime = Field(description="the middle of the day")
    dinner: ClockTime = Field(description="the evening")
    people_differ: Duration = Field(default=timedelta(minutes=25), description="as above, for all meals of a person")
    days_differ: Duration = Field(default=timedelta(minutes=30), description="as above, for each meal by itself")


class Profile(Part):
    """One profile. ``name`` is the file's, without its ending."""

    name: Annotated[str, Field(exclude=True)] = ""
    title: Texts = Field(description="a short name")
    who: Texts = Field(description="who this is, as told to a colleague")
    homes_of_100: int = Field(ge=0, le=100, description="so many of 100 simulated homes, when no profile is asked for")
    lives_in: Mapping[DwellingName, int] = Field(description="the dwellings of 100 such persons")
    lives_with: str | None = Field(default=None, description="the profile of the person who lives there too")
    devices: tuple[KitName, ...] = Field(default=(BASE,), description="the kits that are fitted; `[base]` otherwise")
    bedtime: Clock = Field(description="going to bed for the night")
    rises: Clock = Field(description="getting up for the day")
    meals: Meals = Field(description="when meals are taken")
    naps_a_week: Often = Field(description="naps by day, in the armchair")
    nap_lasts: Lasts = Field(default=Lasts(usual=timedelta(minutes=40)), description="how long a nap is")
    goes_out: bool = Field(default=True, description="`false`: never goes out by day but with somebody")
    outings_a_week: Often = Field(description="going out for an errand, a walk or a visit")
    outing_lasts: Lasts = Field(default=Lasts(usual=timedelta(minutes=85)), description="how long that is")
    short_outings_a_week: Often = Field(description="the post, the rubbish: minutes")
    toilet_every: Lasts = Field(description="from one toilet visit to the next by day, nothing drunk between")
    toilet_visits_a_night: Often = Field(description="times up to the toilet in a night")
    up_at_night_a_week: Often = Field(description="nights with a while up: tea, the armchair, walking about")
    up_lasts: Lasts = Field(default=Lasts(usual=timedelta(minutes=25)), description="how long that is")
    moves: Often = Field(description="how lively, where one is; 1 is the ordinary person of 80")
    busy: Often = Field(description="how often one is about something rather than sitting; 1 is ordinary")
    fetches_an_hour: Often = Field(
        default=Often(usual=1.7, people_differ=1.4), description="leaving what one is about to fetch something"
    )
    turns_an_hour: Often = Field(
        default=Often(usual=1.1, people_differ=0.9), description="movements in bed that a motion sensor sees"
    )
    good_and_bad_days: float = Field(
        default=0.1, ge=0, le=0.5, description="part of its liveliness that a day may have more or less than usual"
    )
    happens: Mapping[str, Annotated[float, Field(ge=0, le=60)]] = Field(
        default={}, description="scenarios that befall such a person, by name, and how often in 30 days"
    )
    room_to_room: tuple[Duration, Duration] = Field(description="from one room into the next: least and most")

    @model_validator(mode="after")
    def _holds_together(self) -> "Profile":
        if sum(self.lives_in.values()) != _OF_100:
            wrong_at(("lives_in",), f"the dwellings add up to {sum(self.lives_in.values())}; they are of {_OF_100}")
        if self.room_to_room[0] > self.room_to_room[1]:
            wrong_at(("room_to_room",), "the least is more than the most; turn them round")
        return self
