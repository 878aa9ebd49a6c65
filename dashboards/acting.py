"""What the tablet says in the test apartment: what to do, and when to tap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.situations import SITUATIONS
from dashboards.tongue import Tongue
from dashboards.tongue import message as _M  # noqa: N812 - it stands here many times
from dashboards.trying import titles
from evaluation.solutions.apartment import Session, acted_scenarios


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody is to do, and the words of the button that is tapped at the moment that counts."""

    do: str
    tap: str


_OUTSIDE: Final = _M("I am outside, the door is closed")
_INDOORS: Final = _M("I am indoors")
_DOOR_OPEN: Final = _M("The door is open now")
_ON_THE_FLOOR: Final = _M("I am on the floor now")
_UP: Final = _M("I am up now")
_IN_BED: Final = _M("I am in bed now")

ACTS: Final[Mapping[str, Act]] = MappingProxyType(
    {
        "airs": Act(_M("Open the outer door, let air in for about ten minutes, and close it."), _DOOR_OPEN),
        "carries_in_groceries": Act(
            _M("Come in with bags: leave the outer door open while you carry them to the kitchen, then close it."),
            _INDOORS,
        ),
        "closes_the_door": Act(_M("Go to the hall and close the outer door."), _M("The door is closed now")),
        "comes_home": Act(_M("Come in by the outer door, alone."), _INDOORS),
        "falls": Act(_M("Go to the hall, let yourself down to the floor with care, and lie still."), _ON_THE_FLOOR),
        "falls_in_the_bathroom": Act(
            _M("Go to the bathroom, let yourself down to the floor with care after a moment, and lie still."),
            _ON_THE_FLOOR,
        ),
        "forgets_the_stove": Act(
            _M("Put a pot with water on the stove, turn it on, sit down in the living room and do not go back."),
            _M("The stove is on, I am in the living room"),
        ),
        "gets_up_again": Act(_M("Get up from the floor by yourself."), _UP),
        "goes_to_bed": Act(_M("Go to the bedroom and lie down in the bed."), _IN_BED),
        "goes_to_toilet": Act(_M("Get up if you lie in bed, and go to the toilet."), _M("I am in the bathroom now")),
        "is_brought_home": Act(
            _M("Come home together with somebody, who sits in the kitchen for a moment and leaves."), _INDOORS
        ),
        "is_given_the_dose": Act(
            _M("Somebody else gives you the dose of medicine from the dispenser."), _M("The dose is taken now")
        ),
        "is_helped_up": Act(_M("Somebody comes in by the outer door and helps you up from the floor."), _UP),
        "leaves_home": Act(_M("Go to the hall, go out by the outer door and close it behind you."), _OUTSIDE),
        "leaves_the_door_open": Act(
            _M("Go out with the rubbish and come in again. Leave the outer door open."), _DOOR_OPEN
        ),
        "lies_still": Act(_M("Lie down on the sofa in the living room and do not move."), _M("I lie still now")),
        "looks_out": Act(
            _M("Get up if you lie in bed. Open the outer door, stand there for a minute, and close it."), _DOOR_OPEN
        ),
        "makes_tea": Act(_M("Get up if you lie in bed, and have tea in the kitchen."), _UP),
        "presses_button": Act(_M("Press the alarm button."), _M("It is pressed now")),
        "roams": Act(_M("Get up if you lie in bed, and walk from room to room until the next step."), _UP),
        "showers_long": Act(_M("Go to the bathroom and shower for a long time."), _M("The water runs now")),
        "sits_up": Act(_M("Get up if you lie in bed, and sit down in the kitchen without moving."), _UP),
        "stops_taking_doses": Act(
            _M("From now on, do not take what the medication dispenser offers."), _M("I let it be from now on")
        ),
        "stumbles": Act(_M("Stumble in the hall with care, and get up again at once."), _ON_THE_FLOOR),
        "takes_the_dose": Act(_M("Take the dose that lies in the dispenser."), _M("The dose is taken now")),
        "turns_the_stove_off": Act(_M("Go to the kitchen and turn the stove off."), _M("The stove is off now")),
        "turns_the_stove_on": Act(
            _M("Go to the kitchen, put a pot with water on the stove and turn it on."), _M("The stove is on now")
        ),
    }
)
"""By step; each of ``evaluation.solutions.apartment.ACTED`` has words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A scenario that can be acted: what must or must not be told, how many steps, and how long by the scenario."""

    name: str
    title: str
    expects: str
    steps: str


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is done, and when, by the home's clock on the wall."""

    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A session on the tablet. ``due``: when the step should come, as words and in milliseconds; "" and 0: now."""

    run: str
    title: str
    story: str
    home: str
    number: int
    count: int
    do: str
    tap: str
    due: str
    due_ms: int
    done: tuple[Done, ...]
    goes_on: bool
    all_done: bool


def shown_choices(words: Tongue) -> tuple[Choice, ...]:
    """Give the scenarios that can be acted, by their titles."""
    made = []
    for name, scenario in acted_scenarios().items():
        expects = [
            words.say("must not be told: {situation}", situation=words.say(SITUATIONS[one.situation].words))
            if one.forbidden
            else words.say(SITUATIONS[one.situation].words)
            for one in scenario.expectations
        ]
        length = sum((step.after.by for step in scenario.steps if step.after is not None), timedelta())
        steps = words.count("{n} step", "{n} steps", len(scenario.steps))
        made.append(
            Choice(
                name,
                titles(words)[name],
                "; ".join(expects),
                f"{steps}, {words.age(length)}" if length else steps,
            )
        )
    return tuple(sorted(made, key=lambda one: one.title.casefold()))


def shown_session(session: Session, home: str, words: Tongue, zone: ZoneInfo) -> Shown:
    """Show a session as the tablet does; ``home`` is the home's name."""
    step = None if session.next is None else ACTS[session.scenario.steps[session.next].do or ""]
    due = session.due if step is not None else session.judged_from
    scenario = session.scenario
    return Shown(
        run=session.run.id,
        title=titles(words)[scenario.name],
        story=scenario.story.sv if words.code == "sv" else scenario.story.en,
        home=home,
        number=len(session.taps),
        count=len(scenario.steps),
        do="" if step is None else words.say(step.do),
        tap="" if step is None else words.say(step.tap),
        due="" if due is None else words.clock(due, zone),
        due_ms=0 if due is None else _milliseconds(due),
        done=tuple(
            Done(words.say(ACTS[scenario.steps[tap.step].do or ""].tap), f"{tap.time.astimezone(zone):%H:%M:%S}")
            for tap in session.taps
        ),
        goes_on=session.goes_on,
        all_done=session.next is None,
    )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
