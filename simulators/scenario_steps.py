"""Whether the steps of a scenario hold together: ids, people, devices, order, chances. Errors say where below it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from simulators.scenario_parts import Happening, Truth
from simulators.steps import STEPS
from simulators.steps.step import HomeStep, Step
from store.yaml_file import Where, wrong_at

SUM_OFF = 1e-6


def check_steps(steps: Sequence[Happening], people: Sequence[str], kinds: Sequence[str], lasts: timedelta) -> None:
    """Raise what is wrong with each step by itself, and with what refers to what."""
    ids = _ids(steps)
    for number, step in enumerate(steps):
        where: Where = ("steps", number)
        if (step.do is None) == (not step.one_of):
            wrong_at(where, "a step has either 'do' or 'one_of'; say what happens")
        if step.one_of and abs(sum(one.chance for one in step.one_of) - 1) > SUM_OFF:
            total = round(sum(one.chance for one in step.one_of), 6)
            wrong_at((*where, "one_of"), f"the chances add up to {total:g}; let them add up to 1")
        if (step.at is None) == (step.after is None):
            wrong_at(where, "a step has either 'at' or 'after'; say when it happens")
        if step.days and step.at is None:
            wrong_at((*where, "days"), "days go with 'at'; what comes after a step comes on its days")
        if step.days and max(step.days) * timedelta(days=1) >= lasts + timedelta(days=1):
            wrong_at((*where, "days"), f"day {max(step.days)} comes after the end; the scenario lasts {lasts}")
        if step.who is not None and step.who not in people:
            wrong_at((*where, "who"), f"nobody here is called '{step.who}'; {_there_are(people)}")
        if step.after and step.after.step is not None and step.after.step not in ids:
            wrong_at((*where, "after", "step"), f"no step has the id '{step.after.step}'; {_there_are(tuple(ids))}")
        for name in step.may_do:
            _check_devices(step, STEPS[name], name, kinds, where)
    _check_circles(steps, ids)


def _ids(steps: Sequence[Happening]) -> Mapping[str, int]:
    ids: dict[str, int] = {}
    for number, step in enumerate(steps):
        if step.id in ids:
            wrong_at(("steps", number, "id"), f"another step is called '{step.id}' too; give each its own")
        if step.id is not None:
            ids[step.id] = number
    return ids


def _check_devices(step: Happening, does: Step | HomeStep, name: str, kinds: Sequence[str], where: Where) -> None:
    wanted = does.kinds if isinstance(does, HomeStep) else ()
    if wanted and not set(wanted) & set(kinds):
        wrong_at((*where, "do"), f"'{name}' needs a device of kind {' or '.join(wanted)}; add it to 'devices'")
    if isinstance(does, HomeStep) and does.any_kind and step.of is None:
        wrong_at(where, f"'{name}' befalls devices; say of which kind with 'of'")
    if step.of is not None and step.of not in kinds:
        wrong_at((*where, "of"), f"no {step.of} is fitted here; add it to 'devices', or name one of {', '.join(kinds)}")


def _check_circles(steps: Sequence[Happening], ids: Mapping[str, int]) -> None:
    """Raise when a step comes, over others, after itself."""
    for start in range(len(steps)):
        way, number = [start], anchor(steps, ids, start)
        while number is not None and number not in way:
            way.append(number)
            number = anchor(steps, ids, number)
        if number == start:
            names = " after ".join(steps[one].id or str(one) for one in [*way, start])
            wrong_at(("steps", start, "after"), f"goes in a circle: {names}; let one of them have a time of its own")


def anchor(steps: Sequence[Happening], ids: Mapping[str, int], number: int) -> int | None:
    """Give the number of the step that this one waits for; None: the start.

    What comes ``at`` a time waits for the step before it, but not for one that follows another by its id.
    """
    step = steps[number]
    if step.after is not None and step.after.step is not None:
        return ids[step.after.step]
    before = number - 1
    if step.at is not None:
        if step.days:
            return None
        while before >= 0 and _follows_by_id(steps[before]):
            before -= 1
        if before >= 0 and steps[before].days:
            return None
    return before if before >= 0 else None


def _follows_by_id(step: Happening) -> bool:
    return step.after is not None and step.after.step is not None


def check_order(
    steps: Sequence[Happening], people: Sequence[str], start: datetime, end: datetime, zone: ZoneInfo
) -> None:
    """Raise where what comes after what cannot be: done outside, after the end. Only what is certain is judged."""
    outside: dict[str, bool] = {}
    planned = start
    for number, step in enumerate(steps):
        where: Where = ("steps", number)
        who = step.who or people[0]
        does = STEPS[step.do] if step.do else None
        if isinstance(does, Step) and not does.at_once:
            out = outside.get(who, False)
            certain = all(one.is_sure and not one.days for one in steps[: number + 1])
            if certain and does.only_outside and not out:
                wrong_at((*where, "do"), f"'{step.do}' needs a step before it that leaves home")
            if certain and out and not does.only_outside:
                wrong_at((*where, "do"), f"'{step.do}' cannot be done outside; let the resident come home first")
            outside[who] = does.leaves_outside
        for one in step.one_of:
            alternative = STEPS[one.do]
            if isinstance(alternative, Step) and alternative.leaves_outside:
                outside[who] = True
        if step.days or (step.after and step.after.step):
            continue
        planned = (
            next_time(step.at, planned, zone) if step.at else planned + (step.after.by if step.after else timedelta(0))
        )
        if planned >= end:
            wrong_at((*where, "at" if step.at else "after"), f"comes after the end; the scenario lasts {end - start}")


def check_truth(truths: Sequence[Truth], steps: Sequence[Happening], people: Sequence[str]) -> None:
    """Raise where a truth names a step or somebody that is not there, or ends before it begins."""
    places: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        for name in dict.fromkeys((*step.may_do, *((step.id,) if step.id else ()))):
            places.setdefault(name, []).append(number)
    for index, truth in enumerate(truths):
        where: Where = ("truth", index)
        for key, name in (("hazard_from", truth.hazard_from), ("ends", truth.ends)):
            if name is not None and name not in places:
                wrong_at((*where, key), f"no step does '{name}'; name one of this scenario's steps")
        if truth.ends is not None and places[truth.hazard_from][0] >= places[truth.ends][-1]:
            wrong_at((*where, "ends"), "it ends before it begins; name a later step")
        if truth.who is not None and truth.who not in people:
            wrong_at((*where, "who"), f"nobody here is called '{truth.who}'; {_there_are(people)}")


def next_time(at: time, after: datetime, zone: ZoneInfo) -> datetime:
    """Give the first moment at or after ``after`` (aware) when the local clock shows ``at``, aware UTC."""
    local = after.astimezone(zone)
    day = local.date() if local.time() <= at else local.date() + timedelta(days=1)
    return datetime.combine(day, at, zone).astimezone(UTC)


def _there_are(names: Sequence[str]) -> str:
    return f"there are {', '.join(names)}" if names else "there are none"
