"""What people read and write of guidelines: on an alert, and as their organisation's own version."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import Request

from alerts.playbook import play
from api.access.rights import Right, holds, organisations_where
from api.access.visitor import Visitor
from api.pages.frame import tongue_of
from api.platform import Platform
from care.alerts import Alert
from care.clock import ClockKind
from care.errors import NotFound, Reason, Refused
from care.guidelines import Draft, Guideline, Tick
from care.interventions import EARLY_SIGNS
from care.people import Person
from care.situations import SITUATIONS
from dashboards.directory import Directory
from dashboards.guidelines import ShownGuideline, Way, on_alert
from dashboards.tongue import Tongue


def shown_on_alert(request: Request, here: Platform, guest: Visitor, alert: Alert) -> ShownGuideline | None:
    """Say what to do at an alert, in the reader's language, for ``guideline_box`` of guideline.html.

    None when nobody has said what to do. Steps are buttons for who may answer; from an early sign a way leads to
    writing an intervention, for who may.
    """
    found = play(here.registry, alert, here.now())
    if found is None:
        return None
    directory: Directory = request.app.state.directory
    site, person, words = here.registry.places.site(alert.site), guest.known, tongue_of(request)
    return on_alert(
        found,
        alert.id,
        directory,
        words,
        zone=site.tz,
        today=today(here, site.tz),
        owners=owners(here),
        may_tick=holds(person, Right.ANSWER, site.organisation, site.world),
        ways=_ways(here, alert, words) if holds(person, Right.CARE_FOR, site.organisation, site.world) else (),
    )


def tick(here: Platform, person: Person, alert_id: str, step: int, *, done: bool) -> None:
    """Keep that a step of an alert's guideline is done, or is taken back; raises NotFound for a step it has not."""
    alert = here.registry.alerts.get(alert_id)
    found = play(here.registry, alert, here.now())
    if found is None or step > len(found.guideline.steps):
        raise NotFound(f"The guideline of this alert has no step {step}.")
    if (step in found.ticks) is not done:
        at = home_time(here, alert.home)
        here.registry.guidelines.tick(Tick(alert=alert_id, step=step, done=done, by=person.id, at=at, wall=here.now()))


def keep(here: Platform, person: Person, organisation: str, situation: str, version: int, draft: Draft) -> Guideline:
    """Keep an organisation's next version, which holds from now on; ``version`` is the number that the writer saw.

    Raises NotFound for a situation, an organisation or a unit that there is not for this person, Refused when the
    review's day has been, Conflict when somebody else has written meanwhile.
    """
    must_be_known(situation)
    if organisation not in organisations_where(person, Right.WRITE_GUIDELINES):
        raise NotFound(f"There is no organisation '{organisation}' that you may write guidelines in.")
    if draft.review < here.now().date():
        says = f"The review's day {draft.review} has been."
        raise Refused(Reason.OUT_OF_RANGE, says, mend="Choose a day to come.", field="review")
    return here.registry.guidelines.add(
        Guideline(
            **draft.model_dump(exclude={"situation", "version", "organisation", "since", "by"}),
            situation=situation,
            version=version,
            organisation=organisation,
            since=here.now(),
            by=person.id,
        )
    )


def must_be_known(situation: str) -> None:
    """Raise NotFound for a situation that there is not."""
    if situation not in SITUATIONS:
        raise NotFound(f"There is no situation '{situation}'.")


def owners(here: Platform) -> dict[str, str]:
    """Give the names of organisations by id."""
    return {organisation.id: organisation.name for organisation in here.registry.places.organisations()}


def today(here: Platform, zone: ZoneInfo) -> date:
    """Give the day by the wall, in a zone: guidelines are looked through by people, whatever a home's clock shows."""
    return here.now().astimezone(zone).date()


def home_time(here: Platform, home: str | None) -> datetime:
    """Give the time by a home's clock; the wall's where there is no home, or before its first tick."""
    if home is None:
        return here.now()
    found = here.registry.places.home(home)
    return here.now() if found.clock is ClockKind.WALL else here.home_now(found) or here.now()


def _ways(here: Platform, alert: Alert, words: Tongue) -> tuple[Way, ...]:
    if alert.home is None or alert.situation not in EARLY_SIGNS:
        return ()
    residents = [one.id for one in here.registry.places.residents(alert.home)]
    meant = [alert.resident] if alert.resident in residents else residents
    return tuple(
        Way(
            f"/homes/{alert.home}/residents/{resident}?alert={alert.id}#add",
            words.say("Write an intervention")
            if len(meant) == 1
            else words.say("Write an intervention for {resident}", resident=resident),
        )
        for resident in meant
    )
