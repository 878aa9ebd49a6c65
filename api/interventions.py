"""What people write of residents: interventions and follow-ups, and which follow-ups are due at a handover."""

from datetime import date

from fastapi import Request

from api.access.rights import Right, sites_where
from api.guidance import home_time
from api.pages.frame import tongue_of
from api.platform import Platform
from care.errors import NotFound, Reason, Refused
from care.ids import new_id
from care.interventions import FollowUp, Intervention, Looked, Planned
from care.people import Person, Resident
from care.situations import SITUATIONS
from dashboards.directory import Directory
from dashboards.residents import Due, due_follow_up


def resident_of(here: Platform, home: str, resident: str) -> Resident:
    """Give a resident of a home; raises NotFound."""
    for one in here.registry.places.residents(home):
        if one.id == resident:
            return one
    raise NotFound(f"There is no resident '{resident}' in home '{home}'.")


def home_today(here: Platform, home: str) -> date:
    """Give the day by a home's clock, in its site's zone."""
    places = here.registry.places
    return home_time(here, home).astimezone(places.site(places.home(home).site).tz).date()


def add(here: Platform, person: Person, home: str, resident: str, planned: Planned) -> Intervention:
    """Keep an intervention.

    Raises NotFound for a resident, an alert of this home or a situation that there is not, Refused for a follow-up
    on a day that has been.
    """
    resident_of(here, home, resident)
    sign = planned.sign
    if planned.alert is not None:
        alert = here.registry.alerts.get(planned.alert)
        if alert.home != home or alert.resident not in {None, resident}:
            raise NotFound(f"There is no alert '{planned.alert}' of this resident.")
        sign = sign or alert.situation
    if sign is not None and sign not in SITUATIONS:
        raise NotFound(f"There is no situation '{sign}'.")
    must_come(here, home, planned.follow_up)
    one = Intervention(
        **planned.model_dump(include=set(Planned.model_fields) - {"sign"}),
        sign=sign,
        id=new_id("i"),
        home=home,
        resident=resident,
        by=person.id,
        at=home_time(here, home),
        wall=here.now(),
    )
    here.registry.interventions.add(one)
    return one


def look(here: Platform, person: Person, of: Intervention, seen: int, looked: Looked) -> Intervention:
    """Keep a follow-up; ``seen`` is how many there were for its writer. Raises Refused as ``add``, or Conflict."""
    if looked.again is not None:
        must_come(here, of.home, looked.again)
    kept = FollowUp(**looked.model_dump(), by=person.id, at=home_time(here, of.home), wall=here.now())
    return here.registry.interventions.follow_up(of.id, seen, kept)


def must_come(here: Platform, home: str, day: date) -> None:
    """Raise Refused for a day that has been, by the home's clock."""
    if day < home_today(here, home):
        says = f"The day {day} has been."
        raise Refused(Reason.OUT_OF_RANGE, says, mend="Choose a day to come.", field="day")


def due_follow_ups(request: Request, here: Platform, person: Person, site: str | None = None) -> list[Due]:
    """Give the follow-ups that are due or overdue where a person cares for residents, the longest overdue first.

    For the handover: of one site, or of all. A follow-up is due by the day of its home's clock; who may not see
    residents gets none.
    """
    directory: Directory = request.app.state.directory
    words = tongue_of(request)
    cares = [one.id for one in sites_where(person, Right.CARE_FOR, here.registry.places.sites())]
    sites = [one for one in cares if site in {None, one}]
    planned = here.registry.interventions.due(sites, date.max)
    days = {home: home_today(here, home) for home in {one.home for one in planned}}
    found = (due_follow_up(one, directory.card(one.home), words, today=days[one.home]) for one in planned)
    return [one for one in found if one is not None]
