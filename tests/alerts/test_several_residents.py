"""What rules say in homes where more than one lives: whom an alert names, and whose parameters hold."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.household import Household
from alerts.rules import RULES
from alerts.timeline import Timeline
from care.alerts import Finding, Onset
from care.clock import EPOCH
from care.events import Event
from care.people import Placement, Resident, Spot
from tests.alerts.cases import door_left_open, fall, inactivity, no_return_to_bed, stove_unattended
from tests.alerts.flat import LONG_AGO, minutes, told
from tests.alerts.play import Cases, Journal, Play, at

DAY = date(2026, 1, 14)


def couple(home: Household, **his: dict[str, object]) -> Household:
    """Anna and Bo, who has parameters of his own, in this home."""
    bo = Resident(id="bo", home="h1", parameters=his)
    return replace(home, residents=(Resident(id="anna", home="h1"), bo))


def found(situation: str, home: Household, play: Play) -> list[Finding]:
    timeline = Timeline(home, [RULES[situation](home)])
    timeline.start(EPOCH, Journal([*play.before, *play.events]))
    return timeline.replay(play.events, play.until)


def onsets(findings: list[Finding]) -> list[tuple[str | None, Event]]:
    return [(finding.resident, finding.seen[0]) for finding in findings if isinstance(finding, Onset)]


@pytest.mark.parametrize(
    ("situation", "cases"),
    [
        ("inactivity", inactivity.CASES),
        ("stove_unattended", stove_unattended.CASES),
        ("door_left_open", door_left_open.CASES),
        ("no_return_to_bed", no_return_to_bed.CASES),
    ],
)
def test_where_nobody_can_tell_who_it_is_the_alert_names_nobody(situation: str, cases: Cases) -> None:
    alerts = onsets(found(situation, couple(cases.household), cases.happens(DAY)))
    assert [resident for resident, _ in alerts] == [None] * len(cases.happens(DAY).alerts)


def test_the_most_watchful_parameters_hold() -> None:
    home = couple(inactivity.CASES.household, inactivity={"hours": 3.0})
    first = next(f for f in found("inactivity", home, inactivity.falls_ill(DAY)) if isinstance(f, Onset))
    assert first.time == at(DAY, "12:10")


def test_a_mat_names_the_resident_that_it_was_placed_for_and_goes_by_that_ones_parameters() -> None:
    home = couple(no_return_to_bed.CASES.household, no_return_to_bed={"still_minutes": 10.0})
    beds = [
        Placement(device=f"bed-{name}", home="h1", resident=name, spot=Spot.ROOM, since=LONG_AGO)
        for name in ("anna", "bo")
    ]
    home = replace(home, placements=(*home.placements, *beds))
    up = at(DAY, "01:30", days=1)
    events = [
        *(told(at(DAY, "22:30"), f"bed-{name}", "bed.occupied") for name in ("anna", "bo")),
        told(up, "bed-bo", "bed.occupied", value=False),
        told(up + minutes(30), "bed-bo", "bed.occupied"),
        told(up + minutes(60), "bed-anna", "bed.occupied", value=False),
    ]
    play = Play(tuple(events), at(DAY, "03:00", days=1))
    alerts = [f for f in found("no_return_to_bed", home, play) if isinstance(f, Onset)]
    assert [(f.resident, f.time) for f in alerts] == [("bo", up + minutes(10)), ("anna", up + minutes(85))]


def test_a_worn_alarm_names_its_wearer() -> None:
    home = couple(fall.CASES.household)
    worn = [
        Placement(device="wrist", home="h1", resident="bo", spot=Spot.WORN, since=LONG_AGO),
        *(placed for placed in home.placements if placed.device != "wrist"),
    ]
    fell = told(at(DAY, "12:00"), "wrist", "fall")
    alerts = onsets(found("fall", replace(home, placements=tuple(worn)), Play((fell,), at(DAY, "13:00"))))
    assert alerts == [("bo", fell)]


def test_who_is_missing_from_bed_may_have_fallen_though_the_other_sleeps() -> None:
    home = couple(fall.CASES.household)
    beds = [
        Placement(device=f"bed-{name}", home="h1", resident=name, spot=Spot.ROOM, since=LONG_AGO)
        for name in ("anna", "bo")
    ]
    home = replace(home, placements=(*home.placements, *beds))
    to_bed = at(DAY, "22:30")
    both = [told(to_bed, f"bed-{name}", "bed.occupied") for name in ("anna", "bo")]
    up = told(to_bed + minutes(120), "bed-anna", "bed.occupied", value=False)
    steps = [told(up.time + minutes(1), "hall"), told(up.time + minutes(2), "bath")]
    morning = at(DAY, "07:00", days=1)
    assert len(onsets(found("fall", home, Play((*both, up, *steps), morning)))) == 1
    back = told(up.time + minutes(5), "bed-anna", "bed.occupied")
    assert onsets(found("fall", home, Play((*both, up, *steps, back), morning))) == []
