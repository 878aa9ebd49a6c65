"""What the rule left_home_at_night promises care staff."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules import build, check
from alerts.rules.left_home_at_night import LeftHomeAtNight
from alerts.signs import SIGNS
from alerts.timeline import Timeline
from care.alerts import Finding, Onset
from care.errors import SettingError
from care.events import Event
from care.people import Resident
from care.quantities import QUANTITIES, Kind
from tests.alerts.flat import (
    CALM,
    NIGHT,
    STOCKHOLM,
    brief,
    closes,
    household,
    minutes,
    opens,
    resident,
    seconds,
    tick,
    told,
)

LEFT = "left_home_at_night"


def found(*events: Event, residents: tuple[Resident, ...] = (), hours: float = 24) -> list[Finding]:
    """What the rule finds of these events, and in the hours after the last."""
    home = household(*residents)
    timeline = Timeline(home, [LeftHomeAtNight(home)])
    findings = [finding for event in events for finding in timeline.take(event)]
    return findings + timeline.take(tick(events[-1].time + minutes(60 * hours)))


def local(*moment: int) -> datetime:
    """A moment of the wall clock in Stockholm."""
    return datetime(*moment, tzinfo=STOCKHOLM).astimezone(UTC)  # type: ignore[misc, arg-type]


def onsets(findings: list[Finding]) -> list[datetime]:
    return [finding.time for finding in findings if isinstance(finding, Onset)]


def test_a_door_that_opens_at_night_and_ten_quiet_minutes_raise_when_the_quiet_time_is_over() -> None:
    door = opens(NIGHT)
    (onset,) = found(door)
    assert onset == Onset(LEFT, "h1", "anna", NIGHT + minutes(10), (door,))


def test_nothing_is_raised_before_the_quiet_time_is_over() -> None:
    assert found(opens(NIGHT), hours=9.9999 / 60) == []


def test_the_next_sign_of_somebody_indoors_ends_it_at_that_instant() -> None:
    back = told(NIGHT + minutes(40), "hall")
    assert brief(found(opens(NIGHT), opens(NIGHT + minutes(39)), back)) == [
        (LEFT, "anna", NIGHT + minutes(10), None),
        (LEFT, "anna", NIGHT + minutes(10), NIGHT + minutes(40)),
    ]


@pytest.mark.parametrize("after", [5, 599, 600])
def test_movement_within_the_quiet_time_even_in_its_last_instant_raises_nothing(after: int) -> None:
    assert found(opens(NIGHT), told(NIGHT + seconds(after), "hall")) == []


def test_movement_just_before_the_door_opened_shows_nothing() -> None:
    events = told(NIGHT - seconds(1), "hall"), opens(NIGHT)
    assert onsets(found(*events)) == [NIGHT + minutes(10)]


def test_movement_at_the_very_instant_of_the_opening_shows_nothing() -> None:
    assert onsets(found(opens(NIGHT), told(NIGHT, "hall"))) == [NIGHT + minutes(10)]


def test_a_door_that_opens_twice_raises_ten_minutes_after_the_first() -> None:
    assert onsets(found(opens(NIGHT), opens(NIGHT + minutes(6)))) == [NIGHT + minutes(10)]


def test_several_outer_doors_are_one_way_out() -> None:
    assert onsets(found(opens(NIGHT), opens(NIGHT + minutes(6), "balcony"))) == [NIGHT + minutes(10)]


def test_coming_back_in_counts_though_the_door_opened_again_for_it() -> None:
    assert found(opens(NIGHT), opens(NIGHT + minutes(5)), told(NIGHT + minutes(5) + seconds(5), "hall")) == []


def test_the_door_closing_neither_hinders_nor_ends_nor_begins_anything() -> None:
    left = opens(NIGHT), closes(NIGHT + seconds(8)), closes(NIGHT + minutes(30))
    assert brief(found(*left)) == [(LEFT, "anna", NIGHT + minutes(10), None)]
    assert found(closes(NIGHT)) == []
    assert found(opens(NIGHT), told(NIGHT + seconds(5), "hall"), closes(NIGHT + seconds(20))) == []


def test_while_she_is_away_more_openings_raise_nothing_more() -> None:
    assert len(found(opens(NIGHT), opens(NIGHT + minutes(60)), opens(NIGHT + minutes(90), "balcony"))) == 1


def test_she_may_leave_again_after_she_came_back() -> None:
    events = opens(NIGHT), told(NIGHT + minutes(20), "hall"), opens(NIGHT + minutes(30))
    assert onsets(found(*events)) == [NIGHT + minutes(10), NIGHT + minutes(40)]


@pytest.mark.parametrize(
    ("opened", "raised"),
    [
        ((2026, 1, 14, 21, 59), False),
        ((2026, 1, 14, 22, 0), True),
        ((2026, 1, 15, 5, 59), True),  # raised at 06:09
        ((2026, 1, 15, 6, 0), False),
        ((2026, 7, 14, 22, 0), True),  # summer time
        ((2026, 7, 14, 21, 59), False),
        ((2026, 3, 29, 1, 55), True),  # clocks go forward at 02:00
        ((2026, 3, 29, 5, 59), True),
        ((2026, 3, 29, 6, 0), False),
        ((2026, 10, 25, 2, 55), True),  # clocks go back at 03:00
        ((2026, 10, 25, 5, 59), True),
        ((2026, 10, 25, 6, 0), False),
    ],
)
def test_the_night_is_local_time_and_decided_by_when_the_door_opened(opened: tuple[int, ...], raised: bool) -> None:
    assert onsets(found(opens(local(*opened)))) == ([local(*opened) + minutes(10)] if raised else [])


def test_the_quiet_time_is_real_minutes_when_the_clocks_change() -> None:
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert onsets(found(opens(second_half_past_two))) == [datetime(2026, 10, 25, 1, 40, tzinfo=UTC)]


SIGNS_TOLD = [
    (device, quantity, "drink water" if QUANTITIES[quantity].kind is Kind.TEXT else True)
    for quantity in SIGNS
    for device in (["bedroom-door", "fridge", "hall"] if quantity == "contact.open" else ["kitchen"])
]


@pytest.mark.parametrize(("device", "quantity", "value"), SIGNS_TOLD)
def test_every_sign_of_somebody_indoors_counts(device: str, quantity: str, value: bool | str) -> None:
    assert found(opens(NIGHT), told(NIGHT + minutes(5), device, quantity, value)) == []
    back = told(NIGHT + minutes(15), device, quantity, value)
    assert brief(found(opens(NIGHT), back))[1] == (LEFT, "anna", NIGHT + minutes(10), back.time)


@pytest.mark.parametrize("quantity", [name for name in SIGNS if QUANTITIES[name].kind is Kind.BOOL])
def test_a_sensor_that_lets_go_shows_nothing(quantity: str) -> None:
    assert len(found(opens(NIGHT), told(NIGHT + minutes(5), "kitchen", quantity, value=False))) == 1


@pytest.mark.parametrize(("device", "quantity"), [("wrist", "fall"), ("front-door", "motion"), ("wrist", "motion")])
def test_what_is_worn_or_sits_at_the_outer_door_shows_nothing(device: str, quantity: str) -> None:
    assert len(found(opens(NIGHT), told(NIGHT + minutes(5), device, quantity))) == 1


def test_a_contact_without_a_placement_is_neither_a_way_out_nor_a_sign() -> None:
    assert found(opens(NIGHT, "unplaced")) == []
    assert len(found(opens(NIGHT), opens(NIGHT + minutes(5), "unplaced"))) == 1


def test_movement_told_by_a_sensor_without_a_placement_is_a_sign() -> None:
    assert found(opens(NIGHT), told(NIGHT + minutes(5), "unplaced")) == []


def test_a_bed_that_stays_occupied_shows_nothing_until_it_turns() -> None:
    partner_sleeps = [told(NIGHT + minutes(m), "bed", "bed.occupied") for m in range(-60, 30)]
    events = sorted([*partner_sleeps, opens(NIGHT)], key=lambda event: event.order)
    assert brief(found(*events, residents=(resident("anna"), resident("bo")))) == [
        (LEFT, None, NIGHT + minutes(10), None)
    ]
    turns = (
        told(NIGHT + minutes(31), "bed", "bed.occupied", value=False),
        told(NIGHT + minutes(32), "bed", "bed.occupied"),
    )
    assert len(found(*events, turns[0])) == 1
    assert brief(found(*events, *turns))[1][3] == NIGHT + minutes(32)


def test_a_fridge_that_never_tells_that_it_was_closed_is_a_sign_each_time() -> None:
    meals = [opens(NIGHT + minutes(m), "fridge") for m in (-30, -20, 5)]
    assert found(meals[0], meals[1], opens(NIGHT), meals[2]) == []


def test_in_a_home_with_several_residents_the_alert_names_none_and_the_most_watchful_settings_hold() -> None:
    couple = (resident("anna", quiet_minutes=4, start="23:30"), resident("bo", quiet_minutes=30, end="07:00"))
    only_bos_night = opens(local(2026, 1, 14, 23, 0))
    assert brief(found(only_bos_night, residents=couple)) == [(LEFT, None, only_bos_night.time + minutes(30), None)]
    both = opens(local(2026, 1, 14, 23, 40))
    assert onsets(found(both, residents=couple)) == [both.time + minutes(4)]
    sooner = opens(only_bos_night.time + minutes(29)), opens(only_bos_night.time + minutes(29.5))
    assert onsets(found(only_bos_night, *sooner, residents=couple)) == [only_bos_night.time + minutes(30)]
    assert onsets(found(opens(local(2026, 1, 15, 6, 30)), residents=couple)) == [local(2026, 1, 15, 7, 0)]


def test_an_empty_home_is_watched_by_the_defaults() -> None:
    home = household()
    empty = type(home)(site="s1", home="h1", zone=STOCKHOLM, clock=home.clock, placements=home.placements)
    timeline = Timeline(empty, build(empty))
    timeline.take(opens(NIGHT))
    assert brief(timeline.take(tick(NIGHT + minutes(10)))) == [(LEFT, None, NIGHT + minutes(10), None)]


def test_every_parameter_is_the_residents_own() -> None:
    hers = resident(start="20:30", end="08:15", quiet_minutes=2.5, doorway_seconds=15)
    dusk = local(2026, 1, 14, 20, 30)
    passing_the_hall = told(dusk + seconds(15), "hall")
    assert onsets(found(opens(dusk), passing_the_hall, residents=(hers,))) == [dusk + minutes(2.5)]
    assert found(opens(dusk), told(dusk + seconds(16), "hall"), residents=(hers,)) == []
    assert len(found(opens(local(2026, 1, 15, 8, 14)), residents=(hers,))) == 1
    assert found(opens(local(2026, 1, 15, 8, 15)), residents=(hers,)) == []


def test_a_night_may_lie_within_one_day() -> None:
    after_midnight = resident(start="01:00", end="05:00")
    assert found(opens(local(2026, 1, 15, 0, 59)), residents=(after_midnight,)) == []
    assert len(found(opens(local(2026, 1, 15, 1, 0)), residents=(after_midnight,))) == 1


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"quiet_minutes": 0}, "left_home_at_night.quiet_minutes: 0 cannot be used: Input should be greater than 0"),
        ({"quiet_minutes": "10"}, "quiet_minutes: '10' cannot be used"),
        ({"quiet_minutes": True}, "quiet_minutes: True cannot be used"),
        ({"quiet_minutes": float("nan")}, "quiet_minutes: nan cannot be used"),
        ({"start": 22}, 'start: 22 cannot be used: write a time of day as "HH:MM", in quotes'),
        ({"start": "24:00"}, "start: '24:00' cannot be used"),
        ({"end": "6"}, "end: '6' cannot be used"),
        ({"start": "06:00"}, "start and end are both 06:00"),
        ({"quite_minutes": 5}, "quite_minutes: there is no such parameter. Correct it or leave it out; parameters of"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named_with_what_to_do(own: dict[str, object], says: str) -> None:
    with pytest.raises(SettingError) as raised:
        check(resident(**own))
    assert str(raised.value).startswith("Resident anna: left_home_at_night")
    assert says in str(raised.value)


def by_its_words(events: list[Event], doorway: timedelta) -> list[tuple[datetime, datetime | None]]:
    """Onsets and ends straight from the definition, looking back and ahead as no state machine can."""
    signs = [event.time for event in events if event.device == "hall"]
    openings = [
        event.time for event in events if event.device != "hall" and not 6 <= event.time.astimezone(STOCKHOLM).hour < 22
    ]
    found: list[tuple[datetime, datetime | None]] = []
    for opened in openings:
        next_sign = min((sign for sign in signs if sign > opened + doorway), default=None)
        quiet = next_sign is None or next_sign > opened + minutes(10)
        end = found[-1][1] if found else opened
        goes_on = end is None or end > opened + doorway or end >= opened + minutes(10)
        if quiet and not goes_on:
            onset = opened + minutes(10)
            found.append((onset, min((sign for sign in signs if sign > onset), default=None)))
    return found


@CALM
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 1, 10, 299, 300, 600, 601, 3600, 20_000]),
            st.sampled_from(["front-door", "balcony", "hall"]),
        ),
        min_size=1,
    ),
    st.sampled_from([0, 1, 10, 60]),
)
def test_the_state_machine_finds_what_the_definition_says(steps: list[tuple[int, str]], doorway: int) -> None:
    at, events = NIGHT, []
    for gap, device in steps:
        at += seconds(gap)
        events.append(told(at, device) if device == "hall" else opens(at, device))
    alerts = {
        onset: end for _, _, onset, end in brief(found(*events, residents=(resident(doorway_seconds=doorway),)))
    }  # an end overwrites its onset's None
    assert list(alerts.items()) == by_its_words(events, seconds(doorway))
