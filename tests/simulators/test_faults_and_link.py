"""What goes wrong with devices and with the way to the broker, and that each reading keeps its own time."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from simulators.devices import KITS
from simulators.scenario import Scenario
from simulators.story import Story
from tests.simulators.lived import Lived, lived, scenario, step

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALL_FAULTS = {
    "motion": {"misses": 0.05, "refractory": timedelta(seconds=61), "false_a_day": 2, "battery": 40},
    "door": {"misses": 0.02, "false_a_day": 1},
    "bed": {"misses": 0.02},
}
WAY = {"lost": 0.02, "doubled": 0.05, "delay": timedelta(seconds=30)}


def _faulty(**more: object) -> Scenario:
    steps = [
        step("hub_goes_offline", "10:00"),
        {"do": "hub_comes_back", "after": 2 * HOUR},
        step("power_goes_out", "15:00"),
        {"do": "power_comes_back", "after": HOUR},
    ]
    return scenario(
        *("reference", "hub"),
        faults=ALL_FAULTS,
        link=WAY,
        noise={"callers_a_day": 3, "false_a_day": 2},
        steps=steps,
        **more,
    )


def _motion(life: Lived, between: tuple[int, int]) -> list[datetime]:
    moved = [at for room in life.story.household.rooms for at, _ in life.of(f"Motion, {room.name.lower()}", "motion")]
    return [at for at in moved if between[0] <= at.hour < between[1]]


def test_with_everything_going_wrong_the_same_seed_gives_the_same_and_in_order_of_arrival() -> None:
    life, again = lived(_faulty()), lived(_faulty())
    assert life.told == again.told
    assert life.told != lived(_faulty(), seed=2).told
    assert all(before.came <= after.came for before, after in pairwise(life.told))
    assert all(told.time <= told.came <= life.story.end for told in life.told)


def test_a_story_stepped_through_is_told_as_in_one_go() -> None:
    story = Story(_faulty(), "h-lived", 1)
    playing, told = story.begin(), []
    moment = story.start
    while moment < story.end:
        moment = min(moment + 7 * MINUTE, story.end)
        told += playing.until(moment)
    assert told == list(Story(_faulty(), "h-lived", 1).tell())


@pytest.mark.parametrize("missed", ["motion", "door", "bed"])
def test_what_one_kind_misses_changes_nothing_of_the_others(missed: str) -> None:
    sound, faulty = lived(scenario("base")), lived(scenario("base", faults={missed: {"misses": 1}}))
    models = {p.device.id: p.device.model for p in sound.story.household.devices}
    others = [t for t in sound.told if models[t.device] != f"simulated {missed}"]
    assert [t for t in faulty.told if models[t.device] != f"simulated {missed}"] == others
    assert all(t.time == faulty.story.start for t in faulty.told if models[t.device] == f"simulated {missed}")


def test_false_tellings_come_about_as_often_as_is_said() -> None:
    quiet = {"habits": {"goes_out": False}, "lasts": timedelta(days=20)}
    life = lived(scenario("window", faults={"window": {"false_a_day": 2}}, **quiet))
    opened = [
        at for name in ("Kitchen window", "Living room window") for at, value in life.of(name, "contact.open") if value
    ]
    assert 50 <= len(opened) <= 110
    closed = [value for _, value in life.of("Kitchen window", "contact.open")]
    assert all(a != b for a, b in pairwise(closed))


def test_a_stuck_sensor_tells_nothing_new_until_it_comes_loose() -> None:
    steps = [step("sticks", "09:00", of="door"), step("comes_loose", "17:00", of="door")]
    life = lived(scenario("base", steps=steps))
    fridge = [at for at, _ in life.of("Fridge door", "contact.open")]
    assert not [at for at in fridge if 9 <= at.hour < 17]
    assert [at for at in fridge if at.hour >= 17]


def test_a_gauge_that_drifts_is_further_off_each_day() -> None:
    def warmth(drift: float) -> list[float]:
        fault = {"stove_guard": {"drift": drift}}
        life = lived(scenario("stove_guard", lasts=timedelta(days=4), faults=fault))
        return [float(value) for _, value in life.of("Stove guard", "temperature")]

    off = [round(wrong - right, 2) for right, wrong in zip(warmth(0.0), warmth(2.0), strict=True)]
    assert off[0] == 0
    assert off == sorted(off)
    assert 6 < off[-1] < 8


def test_a_battery_that_runs_down_is_told_and_then_the_device_is_silent() -> None:
    fault = {"button": {"battery": 12, "battery_lasts": timedelta(days=10)}}
    life = lived(
        scenario("button", faults=fault, lasts=timedelta(days=3), steps=[step("presses_button", "12:00", days=[1, 3])])
    )
    levels = [float(value) for _, value in life.of("Alarm button", "battery")]
    assert levels[0] == 12
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 0
    assert len(life.of("Alarm button", "battery.low")) == 1
    assert [at.day for at, value in life.of("Alarm button", "alarm.button") if value] == [5]
    assert [at.day for at in life.happened("presses_button")] == [5, 7]


def test_a_flapping_contact_tells_every_few_seconds_and_ends_with_the_truth() -> None:
    steps = [step("flaps", "11:00", of="door", room="hall"), {"do": "steadies", "of": "door", "after": 5 * MINUTE}]
    life = lived(scenario("base", steps=steps, habits={"goes_out": False}))
    flapped = [value for at, value in life.of("Outer door", "contact.open") if at.hour == 11 and at.minute < 6]
    assert len(flapped) >= 40
    assert all(a != b for a, b in pairwise(flapped))
    assert flapped[-1] is False


def test_a_home_that_is_offline_keeps_what_is_told_and_sends_it_with_its_own_times() -> None:
    steps = [step("hub_goes_offline", "10:00"), {"do": "hub_comes_back", "after": 2 * HOUR}]
    offline, online = lived(scenario("base", steps=steps)), lived(scenario("base"))
    readings = [t for t in offline.told if t.quantity != "online"]
    assert sorted((t.time, t.device, t.value) for t in readings) == sorted(
        (t.time, t.device, t.value) for t in online.told
    )
    back = datetime.combine(date(2026, 1, 5), time(12, 0))
    late = [t for t in readings if t.came - t.time > MINUTE]
    assert late
    assert all(back <= offline.local(t.came) < back + 10 * MINUTE for t in late)
    status = [(offline.local(t.time), t.value) for t in offline.told if t.quantity == "online"]
    assert [value for _, value in status] == [False, True]
    assert status[0][0] - datetime.combine(date(2026, 1, 5), time(10, 0)) == timedelta(seconds=90, microseconds=1)
    assert {t.device for t in offline.told if t.quantity == "online"} == {offline.story.household.connection}


def test_a_home_that_keeps_little_loses_the_oldest() -> None:
    steps = [step("hub_goes_offline", "10:00"), {"do": "hub_comes_back", "after": 5 * HOUR}]
    life = lived(scenario("base", steps=steps, link={"keeps": 7}))
    assert len([t for t in life.told if t.came - t.time > MINUTE]) == 7


def test_a_connection_that_is_back_within_a_minute_is_not_told_as_gone() -> None:
    steps = [step("hub_goes_offline", "10:00"), {"do": "hub_comes_back", "after": MINUTE}]
    assert not [t for t in lived(scenario("base", steps=steps)).told if t.quantity == "online"]


def test_lost_and_doubled_readings_are_about_as_many_as_is_said() -> None:
    plain = lived(scenario("base", lasts=timedelta(days=10)))
    life = lived(
        scenario("base", lasts=timedelta(days=10), link={"lost": 0.1, "doubled": 0.2, "delay": timedelta(seconds=9)})
    )
    once = {(t.time, t.device, t.value) for t in life.told}
    assert once < {(t.time, t.device, t.value) for t in plain.told}
    assert 0.07 < 1 - len(once) / len(plain.told) < 0.13
    assert 0.15 < len(life.told) / len(once) - 1 < 0.25
    assert max(t.came - t.time for t in life.told) < timedelta(seconds=12)


def test_without_a_hub_a_power_cut_takes_the_home_down_with_one_it_lasts_for_hours() -> None:
    def cut(*kits: str, hours: int) -> Lived:
        steps = [step("power_goes_out", "10:00"), {"do": "power_comes_back", "after": timedelta(hours=hours)}]
        return lived(scenario(*kits, steps=steps))

    assert [t.value for t in cut("base", hours=2).told if t.quantity == "online"] == [False, True]
    short = cut("base", "hub", "stove", hours=2)
    assert not [t for t in short.told if t.quantity == "online"]
    assert [value for _, value in short.of("Hub", "mains")] == [True, False, True]
    assert _motion(short, (10, 12))
    assert not [at for at, _ in short.of("Stove", "stove.on") if 10 <= at.hour < 12]
    assert [t.value for t in cut("base", "hub", hours=8).told if t.quantity == "online"] == [False, True]


def test_every_kit_survives_everything_at_once() -> None:
    life = lived(
        scenario(
            *KITS, profile="couple", link=WAY, noise={"false_a_day": 200, "callers_a_day": 5}, lasts=timedelta(days=2)
        )
    )
    assert len({t.device for t in life.told}) == len(life.story.household.devices)
