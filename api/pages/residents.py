"""A resident's page: early signs, what was done, how it went, and what the rules go by."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.guidance import home_time
from api.interventions import add, home_today, look, resident_of
from api.pages.frame import page, tongue_of
from api.platform import Platform
from care.alerts import Alert
from care.errors import Conflict, NotFound, Refused
from care.interventions import Looked, Planned
from care.situations import SITUATIONS
from dashboards import residents as resident_page
from dashboards import signs
from dashboards.directory import Directory
from dashboards.tongue import message

routes: Final = Routes()

LOOK_AGAIN: Final = timedelta(days=7)
"""When a follow-up is proposed; it can be changed."""

_WRONG: Final = message("Write what was done, the goal, and a day to come, each with at most 500 signs.")
_MEANWHILE: Final = message("Somebody else has written meanwhile. Look at what stands here now.")
_PAST: Final = message("That day has been; choose a day to come.")


class Written(BaseModel):
    """What the form of a new intervention brings."""

    model_config = ConfigDict(str_max_length=2000, str_strip_whitespace=True)

    alert: str = ""
    sign: str = ""
    done: str = ""
    goal: str = ""
    follow_up: str = ""


class LookWritten(BaseModel):
    """What the form of a follow-up brings."""

    model_config = ConfigDict(str_max_length=2000, str_strip_whitespace=True)

    reached: str = ""
    note: str = ""
    again: str = ""
    seen: int


@routes.get("/homes/{home}/residents/{resident}", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def resident(request: Request, home: str, resident: str, here: Here, alert: str = "") -> Response:
    """Show a resident; ``alert`` is the one that an intervention is to be written because of."""
    return _page(request, here, home, resident, Written(alert=alert))


@routes.post(
    "/homes/{home}/residents/{resident}/interventions", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False
)
def write(
    request: Request, home: str, resident: str, here: Here, guest: Guest, written: Annotated[Written, Form()]
) -> Response:
    """Keep what was done; what is wrong is said beside what was written."""
    words = tongue_of(request)
    try:
        planned = Planned.model_validate({name: value or None for name, value in written.model_dump().items()})
        one = add(here, guest.known, home, resident, planned)
    except ValidationError:
        return _page(request, here, home, resident, written, words.say(_WRONG))
    except Refused:
        return _page(request, here, home, resident, written, words.say(_PAST))
    return RedirectResponse(f"/homes/{home}/residents/{resident}#{one.id}", 303)


@routes.post(
    "/homes/{home}/residents/{resident}/interventions/{intervention}",
    access=may(Right.CARE_FOR, Of.HOME),
    include_in_schema=False,
)
def follow_up(
    request: Request,
    home: str,
    resident: str,
    intervention: str,
    here: Here,
    guest: Guest,
    written: Annotated[LookWritten, Form()],
) -> Response:
    """Keep a follow-up."""
    one = here.registry.interventions.get(intervention)
    if (one.home, one.resident) != (home, resident):
        raise NotFound(f"There is no intervention '{intervention}'.")
    words = tongue_of(request)
    try:
        looked = Looked.model_validate(
            {"reached": written.reached, "note": written.note, "again": written.again or None}
        )
        look(here, guest.known, one, written.seen, looked)
    except ValidationError:
        return _page(request, here, home, resident, Written(), words.say(_WRONG))
    except Refused:
        return _page(request, here, home, resident, Written(), words.say(_PAST))
    except Conflict:
        return _page(request, here, home, resident, Written(), words.say(_MEANWHILE))
    return RedirectResponse(f"/homes/{home}/residents/{resident}#{one.id}", 303)


def _page(
    request: Request, here: Platform, home: str, resident_id: str, written: Written, trouble: str = ""
) -> Response:
    found = resident_of(here, home, resident_id)
    directory: Directory = request.app.state.directory
    directory.refresh()
    card, words = directory.card(home), tongue_of(request)
    today = home_today(here, home)
    first = datetime.combine(signs.first_day(today), time(), card.zone).astimezone(UTC)
    alerts = [one for one in here.registry.alerts.since(home, first) if one.resident in {None, resident_id}]
    kept = here.registry.interventions.of_resident(home, resident_id)
    devices = signs.bathroom_devices(card)
    told = here.reader(card.site.id).span(
        home, first, home_time(here, home) + timedelta(seconds=1), signs.QUANTITIES, devices=devices
    )
    because = _because(here, home, resident_id, written.alert)
    return page(
        request,
        "resident.html",
        status=422 if trouble else 200,
        home=card.home,
        site=card.site,
        resident=found,
        weeks=signs.weeks(card, today, told, alerts, kept, words),
        interventions=resident_page.interventions(kept, card, directory, words, today=today),
        rules=resident_page.rules(found, words),
        situations=[(name, words.say(one.words)) for name, one in SITUATIONS.items() if not one.technical],
        because=words.say(SITUATIONS[because.situation].words) if because else "",
        because_when=words.moment(because.onset, card.zone) if because else "",
        written=written,
        proposed=written.follow_up or (today + LOOK_AGAIN).isoformat(),
        today=today.isoformat(),
        trouble=trouble,
    )


def _because(here: Platform, home: str, resident_id: str, alert: str) -> Alert | None:
    """Give the alert that something is to be written because of; None where it is not of this resident."""
    try:
        found = here.registry.alerts.get(alert) if alert else None
    except NotFound:
        return None
    return found if found and found.home == home and found.resident in {None, resident_id} else None
