"""What the rules of dispensers, planners, cameras and locators promise beyond the five cases of every rule."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts.geography import Fix, KnownPlaces, Place
from alerts.household import Household
from alerts.rooms import has_toilet
from alerts.rules import RULES, check
from alerts.timeline import Timeline
from care.alerts import Finding, Onset
from care.errors import SettingError
from care.events import Event
from care.people import Placement, Resident
from tests.alerts.flat import LONG_AGO, NIGHT, household, minutes, told

MORNING = NIGHT + timedelta(hours=10)  # 09:00 in Stockholm


def anna(**parameters: object) -> Resident:
    return Resident(id="anna", home="h1", parameters=parameters)


def found(situation: str, home: Household, *events: Event, hours: float = 12) -> list[Finding]:
    """What one rule finds of these events and in the hours after."""
    timeline = Timeline(home, [RULES[situation](home)])
    result = timeline.replay(events, events[-1].time + timedelta(hours=hours))
    assert timeline.failures == []
    return result


def onsets(findings: list[Finding]) -> list[tuple[str | None, datetime]]:
    return [(f.resident, f.time) for f in findings if isinstance(f, Onset)]


@pytest.mark.parametrize(
    ("situation", "own", "says"),
    [
        ("missed_medication", {"times": "8:00"}, 'write a time of day as "HH:MM"'),
        ("missed_medication", {"times": 8}, 'write times of day as "08:00 20:00"'),
        ("missed_medication", {"times": ["08:00", "09:00"]}, r"must lie more than early_minutes \+ window_minutes"),
        ("missed_medication", {"times": ["23:30", "00:30"]}, r"\(90\) minutes apart"),
        ("missed_medication", {"grace_minutes": 0}, "greater than or equal to 1"),
        ("no_response_to_reminders", {"in_a_row": 0}, "greater than or equal to 1"),
        ("no_response_to_reminders", {"in_a_row": 2.5}, "valid integer"),
        ("bed_empty_at_check", {"again_minutes": 3}, "greater than 3"),
        ("toilet_visits_rising", {"enough_days": 20}, r"enough_days \(20\) are more than usual_days \(14\)"),
        ("toilet_visits_rising", {"start": "06:00", "end": "06:00"}, "never be night"),
        ("toilet_visits_rising", {"factor": 1.0}, "greater than or equal to 1.1"),
        ("wandering_outdoors", {"places": "home"}, "is no latitude,longitude,radius"),
        ("wandering_outdoors", {"places": "95,18,300"}, "lies nowhere"),
        ("wandering_outdoors", {"places": "59,18,5"}, "10 to 50000 metres around"),
        ("wandering_outdoors", {"places": 59.3}, 'write places as "59.3293,18.0686,300'),
        ("wandering_outdoors", {"places": "59,18,300;" * 21}, "at most 20 places, not 21"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_told_by_name(situation: str, own: dict[str, object], says: str) -> None:
    with pytest.raises(SettingError, match=says) as caught:
        check(anna(**{situation: own}))
    assert str(caught.value).startswith(f"Resident anna: {situation}")


def test_times_of_doses_may_be_a_list_or_a_text() -> None:
    for times in ("20:00 08:00", ["08:00", "20:00"]):
        rule = RULES["missed_medication"]
        assert str(rule.parameters(times=times).times) == "08:00 20:00"  # type: ignore[attr-defined, call-arg]


def test_each_of_a_couple_has_doses_of_their_own() -> None:
    couple = (anna(), Resident(id="bo", home="h1"))
    mine = tuple(Placement(device=f"dispenser-{who.id}", home="h1", resident=who.id, since=LONG_AGO) for who in couple)
    home = replace(household(*couple), placements=mine)
    events = (
        told(MORNING, "dispenser-anna", "dose.missed"),
        told(MORNING + minutes(1), "dispenser-bo", "dose.missed"),
        told(MORNING + minutes(5), "dispenser-bo", "dose.taken"),
        told(MORNING + minutes(6), "shared", "dose.taken"),
    )
    assert onsets(found("missed_medication", home, *events)) == [("anna", MORNING + minutes(15))]


def test_a_dispenser_of_nobody_in_particular_calls_without_a_name() -> None:
    home = replace(household(anna(), Resident(id="bo", home="h1")), placements=())
    assert onsets(found("missed_medication", home, told(MORNING, "dispenser", "dose.missed"))) == [
        (None, MORNING + minutes(15))
    ]


def test_a_dispenser_that_repeats_itself_calls_once_and_each_dose_is_a_call_of_its_own() -> None:
    times = [MORNING, MORNING + minutes(30), MORNING + minutes(90), MORNING + timedelta(hours=6)]
    events = [told(time, "dispenser", "dose.missed") for time in times]
    assert onsets(found("missed_medication", household(), *events)) == [
        ("anna", MORNING + minutes(15)),
        ("anna", MORNING + timedelta(hours=6) + minutes(15)),
    ]


def test_the_next_dose_taken_in_its_time_does_not_end_the_alert_of_the_one_before() -> None:
    home = household(anna(missed_medication={"times": ["08:00", "11:00"]}))
    eight = MORNING - minutes(60)
    events = (
        told(eight - timedelta(hours=12), "dispenser", "dose.taken"),
        told(eight + minutes(175), "dispenser", "dose.taken"),  # for eleven
    )
    (onset,) = found("missed_medication", home, *events, hours=2)
    assert onset.time == eight + minutes(60)


def test_an_alert_of_unanswered_reminders_shows_each_of_them() -> None:
    shown = [told(MORNING + minutes(40 * n), "planner", "reminder.shown", f"no. {n}") for n in range(3)]
    (onset,) = found("no_response_to_reminders", household(), *shown)
    assert isinstance(onset, Onset)
    assert onset.seen == tuple(shown)


def test_without_known_places_the_locators_own_fence_counts_until_it_is_told_to_be_over() -> None:
    out = told(MORNING, "locator", "geofence.outside")
    back = told(MORNING + minutes(50), "locator", "geofence.outside", value=False)
    outside, over = found("wandering_outdoors", household(), out, back)
    assert (outside.time, over.time) == (MORNING + minutes(15), back.time)


def test_somebody_who_is_left_alone_outside_the_fence_has_the_minutes_anew() -> None:
    events = (
        told(MORNING, "telephone", "accompanied"),
        told(MORNING + minutes(5), "locator", "geofence.outside"),
        told(MORNING + minutes(60), "telephone", "accompanied", value=False),
    )
    assert onsets(found("wandering_outdoors", household(), *events)) == [("anna", MORNING + minutes(75))]
    assert found("wandering_outdoors", household(), *events[:2]) == []


def test_a_ride_is_known_by_its_speed_and_what_positions_may_be_off_is_left_out() -> None:
    here, there = Fix(MORNING, 59.0, 18.0, 10), Fix(MORNING + minutes(10), 59.03, 18.0, 10)
    assert there.metres_to(59.0, 18.0) == pytest.approx(3336, rel=0.001)
    assert there.kmh_since(here) == pytest.approx(19.9, abs=0.1)
    assert Fix(MORNING + minutes(10), 59.0001, 18.0, 10).kmh_since(here) == 0


def test_a_position_near_the_edge_of_a_place_says_nothing() -> None:
    places = KnownPlaces((Place(59.0, 18.0, 300),))
    for metres, off, away in ((100, 10, False), (320, 10, True), (320, 50, None), (5000, 50, True)):
        assert places.tell(Fix(MORNING, 59.0 + metres / 111_195, 18.0, off)) is away
    assert str(places) == "59,18,300"
    assert str(KnownPlaces()) == "none"


@pytest.mark.parametrize("room", ["bathroom", "badrum", "hall-wc", "toilet-2", "toalett", "bath-up"])
def test_a_room_with_a_toilet_is_known_by_its_id(room: str) -> None:
    assert has_toilet(room)


@pytest.mark.parametrize("room", ["kitchen", "bedroom", "sabbath", "hall", None])
def test_other_rooms_have_none(room: str | None) -> None:
    assert not has_toilet(room)
