"""A resident's page: what was done, with what goal and how it went; and what the rules go by for this person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from alerts.rule import Parameters
from alerts.rules import RULES
from care.interventions import Intervention, Reached
from care.people import Resident
from care.situations import SITUATIONS
from dashboards.directory import Directory, HomeCard
from dashboards.tongue import Tongue, message

REACHED_WORDS: Final[Mapping[Reached, str]] = MappingProxyType(
    {
        Reached.YES: message("The goal was reached"),
        Reached.PARTLY: message("The goal was partly reached"),
        Reached.NO: message("The goal was not reached"),
    }
)

FORMS: Final = frozenset({"HH:MM", "HH:MM …", "lat,lon,m; …", "words"})
"""Units that say how a parameter is written; its value stands by itself."""


@dataclass(frozen=True, slots=True)
class ShownFollowUp:
    """A follow-up in words."""

    reached: Reached
    reached_words: str
    note: str
    when: str


@dataclass(frozen=True, slots=True)
class ShownIntervention:
    """An intervention in words; ``due`` is empty once it is ended, ``seen`` is what a new follow-up must bring."""

    id: str
    done: str
    goal: str
    why: str
    alert: str | None
    when: str
    due: str
    overdue: bool
    seen: int
    follow_ups: tuple[ShownFollowUp, ...]


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """One parameter: what it is, its value with unit, and whether it is this person's own."""

    words: str
    value: str
    own: bool


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A situation, and what its rule goes by for this person."""

    title: str
    own: bool
    parameters: tuple[ShownParameter, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A follow-up that is due or overdue, for the handover: where to write it, and its words."""

    href: str
    resident: str
    home: str
    done: str
    goal: str
    day: str
    overdue: bool


def interventions(
    kept: Sequence[Intervention], card: HomeCard, directory: Directory, tongue: Tongue, *, today: date
) -> tuple[ShownIntervention, ...]:
    """Say what was done, what waits for a follow-up first, then the newest."""
    ordered = sorted(kept, key=lambda one: (one.due is None, one.due or date.max))
    return tuple(_intervention(one, card, directory, tongue, today) for one in ordered)


def due_follow_up(one: Intervention, card: HomeCard, tongue: Tongue, *, today: date) -> Due | None:
    """Say that a follow-up is due by ``today``, the home's; None when it is not."""
    if one.due is None or one.due > today:
        return None
    return Due(
        href=f"/homes/{one.home}/residents/{one.resident}#{one.id}",
        resident=one.resident,
        home=card.home.name,
        done=one.done,
        goal=one.goal,
        day=tongue.short_day(one.due),
        overdue=one.due < today,
    )


def rules(resident: Resident, tongue: Tongue) -> tuple[ShownRule, ...]:
    """Say the parameters of the rules about people, with units; those set for this person first."""
    shown = [_rule(name, RULES[name].parameters, resident.parameters.get(name, {}), tongue) for name in _about_people()]
    return tuple(sorted(shown, key=lambda one: not one.own))


def rule_texts() -> frozenset[str]:
    """Give every text of the rules' parameters that is said here, for translation."""
    fields = [field for name in _about_people() for field in RULES[name].parameters.model_fields.values()]
    units = [_unit(field) for field in fields]
    said = {field.description for field in fields if field.description}
    return frozenset(said | {unit for unit in units if unit and unit not in FORMS})


def _about_people() -> list[str]:
    return [name for name, rule in RULES.items() if not SITUATIONS[name].technical and rule.parameters.model_fields]


def _unit(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _rule(situation: str, table: type[Parameters], own: Mapping[str, JsonValue], tongue: Tongue) -> ShownRule:
    rows = []
    for name, field in table.model_fields.items():
        value = _value(own.get(name, field.get_default(call_default_factory=True)), _unit(field), tongue)
        rows.append(ShownParameter(tongue.say(field.description or name), value, name in own))
    return ShownRule(tongue.say(SITUATIONS[situation].words), bool(own), tuple(rows))


def _value(value: object, unit: str, tongue: Tongue) -> str:
    if isinstance(value, bool):
        return tongue.say("yes") if value else tongue.say("no")
    if value is None:
        return tongue.say("not set")
    if isinstance(value, list | tuple | frozenset):
        return "; ".join(_value(one, "", tongue) for one in value) or tongue.say("none")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    said = tongue.number(value) if isinstance(value, int | float) else str(value)
    return f"{said} {tongue.say(unit)}" if unit and unit not in FORMS else said or tongue.say("none")


def _intervention(
    one: Intervention, card: HomeCard, directory: Directory, tongue: Tongue, today: date
) -> ShownIntervention:
    due = ""
    if one.due is not None:
        text = message("Should have been followed up {day}") if one.due < today else message("To be followed up {day}")
        due = tongue.say(text, day=tongue.short_day(one.due))
    return ShownIntervention(
        id=one.id,
        done=one.done,
        goal=one.goal,
        why=tongue.say(SITUATIONS[one.sign].words) if one.sign and one.sign in SITUATIONS else "",
        alert=one.alert,
        when=f"{tongue.moment(one.at, card.zone)}, {directory.person(one.by)}",
        due=due,
        overdue=one.due is not None and one.due < today,
        seen=len(one.follow_ups),
        follow_ups=tuple(
            ShownFollowUp(
                follow.reached,
                tongue.say(REACHED_WORDS[follow.reached]),
                follow.note,
                f"{tongue.moment(follow.at, card.zone)}, {directory.person(follow.by)}",
            )
            for follow in one.follow_ups
        ),
    )
