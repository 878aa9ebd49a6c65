"""What devices told, said so that a nurse understands it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from care.people import Spot
from care.quantities import QUANTITIES, Kind, Value
from dashboards.tongue import tongue
from dashboards.words import happening, state

ZONE = ZoneInfo("Europe/Stockholm")
TIME = datetime(2026, 3, 3, 0, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "quantity", "value", "spot", "said"),
    [
        ("sv", "contact.open", True, Spot.OUTER_DOOR, "Ytterdörren öppnades 01:12."),
        ("sv", "contact.open", True, Spot.STORAGE, "Kylen öppnades 01:12."),
        ("en", "contact.open", False, Spot.OUTER_DOOR, "The outer door was closed 01:12."),
        ("sv", "bed.occupied", False, Spot.ROOM, "Gick upp ur sängen 01:12."),
        ("sv", "alarm.button", True, Spot.WORN, "Larmknappen trycktes in 01:12."),
        ("sv", "temperature", 8.25, Spot.ROOM, "Kylen: 8,25 °C 01:12."),
        ("en", "motion", False, Spot.ROOM, "Kylen: no movement 01:12."),
    ],
)
def test_a_happening_is_one_sentence_with_the_local_time(
    language: str, quantity: str, value: Value, spot: Spot, said: str
) -> None:
    assert happening(tongue(language), quantity, value, device="Kylen", spot=spot, time=TIME, zone=ZONE) == said


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_quantity_is_said_as_a_state(language: str, quantity: str) -> None:
    value: Value = {Kind.BOOL: True, Kind.NUMBER: 21.5, Kind.TEXT: "breakfast"}[QUANTITIES[quantity].kind]
    said = state(tongue(language), quantity, value)
    assert said or quantity == "tick"
    assert quantity != "temperature" or said == {"sv": "21,5 °C", "en": "21.5 °C"}[language]


@pytest.mark.parametrize(
    ("age", "sv", "en"),
    [
        (timedelta(seconds=-3), "0 s", "0 s"),
        (timedelta(seconds=40), "40 s", "40 s"),
        (timedelta(minutes=12, seconds=59), "12 min", "12 min"),
        (timedelta(hours=1), "1 tim", "1 h"),
        (timedelta(hours=1, minutes=12), "1 tim 12 min", "1 h 12 min"),
        (timedelta(days=3, hours=4), "3 d 4 tim", "3 d 4 h"),
    ],
)
def test_an_age_is_said_in_its_two_largest_units(age: timedelta, sv: str, en: str) -> None:
    assert (tongue("sv").age(age), tongue("en").age(age)) == (sv, en)


def test_times_are_said_in_the_zone_of_the_site() -> None:
    assert tongue("sv").moment(TIME, ZONE) == "3 mars 01:12"
    assert tongue("en").moment(TIME, ZoneInfo("America/New_York")) == "Mar 2 19:12"
    assert tongue("sv").day(TIME.date()) == "tisdag 3 mars 2026"
