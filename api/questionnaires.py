"""Questionnaires as people fill them in: who answers of whom, what was chosen, and what is kept of it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from api.guidance import home_time
from api.interventions import resident_of
from api.platform import Platform
from care.errors import Reason, Refused
from care.ids import ID, new_id
from care.people import Person
from care.questionnaires import Answered, Answerer, Way
from dashboards.questionnaires import NO_RESIDENT
from dashboards.tongue import message
from evaluation.questionnaires.allowed import must_be_allowed
from evaluation.questionnaires.file import instrument_of
from evaluation.questionnaires.scoring import check

QUESTION: Final = "q-"
"""What the fields of questions begin with in a form."""

_WHO: Final = message("Say who answers.")
_NO_DAY: Final = message("Write the day as 2026-01-31.")
_DAY: Final = message("That day has not come yet. Choose the day on which the paper was filled in.")


def split_who(here: Platform, home: str, who: str) -> tuple[str | None, Answerer]:
    """Give the resident and the answerer that a form names; raises Refused, or NotFound for an unknown resident."""
    about, _, word = who.partition(" ")
    try:
        answerer = Answerer(word)
    except ValueError:
        raise Refused(Reason.OUT_OF_RANGE, _WHO, mend="", field="who") from None
    if about == NO_RESIDENT and answerer is not Answerer.RESIDENT:
        return None, answerer
    return resident_of(here, home, about).id, answerer


def chosen_in(form: Mapping[str, str]) -> dict[str, int]:
    """Give what was chosen by item; what was skipped is left out. Raises Refused for what is no whole number."""
    found = {}
    for name, value in form.items():
        if not name.startswith(QUESTION) or not value.strip():
            continue
        item = name.removeprefix(QUESTION)
        try:
            found[item] = int(value)
        except ValueError:
            says = f"'{value[:20]}' is no answer to question '{item}'."
            raise Refused(Reason.OUT_OF_RANGE, says, mend="Choose one of the answers.", field=item) from None
    return found


def keep(
    here: Platform,
    person: Person,
    *,
    home: str,
    form: Mapping[str, str],
    language: str,
) -> Answered:
    """Keep what a form brings, once, however often it is sent.

    Raises Refused for answers that the instrument does not know, for days to come, and without the consent that a trial
    asks; NotFound and Conflict as the registry.
    """
    instrument = instrument_of(form.get("instrument", ""))
    resident, answerer = split_who(here, home, form.get("who", ""))
    at, day = _when(here, home, form.get("day"))
    one = Answered(
        id=form["id"] if ID.match(form.get("id", "")) else new_id("q"),
        home=home,
        resident=resident,
        instrument=instrument.name,
        answerer=answerer,
        day=day,
        answers=chosen_in(form),
        score=_score(form.get("score", "")),
        way=Way.PAPER if "day" in form else Way.SCREEN,
        language=language,
        easy=form.get("easy") == "on",
        by=person.id,
        at=at,
        wall=here.now(),
    )
    check(instrument, one)
    must_be_allowed(here.registry, home, one.at, home_time(here, home))
    here.registry.answers.add(one)
    return one


def _when(here: Platform, home: str, day: str | None) -> tuple[datetime, date]:
    """Give when something was answered and the local day: now, or at noon of a day that a paper bears."""
    places, now = here.registry.places, home_time(here, home)
    zone = places.site(places.home(home).site).tz
    today = now.astimezone(zone).date()
    if day is None:
        return now, today
    try:
        given = date.fromisoformat(day)
    except ValueError:
        raise Refused(Reason.OUT_OF_RANGE, _NO_DAY, mend="", field="day") from None
    if given > today:
        raise Refused(Reason.OUT_OF_RANGE, _DAY, mend="", field="day")
    return datetime.combine(given, time(12), zone), given


def _score(written: str) -> float | None:
    if not written.strip():
        return None
    try:
        return float(written.strip().replace(",", "."))
    except ValueError:
        says = f"'{written[:20]}' is no number."
        raise Refused(Reason.OUT_OF_RANGE, says, mend="Write it as 0.71 or 0,71.", field="score") from None
