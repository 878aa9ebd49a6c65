"""What the rule emergency_button promises."""

from dataclasses import replace

from alerts.rules.emergency_button import EmergencyButton
from care.alerts import Onset
from care.people import Placement, Spot
from tests.alerts.flat import LONG_AGO, NIGHT, household, resident, seconds, told

HELP = "emergency_button"


def test_a_press_calls_for_the_only_resident_at_its_own_time() -> None:
    press = told(NIGHT, "wrist", "alarm.button")
    assert list(EmergencyButton(household()).see(press)) == [Onset(HELP, "h1", "anna", NIGHT, (press,))]


def test_every_press_is_a_call_of_its_own() -> None:
    rule = EmergencyButton(household())
    presses = [told(NIGHT + seconds(n), "wrist", "alarm.button") for n in (0, 1, 90)]
    assert [f.time for press in presses for f in rule.see(press)] == [press.time for press in presses]


def test_letting_the_button_go_says_nothing() -> None:
    assert list(EmergencyButton(household()).see(told(NIGHT, "wrist", "alarm.button", value=False))) == []


def test_a_worn_button_names_its_wearer_and_a_wall_button_in_a_shared_home_nobody() -> None:
    home = household(resident("anna"), resident("bo"))
    worn = Placement(device="pendant", home="h1", resident="bo", spot=Spot.WORN, since=LONG_AGO)
    rule = EmergencyButton(replace(home, placements=(*home.placements, worn)))
    named = [f.resident for d in ("pendant", "wall-button") for f in rule.see(told(NIGHT, d, "alarm.button"))]
    assert named == ["bo", None]


def test_a_button_that_is_not_placed_yet_calls_all_the_same() -> None:
    assert len(list(EmergencyButton(household()).see(told(NIGHT, "new", "alarm.button")))) == 1
