"""Guidelines in the registry: versions are added and never changed, and ticks are kept with the alert."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from care.alerts import Alert
from care.clock import EPOCH
from care.errors import Conflict, NotFound
from care.guidelines import Guideline, Said, Tick
from care.people import Organisation, Site, World
from store.registry import Registry

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def line(text: str) -> Said:
    return Said(sv=text, en=text)


def guideline(
    first: str = "Go.",
    *,
    version: int = 1,
    organisation: str | None = "town",
    units: tuple[str, ...] = (),
    day: int = 0,
) -> Guideline:
    return Guideline(
        situation="fall",
        version=version,
        organisation=organisation,
        owner="Kim",
        units=units,
        review=date(2027, 1, 1),
        first=line(first),
        steps=(line("Ask."), line("Help.")),
        since=NOW + timedelta(days=day),
        by="kim",
    )


def shipped(first: str, version: int = 1) -> list[Guideline]:
    return [guideline(first, version=version, organisation=None).model_copy(update={"since": EPOCH})]


def test_what_comes_with_mistel_has_held_always_and_is_taken_in_once(furnished: Registry) -> None:
    kept = furnished.guidelines
    kept.take_in(shipped("Go."), NOW)
    kept.take_in(shipped("Go."), NOW + timedelta(days=9))
    assert [(one.version, one.since) for one in kept.versions("fall")] == [(1, EPOCH)]
    held = kept.held("fall", "town", "north", EPOCH)
    assert held is not None
    assert held.first.en == "Go."


def test_a_newer_mistel_brings_a_version_and_the_old_one_is_kept(furnished: Registry) -> None:
    kept = furnished.guidelines
    kept.take_in(shipped("Go."), NOW)
    kept.take_in(shipped("Run.", version=2), NOW)
    kept.take_in(shipped("Fly.", version=2), NOW + timedelta(days=1))  # changed without a new number
    assert [(one.version, one.first.en) for one in kept.versions("fall")] == [(3, "Fly."), (2, "Run."), (1, "Go.")]
    before = kept.held("fall", "town", "north", NOW - timedelta(days=1))
    assert before is not None
    assert before.version == 1


def test_an_organisations_own_version_goes_before_mistels_from_when_it_was_written(furnished: Registry) -> None:
    kept = furnished.guidelines
    kept.take_in(shipped("Go."), NOW)
    kept.add(guideline("Call."))
    kept.add(guideline("Call twice.", version=2, day=2))

    def first(day: float) -> str:
        held = kept.held("fall", "town", "north", NOW + timedelta(days=day))
        assert held is not None
        return held.first.en

    assert [first(-1), first(0), first(1), first(2)] == ["Go.", "Call.", "Call.", "Call twice."]
    assert kept.newest("town")["fall"].version == 2
    assert kept.newest("other")["fall"].organisation is None


def test_a_version_for_some_units_leaves_the_others_with_what_they_had(furnished: Registry) -> None:
    places, kept = furnished.places, furnished.guidelines
    places.add_site(Site(id="south", organisation="town", name="S", zone="Europe/Stockholm", world=World.TEST))
    kept.take_in(shipped("Go."), NOW)
    kept.add(guideline("South goes.", units=("south",)))
    found = {site: kept.held("fall", "town", site, NOW) for site in ("north", "south")}
    assert {site: one.first.en for site, one in found.items() if one} == {"north": "Go.", "south": "South goes."}


def test_who_writes_second_is_told_so(furnished: Registry) -> None:
    furnished.guidelines.add(guideline("Mine."))
    with pytest.raises(Conflict, match="meanwhile"):
        furnished.guidelines.add(guideline("Mine too."))
    assert [one.first.en for one in furnished.guidelines.versions("fall", "town")] == ["Mine."]


def test_a_unit_of_another_organisation_cannot_share_it(furnished: Registry) -> None:
    places = furnished.places
    places.add_organisation(Organisation(id="village", name="V"))
    places.add_site(Site(id="far", organisation="village", name="F", zone="Europe/Stockholm", world=World.TEST))
    with pytest.raises(NotFound, match="far"):
        furnished.guidelines.add(guideline(units=("far",)))
    with pytest.raises(NotFound, match="nowhere"):
        furnished.guidelines.add(guideline(organisation="nowhere"))


def test_mistels_own_are_not_written_over(furnished: Registry) -> None:
    with pytest.raises(Conflict, match="your organisation"):
        furnished.guidelines.add(guideline(organisation=None))


def test_ticks_are_kept_with_the_alert_in_order(furnished: Registry, alert: Callable[..., Alert]) -> None:
    furnished.alerts.insert(alert(), by="rules", at=NOW, wall=NOW)
    ticks = [
        Tick(alert="alert-1", step=step, done=done, by=by, at=NOW, wall=NOW)
        for step, done, by in ((1, True, "kim"), (1, False, "sam"), (2, True, "sam"))
    ]
    for tick in ticks:
        furnished.guidelines.tick(tick)
    assert furnished.guidelines.ticks("alert-1") == ticks
    assert furnished.guidelines.ticks("alert-2") == []
    with pytest.raises(NotFound):
        furnished.guidelines.tick(ticks[0].model_copy(update={"alert": "alert-2"}))
