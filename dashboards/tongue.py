"""How times, ages, numbers and sentences are said in one language."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from gettext import NullTranslations
from typing import Final, LiteralString
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from dashboards.language import catalogue

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400


def message(text: LiteralString) -> LiteralString:
    """Mark a text of a table for translation, and give it back as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: ``say`` translates an English message and fills in its {names}."""

    code: str
    words: NullTranslations = field(repr=False, compare=False)

    def say(self, text: str, **values: object) -> str:
        """Say a message; an empty one stays empty (gettext would answer with the catalogue's header)."""
        said = self.words.gettext(text) if text else ""
        return said.format(**values) if values else said

    def count(self, one: str, many: str, number: int) -> str:
        """Say a message that counts: {n} is the number."""
        return self.words.ngettext(one, many, number).format(n=number)

    def clock(self, moment: datetime, zone: ZoneInfo) -> str:
        """Say a time of day where it happened: 01:12, in both languages."""
        return moment.astimezone(zone).strftime("%H:%M")

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """Say a day and a time: 3 mars 01:12."""
        day: str = format_skeleton("MMMd", moment.astimezone(zone), locale=self.code)
        return f"{day} {self.clock(moment, zone)}"

    def day(self, day: date) -> str:
        """Say a whole date with its weekday."""
        return format_date(day, format="full", locale=self.code)

    def short_day(self, day: date) -> str:
        """Say a day without its year: 3 mars."""
        said: str = format_skeleton("MMMd", day, locale=self.code)
        return said

    def number(self, value: float) -> str:
        """Say a number with at most two decimals."""
        return format_decimal(value, format="#,##0.##", locale=self.code)

    def age(self, age: timedelta) -> str:
        """Say how long: 40 s, 12 min, 1 h 12 min, 3 d 4 h. ``static/board.js`` says it alike while it counts."""
        seconds = max(0, int(age.total_seconds()))
        if seconds < _MINUTE:
            return f"{seconds} {self.say('s')}"
        if seconds < _HOUR:
            return f"{seconds // _MINUTE} {self.say('min')}"
        if seconds < _DAY:
            return self._two(seconds // _HOUR, self.say("h"), seconds % _HOUR // _MINUTE, self.say("min"))
        return self._two(seconds // _DAY, self.say("d"), seconds % _DAY // _HOUR, self.say("h"))

    def roughly(self, age: timedelta) -> str:
        """Say how long in one unit, where there is little room: 12 min, 4 h, 3 d."""
        seconds = max(0, int(age.total_seconds()))
        for size, unit in ((_DAY, self.say("d")), (_HOUR, self.say("h")), (_MINUTE, self.say("min"))):
            if seconds >= size:
                return f"{seconds // size} {unit}"
        return f"{seconds} {self.say('s')}"

    @staticmethod
    def _two(many: int, unit: str, rest: int, smaller: str) -> str:
        return f"{many} {unit} {rest} {smaller}" if rest else f"{many} {unit}"


@cache
def tongue(code: str) -> Tongue:
    """Give the tongue of a language code."""
    return Tongue(code, catalogue(code))
