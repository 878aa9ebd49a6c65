"""What a household tells its rules."""

from dataclasses import replace

from care.people import Placement, Spot
from tests.alerts.flat import NIGHT, household, minutes, resident


def test_a_device_is_where_it_was_placed_at_that_instant() -> None:
    moved = NIGHT + minutes(10)
    home = replace(
        household(),
        placements=(
            Placement(device="d", home="h1", room="hall", spot=Spot.OUTER_DOOR, since=NIGHT, until=moved),
            Placement(device="d", home="h1", room="kitchen", spot=Spot.STORAGE, since=moved),
            Placement(device="d", home="h2", room="cellar", since=moved + minutes(1)),
        ),
    )
    moments = [NIGHT - minutes(1), NIGHT, moved - minutes(1), moved, moved + minutes(99)]
    assert [home.spot("d", at) for at in moments] == [None, *[Spot.OUTER_DOOR] * 2, *[Spot.STORAGE] * 2]
    assert [home.room("d", at) for at in moments] == [None, *["hall"] * 2, *["kitchen"] * 2]


def test_of_two_placements_at_once_the_newer_holds() -> None:
    first = Placement(device="d", home="h1", spot=Spot.INNER_DOOR, since=NIGHT)
    second = Placement(device="d", home="h1", spot=Spot.OUTER_DOOR, since=NIGHT + minutes(5))
    for placements in ((first, second), (second, first)):
        home = replace(household(), placements=placements)
        assert home.spot("d", NIGHT + minutes(4)) is Spot.INNER_DOOR
        assert home.spot("d", NIGHT + minutes(6)) is Spot.OUTER_DOOR


def test_a_device_is_for_its_resident_or_for_the_only_one() -> None:
    hers = Placement(device="d", home="h1", resident="anna", since=NIGHT)
    couple = replace(household(resident("anna"), resident("bo")), placements=(hers,))
    assert couple.resident("d", NIGHT) == "anna"
    assert couple.resident("other", NIGHT) is None
    assert household(resident("bo")).resident("other", NIGHT) == "bo"
    assert couple.only_resident is None
