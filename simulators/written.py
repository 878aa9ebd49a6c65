"""How scenarios and profiles are written: times, days and durations in quotes, texts in two languages, known names."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from store.yaml_file import Unquoted

_UNITS: Final[Mapping[str, int]] = MappingProxyType({"d": 86_400, "h": 3600, "min": 60, "s": 1})
_DURATION: Final = re.compile(r"(?:\d{1,4} ?(?:d|h|min|s))(?: \d{1,4} ?(?:d|h|min|s))*")
_PART: Final = re.compile(r"(\d+) ?(d|h|min|s)")


def _in_quotes(value: Any, example: str) -> str | None:
    """Give the text to be read as a time, None when it is one already; raise ValueError when it has no quotes."""
    if isinstance(value, Unquoted) or not isinstance(value, str | time | timedelta | date):
        msg = f'{value} must stand in quotes, as "{example}"'
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns only ValueError into words
    return value if isinstance(value, str) else None


def _time(value: Any) -> Any:
    text = _in_quotes(value, "23:40")
    if text is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        msg = f'"{text}" is not a time; write hours and minutes, as "23:40" or "07:05"'
        raise ValueError(msg)
    return value if text is None else time.fromisoformat(text)


def _date(value: Any) -> Any:
    text = _in_quotes(value, "2026-01-14")
    try:
        return value if text is None else date.fromisoformat(text)
    except ValueError:
        msg = f'"{text}" is not a date; write year, month and day, as "2026-01-14"'
        raise ValueError(msg) from None


def _duration(value: Any) -> Any:
    text = _in_quotes(value, "40 min")
    if text is not None and not _DURATION.fullmatch(text):
        msg = f'"{text}" is not a duration; write it with d, h, min or s, as "40 min" or "4 h 30 min"'
        raise ValueError(msg)
    return value if text is None else timedelta(seconds=sum(int(n) * _UNITS[unit] for n, unit in _PART.findall(text)))


ClockTime = Annotated[time, BeforeValidator(_time)]
Day = Annotated[date, BeforeValidator(_date)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]


def known_name(value: Any, known: Mapping[str, object], noun: str) -> Any:
    """Give a name that is known; raise ValueError that says which one may be meant, or which there are."""
    if not isinstance(value, str):
        msg = f"{str(value)[:40]} is not the name of a {noun}; write one word"
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns only ValueError into words
    if value not in known:
        near = get_close_matches(str(value), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        msg = f"unknown {noun} '{value}'; {hint}"
        raise ValueError(msg)
    return value


class Part(BaseModel):
    """A part of a file: its keys, no others, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Texts(Part):
    """The same in Swedish and in English."""

    sv: Annotated[str, Field(min_length=1)] = Field(description="Swedish")
    en: Annotated[str, Field(min_length=1)] = Field(description="English")
