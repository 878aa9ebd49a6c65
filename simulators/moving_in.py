"""Who lives in a home and what is fitted there, made ready for a story to begin."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from random import Random
from typing import Final

from care.clock import is_between
from care.quantities import QUANTITIES, Kind
from simulators.devices import KINDS
from simulators.devices.dispenser import DOSES
from simulators.devices.kind import Fitted, Fitting, Setting
from simulators.devices.planner import REMINDERS
from simulators.devices.voice import Voice
from simulators.habits import Habits
from simulators.home import Home
from simulators.hours import Hours
from simulators.household import device_id
from simulators.individual import Individual, individuals
from simulators.kernel import Kernel
from simulators.link import Link
from simulators.mishaps import runs_down, tells_falsely
from simulators.needs import USUAL, fatigue_at
from simulators.profile_file import profiles
from simulators.resident import Resident
from simulators.scenario import Scenario
from simulators.scene import Scene

NOON: Final = time(12, 0)
USUALLY_RISES: Final = Habits().rises
Stream = Callable[[str], Random]
"""Gives the random stream of an entity."""


def who_lives_there(scenario: Scenario, stream: Stream) -> tuple[Individual, ...]:
    """Draw each resident of the scenario: one of the profile, where there is one, with the habits that are said."""
    people = scenario.people
    first = profiles()[people[0].profile] if people[0].profile else None
    drawn: tuple[Individual, ...] = ()
    if first is not None:
        partner = profiles()[people[1].profile] if len(people) > 1 and people[1].profile else None
        drawn = individuals(first, partner, stream("people"))
    found: list[Individual] = []
    for number, one in enumerate(people):
        usual = drawn[number] if number < len(drawn) else Individual(Habits(), USUAL)
        said = one.habits.said if one.habits else {}
        found.append(replace(usual, habits=replace(usual.habits, **said)))
    return tuple(found)


def bodies(
    scenario: Scenario, start: datetime, kernel: Kernel, home: Home, hours: Hours, stream: Stream
) -> list[tuple[Resident, Individual]]:
    """Make the residents as they are at ``start`` (aware): asleep at night, rested or tired by the clock."""
    made: list[tuple[Resident, Individual]] = []
    for number, (one, individual) in enumerate(zip(scenario.people, who_lives_there(scenario, stream), strict=True)):
        habits, nature = individual.habits, individual.nature
        in_bed = is_between(start, habits.bedtime, habits.rises, scenario.tz)
        since = hours.past(habits.bedtime if in_bed else habits.rises, 0.0) % 24
        resident = Resident(
            kernel,
            home,
            hours,
            stream(f"resident {number + 1}" if number else "resident"),
            in_bed=in_bed,
            fatigue=fatigue_at(since, asleep=in_bed, nature=nature),
            nature=nature,
            number=number,
        )
        resident.doses = one.doses or tuple(by_who_rises(at, habits.rises) for at in DOSES)
        resident.reminders = scenario.reminders or {
            by_who_rises(at, habits.rises): text for at, text in REMINDERS.items()
        }
        made.append((resident, individual))
    return made


def by_who_rises(at: time, rises: time) -> time:
    """Give a time of the morning as it is set for somebody who rises at ``rises``; others are everybody's."""
    if at >= NOON:
        return at
    usual, own = USUALLY_RISES.hour * 60 + USUALLY_RISES.minute, rises.hour * 60 + rises.minute
    minutes = max(0, min(NOON.hour * 60 - 1, at.hour * 60 + at.minute + own - usual))
    return time(minutes // 60, minutes % 60)


def devices(
    scenario: Scenario,
    home_id: str,
    fittings: Sequence[Fitting],
    residents: Sequence[Resident],
    link: Link,
    hours: Hours,
    stream: Stream,
) -> list[Fitted]:
    """Fit the devices; each has streams of its own for its faults and for its physics."""
    made: list[Fitted] = []
    for fitting in fittings:
        resident = residents[fitting.wearer or 0]
        prone = scenario.proneness(fitting.kind)
        voice = Voice(
            resident.kernel,
            partial(link.carry, device_id(home_id, fitting.entity)),
            prone.chain(stream(fitting.entity)),
            prone.drift
            if any(QUANTITIES[quantity].kind is Kind.NUMBER for quantity in KINDS[fitting.kind].quantities)
            else 0.0,
        )
        setting = Setting(
            fitting,
            resident.home,
            resident.kernel,
            hours,
            voice,
            stream(f"{fitting.entity} physics"),
            link,
            prone,
            None if fitting.wearer is None else resident,
        )
        made.append(Fitted(fitting, KINDS[fitting.kind].make(setting), voice))
    return made


def let_things_go_wrong(scenario: Scenario, scene: Scene, stream: Stream) -> None:
    """Start what goes wrong by itself as time goes: false tellings and batteries, by device and in the whole home."""
    for fitted in scene.fitted:
        entity = fitted.fitting.entity
        prone = scenario.proneness(fitted.fitting.kind)
        if prone.false_a_day:
            scene.kernel.start(tells_falsely([fitted], prone.false_a_day, stream(f"{entity} false")))
        if prone.battery is not None:
            scene.kernel.start(runs_down(scene.kernel, fitted, prone.battery, prone.battery_lasts))
    if scenario.noise.false_a_day:
        scene.kernel.start(tells_falsely(scene.fitted, scenario.noise.false_a_day, stream("noise")))
