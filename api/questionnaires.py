"""Questionnaires as people fill them in: who answers of whom, what was chosen, and what is kept of it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from api.access.tokens import kept, new_secret
from api.guidance import home_time
from api.interventions import resident_of
from api.platform import Platform
from care.errors import Reason, Refused
from care.ids import ID, new_id
from care.questionnaires import Answered, Answerer, Lent, Way
from dashboards.questionnaires import NO_RESIDENT
from dashboards.tongue import message
from evaluation.questionnaires.allowed import must_be_allowed
from evaluation.questionnaires.file import instrument_of
from evaluation.questionnaires.scoring import check, may_answer

LENT_FOR: Final = timedelta(hours=24)
"""How long a questionnaire that was lent waits for its answers."""
QUESTION: Final = "q-"
"""What the fields of questions begin with in a form."""

_WHO: Final = message("Say who answers.")
_LENDS: Final = message("Choose a questionnaire with questions, and a resident where it asks about one.")
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
    by: str,
    *,
    home: str,
    form: Mapping[str, str],
    language: str,
) -> Answered:
    """Keep what a form brings, once, however often it is sent; ``by`` is who of the staff asked.

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
        by=by,
        at=at,
        wall=here.now(),
    )
    check(instrument, one)
    must_be_allowed(here.registry, home, one.at, home_time(here, home))
    here.registry.answers.add(one)
    return one


def lend(here: Platform, by: str, *, home: str, form: Mapping[str, str]) -> str:
    """Let what a form names be answered once without a login; give the secret by which it is found.

    Raises as ``keep``, for what nobody could answer.
    """
    instrument = instrument_of(form.get("instrument", ""))
    resident, answerer = split_who(here, home, form.get("who", ""))
    now, secret = home_time(here, home), new_secret()
    must_be_allowed(here.registry, home, now, now)
    if instrument.is_scores_only or not may_answer(instrument, resident):
        raise Refused(Reason.OUT_OF_RANGE, _LENDS, mend="", field="who")
    one = Lent(
        hash=kept(secret),
        answer=new_id("q"),
        home=home,
        resident=resident,
        instrument=instrument.name,
        answerer=answerer,
        easy=form.get("easy") == "on",
        by=by,
        expires=here.now() + LENT_FOR,
    )
    here.registry.answers.lend(one, here.now())
    return secret


def form_of(lent: Lent, form: Mapping[str, str]) -> dict[str, str]:
    """Give a form as for a questionnaire that was lent: of what is sent only the answers count."""
    chosen = {name: value for name, value in form.items() if name.startswith(QUESTION)}
    who = f"{lent.resident or NO_RESIDENT} {lent.answerer}"
    easy = {"easy": "on"} if lent.easy else {}
    return {**chosen, **easy, "id": lent.answer, "instrument": lent.instrument, "who": who}


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
