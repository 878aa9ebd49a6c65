"""Each kind of device tells what it is there for, and nothing that cannot be told."""

from datetime import time, timedelta
from itertools import pairwise
from math import hypot

import pytest

from care.quantities import quantity
from simulators.devices import KINDS, KITS
from simulators.dwellings import DWELLINGS
from tests.simulators.lived import lived, scenario, step

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("home", DWELLINGS)
@pytest.mark.parametrize("kit", KITS)
def test_every_kit_tells_in_every_dwelling_only_what_its_kinds_can_tell(home: str, kit: str) -> None:
    life = lived(scenario(kit, home=home, residents=[{"id": "anna"}, {"id": "bo"}]))
    kinds = {
        placed.device.id: placed.device.model.removeprefix("simulated ") for placed in life.story.household.devices
    }
    assert set(kinds.values()) == set(KITS[kit])
    for told in life.told:
        quantity(told.quantity).check(told.value)
        assert told.quantity in KINDS[kinds[told.device]].quantities


@pytest.mark.parametrize("kit", KITS)
def test_one_more_kit_changes_nothing_of_what_others_tell(kit: str) -> None:
    alone, beside = lived(scenario("base")), lived(scenario("base", kit))
    own = {placed.device.id for placed in alone.story.household.devices}
    assert [t for t in beside.told if t.device in own] == alone.told


def test_a_fall_alarm_tells_a_fall_within_a_minute_and_that_it_is_over() -> None:
    steps = [step("falls", "10:00"), {"do": "gets_up_again", "after": timedelta(minutes=20)}]
    life = lived(scenario("fall_alarm", steps=steps, faults={"fall_alarm": {}}))
    [fell], [up] = life.happened("falls"), life.happened("gets_up_again")
    [first, (told, yes), (over, no)] = life.of("Fall alarm", "fall")
    assert (first[1], yes, no) == (False, True, False)
    assert timedelta(0) < told - fell < MINUTE
    assert over == up


def test_a_dispenser_that_jams_says_so_and_gives_no_dose_until_it_is_mended() -> None:
    steps = [step("dispenser_jams", "07:00"), step("dispenser_is_mended", "12:00")]
    life = lived(scenario("dispenser", steps=steps, doses=[time(9, 0), time(14, 0)]))
    assert [value for _, value in life.of("Medication dispenser", "fault")] == [False, True, True, False]
    taken = [at for at, _ in life.of("Medication dispenser", "dose.taken")]
    assert [at.hour for at in taken] == [14]


def test_a_dose_that_nobody_takes_is_missed_after_an_hour_and_can_be_taken_late() -> None:
    steps = [
        step("stops_taking_doses", "07:00"),
        step("takes_the_dose", "11:30"),
    ]
    life = lived(scenario("dispenser", steps=steps, doses=[time(10, 0)]))
    [(missed, _)], [(taken, _)] = (life.of("Medication dispenser", f"dose.{what}") for what in ("missed", "taken"))
    assert (missed.hour, missed.minute) == (11, 0)
    assert (taken.hour, taken.minute) == (11, 30)


def test_a_planner_tells_each_reminder_and_what_came_of_it() -> None:
    life = lived(scenario("planner", reminders={time(10, 0): "Medicin", time(15, 0): "Kaffe"}, lasts=timedelta(days=5)))
    shown = life.of("Day planner", "reminder.shown")
    came_of_it = life.of("Day planner", "reminder.confirmed") + life.of("Day planner", "reminder.missed")
    assert len(shown) == 10
    assert sorted(text for _, text in came_of_it) == sorted(text for _, text in shown)
    assert len(life.of("Day planner", "reminder.confirmed")) >= 7


def test_a_planner_that_is_not_charged_falls_silent_and_comes_back_when_it_is() -> None:
    steps = [step("stops_charging", "07:00"), step("charges_again", "12:00", days=[4])]
    life = lived(scenario("planner", steps=steps, lasts=timedelta(days=6)))
    levels = life.of("Day planner", "battery")
    assert min(level for _, level in levels) == 0
    days = {at.day for at, _ in life.of("Day planner", "reminder.shown")}
    assert 8 not in days
    assert {5, 10} <= days
    assert [value for _, value in life.of("Day planner", "battery.low")] == [True, False]


def test_a_stove_that_is_forgotten_gets_hot_and_the_guard_cuts_it_off() -> None:
    steps = [step("forgets_the_stove", "14:00")]
    life = lived(scenario("stove", "stove_guard", steps=steps))
    [(cut, _)] = [one for one in life.of("Stove guard", "stove.cutoff") if one[1]]
    warmth = {at: float(value) for at, value in life.of("Stove guard", "temperature")}
    assert max(warmth.values()) > 60
    off = [at for at, on in life.of("Stove", "stove.on") if not on and at >= cut]
    assert off[0] == cut


def test_every_meal_that_is_cooked_is_seen_at_the_stove_and_ends() -> None:
    on_off = [value for _, value in lived(scenario("stove", lasts=timedelta(days=4))).of("Stove", "stove.on")]
    assert on_off[:2] == [False, True]
    assert on_off.count(True) >= 6
    assert on_off[-1] is False


def test_a_gps_alarm_tells_where_somebody_walks_and_when_that_is_outside_the_fence() -> None:
    steps = [
        step("walks_off", "10:00"),
        {"do": "is_brought_home", "after": timedelta(hours=2)},
    ]
    life = lived(scenario("gps_alarm", steps=steps, habits={"goes_out": False}))
    [left], [back] = life.happened("walks_off"), life.happened("is_brought_home")
    fixes = {at: (float(value), 0.0) for at, value in life.of("GPS alarm", "latitude")}
    east = {at: float(value) for at, value in life.of("GPS alarm", "longitude")}
    assert fixes.keys() == east.keys()
    home = (sum(v[0] for at, v in fixes.items() if at < left), sum(v for at, v in east.items() if at < left))
    number = sum(at < left for at in fixes)
    away = [
        111_200 * hypot(fixes[at][0] - home[0] / number, 0.5 * (east[at] - home[1] / number))
        for at in fixes
        if left + 60 * MINUTE < at < back
    ]
    assert min(away) > 400
    outside = life.of("GPS alarm", "geofence.outside")
    assert [value for _, value in outside][:2] == [False, True]
    assert left < outside[1][0] < left + 45 * MINUTE
    quick = [at for at in fixes if outside[1][0] < at < back]
    assert max(after - before for before, after in pairwise(quick)) <= 3 * MINUTE


def test_a_night_camera_looks_in_four_times_a_night_and_sees_who_sleeps() -> None:
    checks = lived(scenario("night_camera", lasts=timedelta(days=10), habits={"bedtime": time(22, 0)}))
    seen = checks.of("Night camera", "check.seen")
    assert {at.hour for at, _ in seen} == {23, 1, 3, 5}
    assert len(seen) == 40
    assert sum(bool(value) for _, value in seen) >= 33
    assert all(10 < float(value) < 60 for _, value in checks.of("Night camera", "check.seconds"))


def test_an_inner_door_that_is_kept_closed_opens_and_closes_for_each_visit() -> None:
    values = [value for _, value in lived(scenario("inner_door")).of("Bathroom door", "contact.open")][1:]
    assert values[::2] == [True] * (len(values) // 2)
    assert values[1::2] == [False] * (len(values) // 2)


def test_two_in_one_bed_are_told_as_one() -> None:
    both = lived(scenario("bed", residents=[{"id": "anna"}, {"id": "bo"}], lasts=timedelta(days=5)))
    values = [value for _, value in both.of("Bed mat", "bed.occupied")]
    assert all(a != b for a, b in pairwise(values))
    apart = lived(scenario("bed", home="terraced_house", residents=[{"id": "anna"}, {"id": "bo"}]))
    assert len(apart.of("Bed mat", "bed.occupied")) > 1
    assert len(apart.of("Bed mat 2", "bed.occupied")) > 1


def test_each_resident_has_worn_devices_of_their_own() -> None:
    life = lived(
        scenario("button", residents=[{"id": "anna"}, {"id": "bo"}], steps=[step("presses_button", "10:00", who="bo")])
    )
    assert len(life.of("Alarm button", "alarm.button")) == 1
    assert len(life.of("Alarm button 2", "alarm.button")) == 2
    wearers = {p.device.name: p.resident for p in life.story.household.devices}
    assert wearers["Alarm button"] != wearers["Alarm button 2"]


def test_the_bedroom_is_aired_in_the_morning() -> None:
    aired = lived(scenario("window", lasts=timedelta(days=5))).of("Bedroom window", "contact.open")
    assert len([at for at, is_open in aired if is_open]) >= 4
    assert all(at.hour < 12 for at, is_open in aired if is_open)
