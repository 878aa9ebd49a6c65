"""Answers and scores as a file tells them: each line checked, and the same known again when the file comes twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from care.errors import NotFound, Reason, Refused
from care.questionnaires import MOST_ITEMS, Answered, Answerer, Way
from evaluation.questionnaires.allowed import must_be_allowed
from evaluation.questionnaires.file import instrument_of
from evaluation.questionnaires.instrument import Instrument
from evaluation.questionnaires.scoring import check
from evaluation.visits.sheet import Columns, Sheet, read
from store.registry import Registry

ANSWERS: Final = Columns(
    names=MappingProxyType(
        {
            "home": ("home", "hem", "lägenhet", "bostad"),
            "resident": ("resident", "boende", "brukare"),
            "instrument": ("instrument", "questionnaire", "formulär", "frågeformulär"),
            "answerer": ("answerer", "answered by", "vem svarar", "svarande", "besvarat av"),
            "day": ("day", "date", "dag", "datum"),
            "code": ("code", "kod"),
            "score": ("score", "poäng"),
            **{str(number): (str(number), f"q{number}", f"f{number}") for number in range(1, MOST_ITEMS + 1)},
        }
    ),
    needed={name: [frozenset({name})] for name in ("home", "instrument", "answerer", "day")},
    example="home; resident; instrument; answerer; day; 1; 2; 3; 4; 5; score",
)
ANSWERERS: Final[Mapping[str, Answerer]] = MappingProxyType(
    {
        **{one.value: one for one in Answerer},
        "self": Answerer.RESIDENT,
        "boende": Answerer.RESIDENT,
        "själv": Answerer.RESIDENT,
        "anhörig": Answerer.RELATIVE,
        "personal": Answerer.STAFF,
    }
)
_CHANGED: Final = (
    "This was told before, with other answers, and those stay. Remove them on the home's page first, if they are wrong."
)
_NOON: Final = time(12)
_LARGEST: Final = 1e6


@dataclass(frozen=True)
class AnswersRead:
    """What a file tells: ``new`` questionnaires, how many were ``known`` before, ``problems`` as (line, what and how).

    With a problem nothing is to be kept.
    """

    sheet: Sheet
    new: Sequence[Answered]
    known: int
    problems: Sequence[tuple[int, str]]


def read_answers(
    data: bytes, registry: Registry, *, by: str, now: datetime, organisation: str | None = None
) -> AnswersRead:
    """Read a file against the homes of an organisation, or all; raises Refused where it is no such table.

    A questionnaire is known again by home, resident, instrument, answerer, day and ``code``; the second with the same
    in one file is a second questionnaire.
    """
    sheet = read(data, ANSWERS)
    reader = _Reader(registry, by, now, organisation)
    problems, new, known = list(sheet.odd), list[Answered](), 0
    for line, cells in sheet.lines:
        try:
            one, kept = reader.line(cells)
        except (Refused, NotFound) as error:
            problems.append((line, str(error)))
            continue
        if kept is None:
            new.append(one)
        elif (kept.answers, kept.score) == (one.answers, one.score):
            known += 1
        else:
            problems.append((line, _CHANGED))
    return AnswersRead(sheet, new, known, sorted(problems))


def template(name: str) -> str:
    """Give a file to begin with for an instrument: its first line, and one line as an example."""
    instrument = instrument_of(name)
    head = ["home", "resident", "instrument", "answerer", "day"]
    line = ["home-1", "resident-1", name, "self", "2026-01-31"]
    if instrument.is_scores_only:
        return f"{';'.join([*head, 'score'])}\n{';'.join([*line, f'{instrument.high:g}'])}\n"
    numbers = [str(number) for number in range(1, len(instrument.items) + 1)]
    return f"{';'.join([*head, *numbers])}\n{';'.join([*line, *(str(instrument.last) for _ in numbers)])}\n"


class _Reader:
    """Makes a questionnaire of each line."""

    def __init__(self, registry: Registry, by: str, now: datetime, organisation: str | None) -> None:
        self._registry = registry
        self._by = by
        self._now = now
        self._zones = {
            home.id: site.tz for site in registry.places.sites(organisation) for home in registry.places.homes(site.id)
        }
        self._seen = Counter[str]()

    def line(self, cells: Mapping[str, str]) -> tuple[Answered, Answered | None]:
        """Give the questionnaire that a line tells, and the same as it was kept before; raises Refused, or NotFound."""
        home = cells.get("home", "")
        if home not in self._zones:
            raise NotFound(f"There is no home '{home}'; `mistel home list` lists them.")
        resident = cells.get("resident") or None
        if resident is not None and resident not in {one.id for one in self._registry.places.residents(home)}:
            raise NotFound(f"There is no resident '{resident}' in home '{home}'.")
        instrument = instrument_of(cells.get("instrument", "").lower().replace("-", "_"))
        answerer, day = _answerer(cells.get("answerer", "")), _day(cells.get("day", ""))
        at = datetime.combine(day, _NOON, self._zones[home])
        if day > self._now.astimezone(self._zones[home]).date():
            raise _wrong("day", f"The day {day} has not come yet.", "Write the day on which it was answered.")
        if answerer is Answerer.RESIDENT and resident is None:
            raise _wrong("resident", "A resident answers, and it is not said which.", "Write the resident's id.")
        name, kept = self._name(
            "|".join((home, resident or "", instrument.name, answerer, f"{day}", cells.get("code", "")))
        )
        one = Answered(
            id=name,
            home=home,
            resident=resident,
            instrument=instrument.name,
            answerer=answerer,
            day=day,
            answers=_answers(cells, instrument),
            score=_score(cells.get("score", "")),
            way=Way.FILE,
            by=self._by,
            at=at,
            wall=self._now,
        )
        check(instrument, one)
        must_be_allowed(self._registry, home, at, self._now)
        return one, kept

    def _name(self, key: str) -> tuple[str, Answered | None]:
        """Give the id of the next questionnaire with this key, and what is kept of it; removed ones are passed over."""
        while True:
            self._seen[key] += 1
            name = f"q-{sha256(f'{key}#{self._seen[key]}'.encode()).hexdigest()[:28]}"
            try:
                kept = self._registry.answers.get(name)
            except NotFound:
                return name, None
            if kept.removed is None:
                return name, kept


def _answerer(written: str) -> Answerer:
    found = ANSWERERS.get(written.lower())
    if found is None:
        raise _wrong("answerer", f"'{written}' says not who answered.", "Write self, relative or staff.")
    return found


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _wrong("day", f"'{written}' is no day.", "Write it as 2026-01-31.") from None


def _answers(cells: Mapping[str, str], instrument: Instrument) -> dict[str, int]:
    """Give what was chosen by item; cells of questions that the instrument has not must be empty."""
    found = {}
    for number in range(1, MOST_ITEMS + 1):
        written = cells.get(str(number), "")
        if not written:
            continue
        if number > len(instrument.items):
            has = f"{instrument.title} has {len(instrument.items)} questions that are taken"
            raise _wrong(str(number), f"{has}, and there is an answer to question {number}.", "Leave that cell empty.")
        value = _number(written, str(number))
        if not value.is_integer():
            raise _wrong(str(number), f"'{written}' is no answer to question {number}.", "Write a whole number.")
        found[instrument.items[number - 1].id] = int(value)
    return found


def _score(written: str) -> float | None:
    return _number(written, "score") if written else None


def _number(written: str, field: str) -> float:
    """Read a number with a point or a decimal comma."""
    try:
        value = float(written.replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        value = float("nan")
    if not abs(value) <= _LARGEST:
        raise _wrong(field, f"'{written}' is no number.", "Write it as 4 or 0,71.")
    return value


def _wrong(field: str, says: str, mend: str) -> Refused:
    return Refused(Reason.OUT_OF_RANGE, says, mend=mend, field=field)
