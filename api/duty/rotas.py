"""The file of a rota: shifts by weekday and local time, single days instead."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from care.ids import Id
from care.people import Name
from care.rota import Instead, Rota, Shift
from simulators.written import ClockTime, Day, Part
from store.yaml_file import Unquoted, wrong_at

_DAYS: Final[Mapping[str, int]] = {
    name: number
    for names in ("mon tue wed thu fri sat sun", "mån tis ons tor fre lör sön")
    for number, name in enumerate(names.split())
}


def _days(value: Any) -> Any:
    if value == "every day":
        return frozenset(range(7))
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        parts = [value]
    found: set[int] = set()
    for part in parts:
        first, _, last = str(part).strip().partition("-")
        start, end = _DAYS.get(first.strip().lower()), _DAYS.get((last or first).strip().lower())
        if start is None or end is None:
            msg = f"'{part}' is no day; write every day, mon-fri, or sat, sun"
            raise ValueError(msg)
        found |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return frozenset(found)


def several(value: Any) -> Any:
    """Give a list also of what stands alone."""
    return value if isinstance(value, list) else [value]


def _moment(value: Any) -> Any:
    if isinstance(value, Unquoted) or not isinstance(value, str):
        msg = f'{value} must stand in quotes, as "2026-12-24 15:00"'
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns only ValueError into words
    if not re.fullmatch(r"\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d", value):
        msg = f'"{value}" is no day and time; write it as "2026-12-24 15:00"'
        raise ValueError(msg)
    return datetime.fromisoformat(value)


Days = Annotated[frozenset[int], BeforeValidator(_days)]
Who = Annotated[list[Id], BeforeValidator(several), Field(min_length=1, max_length=20)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class ShiftEntry(Part):
    """One shift."""

    days: Days
    start: ClockTime = Field(alias="from")
    end: ClockTime = Field(alias="to")
    who: Who
    week: Annotated[list[Annotated[int, Field(ge=1, le=52)]], BeforeValidator(several)] = Field(default_factory=list)


class InsteadEntry(Part):
    """One stretch of time with others on duty."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    who: Who


class RotaFile(Part):
    """A rota."""

    rota: Id
    name: Name
    begins: Day | None = None
    ends: Day | None = None
    weeks: Annotated[int, Field(ge=1, le=52)] = 1
    shifts: Annotated[list[ShiftEntry], Field(min_length=1, max_length=500)]
    instead: Annotated[list[InsteadEntry], Field(max_length=500)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.weeks > 1 and self.begins is None:
            wrong_at(("weeks",), 'with several weeks say when week 1 begins: add begins, as "2026-11-02"')
        if self.begins and self.ends and self.ends <= self.begins:
            wrong_at(("ends",), "the rota ends before it begins")
        for number, shift in enumerate(self.shifts):
            if any(week > self.weeks for week in shift.week):
                wrong_at(("shifts", number, "week"), f"the rota has {self.weeks} weeks; add 'weeks:' or change this")
        for number, one in enumerate(self.instead):
            try:
                Instead(start=one.start, end=one.end, who=tuple(one.who))
            except ValidationError as error:
                wrong_at(("instead", number), str(error.errors()[0]["ctx"]["error"]))
        return self

    def made(self) -> Rota:
        """Give what it means."""
        return Rota(
            id=self.rota,
            name=self.name,
            begins=self.begins,
            ends=self.ends,
            weeks=self.weeks,
            shifts=tuple(
                Shift(days=one.days, start=one.start, end=one.end, who=tuple(one.who), weeks=frozenset(one.week))
                for one in self.shifts
            ),
            instead=tuple(Instead(start=one.start, end=one.end, who=tuple(one.who)) for one in self.instead),
        )
