"""The guidelines: all of them, one with its versions, writing one's own; and ticking steps off at an alert."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.rights import Right, organisations_where
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.guidance import keep, must_be_known, owners, shown_on_alert, tick, today
from api.pages.frame import language_of, page, tongue_of
from api.platform import Platform
from care.errors import Conflict, NotFound
from care.guidelines import MOST_STEPS, Draft, Guideline, Said
from care.people import Person, Site
from dashboards.directory import Directory
from dashboards.guidelines import by_itself, listed, unit_names, versions
from dashboards.rendering import render
from dashboards.tongue import message

routes: Final = Routes()

_LONG: Final = 1000
_FALLBACK: Final = ZoneInfo("Europe/Stockholm")
_WRONG: Final = message("This is missing or too long: {fields}. At most 160 signs a line.")
_FIRST: Final = message("the first line")
_STEPS: Final = message("the steps")
_CALL: Final = message("when to call for help")
_OWNER: Final = message("the owner")
_REVIEW: Final = message("the day of review")
_UNITS: Final = message("the units")
_FIELDS: Final[Mapping[str, str]] = {
    "first": _FIRST,
    "steps": _STEPS,
    "call": _CALL,
    "owner": _OWNER,
    "review": _REVIEW,
    "units": _UNITS,
}
_MEANWHILE: Final = message("Somebody else has written a new version meanwhile. Look at it, then write yours.")
_PAST: Final = message("The day of review has been; choose a day to come.")


class Written(BaseModel):
    """What the form brings; empty steps are left out, and what has no English is said in Swedish."""

    model_config = ConfigDict(str_max_length=_LONG, str_strip_whitespace=True)

    organisation: str
    version: int
    first_sv: str = ""
    first_en: str = ""
    step_sv: list[str] = []
    step_en: list[str] = []
    call_sv: str = ""
    call_en: str = ""
    owner: str = ""
    review: str = ""
    unit: list[str] = []

    def draft(self) -> Draft:
        """Make a guideline of it; raises ValidationError for what does not make one."""
        pairs = [(sv or en, en or sv) for sv, en in zip(self.step_sv, self.step_en, strict=False) if sv or en]
        call = (self.call_sv or self.call_en, self.call_en or self.call_sv)
        return Draft.model_validate(
            {
                "first": {"sv": self.first_sv, "en": self.first_en or self.first_sv},
                "steps": [{"sv": sv, "en": en} for sv, en in pairs],
                "call": {"sv": call[0], "en": call[1]} if any(call) else None,
                "owner": self.owner,
                "units": self.unit,
                "review": self.review,
            }
        )


class Filled(BaseModel):
    """What stands in the form when it is shown."""

    version: int
    first_sv: str
    first_en: str
    steps: list[tuple[str, str]]
    call_sv: str
    call_en: str
    owner: str
    review: str
    units: list[str]
    sites: list[tuple[str, str]]


@routes.get("/guidelines", access=may(Right.SEE_CARE), include_in_schema=False)
def guidelines(request: Request, here: Here, guest: Guest, organisation: str = "") -> Response:
    """Show what to do in each situation, as it holds in one of a person's organisations."""
    choices, chosen = _organisations(here, guest.known, organisation)
    sites = here.registry.places.sites(chosen)
    newest = here.registry.guidelines.newest(chosen)
    names = {site.id: site.name for site in sites}
    people, technical = listed(newest, tongue_of(request), today=today(here, _zone(sites)), sites=names)
    return page(
        request, "guidelines.html", organisations=choices, organisation=chosen, people=people, technical=technical
    )


@routes.get("/guidelines/{situation}", access=may(Right.SEE_CARE), include_in_schema=False)
def guideline(
    request: Request,
    situation: str,
    here: Here,
    guest: Guest,
    organisation: str = "",
    version: int | None = None,
    mistel: bool = False,
) -> Response:
    """Show a guideline with its versions, and the form for one's own."""
    must_be_known(situation)
    _, chosen = _organisations(here, guest.known, organisation)
    return _page(request, here, guest.known, situation, chosen, version=version, mistel=mistel)


@routes.post("/guidelines/{situation}", access=may(Right.WRITE_GUIDELINES), include_in_schema=False)
def write(request: Request, situation: str, here: Here, guest: Guest, written: Annotated[Written, Form()]) -> Response:
    """Keep an organisation's own version; what is wrong is said beside what was written."""
    must_be_known(situation)
    words = tongue_of(request)
    try:
        draft = written.draft()
        if draft.review < today(here, _zone(here.registry.places.sites(written.organisation))):
            return _again(request, here, guest.known, situation, written, words.say(_PAST))
        keep(here, guest.known, written.organisation, situation, written.version, draft)
    except ValidationError as wrong:
        fields = dict.fromkeys(str(error["loc"][0]) for error in wrong.errors())
        said = words.say(_WRONG, fields=", ".join(words.say(_FIELDS.get(name, name)) for name in fields))
        return _again(request, here, guest.known, situation, written, said)
    except Conflict:
        return _again(request, here, guest.known, situation, written, words.say(_MEANWHILE))
    return RedirectResponse(f"/guidelines/{situation}?organisation={written.organisation}", 303)


@routes.get("/alerts/{alert}/guideline", access=may(Right.SEE_CARE, Of.ALERT), include_in_schema=False)
def of_alert(request: Request, alert: str, here: Here, guest: Guest) -> Response:
    """Give the part of an alert's page that says what to do, as it is now; nothing where nobody has said."""
    shown = shown_on_alert(request, here, guest, here.registry.alerts.get(alert))
    html = render("guideline_alone.html", language_of(request), guideline=shown, csrf=guest.csrf) if shown else ""
    return HTMLResponse(html)


@routes.post("/alerts/{alert}/steps", access=may(Right.ANSWER, Of.ALERT), include_in_schema=False)
def step(
    alert: str, here: Here, guest: Guest, ticked: Annotated[str, Form(alias="tick", pattern=r"^[1-9]-(done|open)$")]
) -> Response:
    """Tick a step of the guideline off, or take it back; "3-done", "3-open"."""
    tick(here, guest.known, alert, int(ticked[0]), done=ticked.endswith("done"))
    return RedirectResponse(f"/alerts/{alert}#guideline", 303)


def _again(
    request: Request, here: Platform, person: Person, situation: str, written: Written, trouble: str
) -> Response:
    if written.organisation not in organisations_where(person, Right.WRITE_GUIDELINES):
        raise NotFound(f"There is no organisation '{written.organisation}' that you may write guidelines in.")
    return _page(request, here, person, situation, written.organisation, written=written, trouble=trouble)


def _page(  # noqa: PLR0913 - as told by the address, or by what was written
    request: Request,
    here: Platform,
    person: Person,
    situation: str,
    organisation: str,
    *,
    version: int | None = None,
    mistel: bool = False,
    written: Written | None = None,
    trouble: str = "",
) -> Response:
    words, sites = tongue_of(request), here.registry.places.sites(organisation)
    zone, names = _zone(sites), owners(here)
    own = here.registry.guidelines.versions(situation, organisation)
    ours = here.registry.guidelines.versions(situation)
    kept = ours if mistel or not own else own
    asked = kept if version is None else [one for one in kept if one.version == version]
    if not asked:
        raise NotFound(f"There is no such version of the guideline '{situation}'.")
    shown = asked[0]
    directory: Directory = request.app.state.directory
    by_id = {site.id: site.name for site in sites}
    may_write = organisation in organisations_where(person, Right.WRITE_GUIDELINES)
    return page(
        request,
        "guideline_page.html",
        status=422 if trouble else 200,
        guideline=by_itself(shown, words, today=today(here, zone), owners=names),
        organisation=organisation,
        owner=names.get(organisation, organisation),
        old=shown not in (*own[:1], *ours[:1]),
        units=unit_names(shown.units, by_id),
        own=versions(own, shown, directory, words, zone=zone),
        ours=versions(ours, shown, directory, words, zone=zone),
        form=_filled(shown, own, sites, written) if may_write else None,
        trouble=trouble,
    )


def _filled(shown: Guideline, own: Sequence[Guideline], sites: Sequence[Site], written: Written | None) -> Filled:
    choices = [(site.id, site.name) for site in sites]
    following = own[0].version + 1 if own else 1
    if written is not None:
        steps = list(zip(written.step_sv, written.step_en, strict=False))
        filled = written.model_dump(exclude={"step_sv", "step_en", "unit", "organisation", "version"})
        return Filled(**filled, version=following, steps=_padded(steps), units=written.unit, sites=choices)
    call = shown.call or Said.model_construct(sv="", en="")
    return Filled(
        version=following,
        first_sv=shown.first.sv,
        first_en=shown.first.en,
        steps=_padded([(step.sv, step.en) for step in shown.steps]),
        call_sv=call.sv,
        call_en=call.en,
        owner=shown.owner if shown.organisation else "",
        review=shown.review.isoformat(),
        units=list(shown.units),
        sites=choices,
    )


def _padded(steps: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [*steps[:MOST_STEPS], *[("", "")] * (MOST_STEPS - len(steps))]


def _organisations(here: Platform, person: Person, asked: str) -> tuple[list[tuple[str, str]], str]:
    """Give a person's organisations as (id, name), and the one to show: that asked for, else the first."""
    names = owners(here)
    own = sorted(organisations_where(person, Right.SEE_CARE))
    if asked and asked not in own:
        raise NotFound(f"There is no organisation '{asked}'.")
    return [(one, names.get(one, one)) for one in own], asked or own[0]


def _zone(sites: Sequence[Site]) -> ZoneInfo:
    return sites[0].tz if sites else _FALLBACK
