"""A home's floor plan: rooms where they lie, devices in them, and in words all that the picture shows."""

from dataclasses import replace
from datetime import timedelta

from care.events import Event
from care.people import Outline, Room
from care.quantities import Value
from dashboards.directory import Directory, HomeCard
from dashboards.plan import Plan, outlines, plan
from dashboards.rendering import render
from dashboards.tongue import tongue
from tests.api.world import HOMES, NIGHT, SITES, Town


def told(device: str, quantity: str, value: Value, age: timedelta = timedelta(seconds=30)) -> Event:
    return Event(SITES["real"], HOMES["real"], device, quantity, NIGHT - age, value, NIGHT)


def laid(town: Town, *events: Event, card: HomeCard | None = None, silent: tuple[str, ...] = ()) -> Plan:
    shown = card or Directory(town.registry).card(HOMES["real"])
    return plan(shown, events, tongue("sv"), now=NIGHT, silent=silent)


def room(name: str, outline: Outline | None = None) -> Room:
    return Room(id=name, home=HOMES["real"], name=name, outline=outline)


async def test_devices_stand_in_their_rooms_and_say_what_they_tell_by_form(town: Town) -> None:
    made = laid(
        town,
        told("hall-motion", "motion", value=True),
        told("front-door", "contact.open", value=False),
        told("bed", "bed.occupied", value=True, age=timedelta(hours=2)),
        told("climate", "temperature", 21.5),
    )
    shapes = {shown.name: [(d.shape, d.short) for d in shown.devices] for shown in made.rooms}
    assert shapes == {
        "Hallen": [("off", "30 s"), ("on", "30 s")],
        "Sovrummet": [("on", "2 tim"), ("number", "21,5 °C")],
    }
    assert made.words[0] == (
        "Hallen: senast 01:11; Dörrgivare: stängd, för 30 s sedan; Rörelsegivare: rörelse, för 30 s sedan"
    )


async def test_where_somebody_moved_last_is_marked_and_old_movement_is_no_movement(town: Town) -> None:
    made = laid(town, told("hall-motion", "motion", value=True, age=timedelta(minutes=40)))
    [hall] = [shown for shown in made.rooms if shown.moved]
    assert hall.moved == "senast 00:32"
    assert hall.devices[0].shape == "off"
    assert "ingenting nu, för 40 min sedan" in hall.words[0]


async def test_a_silent_device_is_crossed_out_and_claims_nothing(town: Town) -> None:
    made = laid(town, told("bed", "bed.occupied", value=True, age=timedelta(hours=9)), silent=("bed",))
    assert [d.shape for shown in made.rooms for d in shown.devices] == ["silent"]
    assert made.words == ("Sovrummet: Sängen: tyst, hördes senast för 9 tim sedan",)


async def test_what_is_worn_stands_beside_the_rooms(town: Town) -> None:
    made = laid(town, told("button", "alarm.button", value=True))
    assert [device.words for device in made.elsewhere] == ["Larmknapp: intryckt, för 30 s sedan"]


async def test_rooms_without_an_outline_lie_in_rows_that_fill_the_width() -> None:
    laid_out = outlines([room(name) for name in "abcde"])
    rows: dict[float, float] = {}
    for outline in laid_out.values():
        rows[outline.y] = rows.get(outline.y, 0) + outline.width
    assert len(rows) == 2
    assert len({round(width, 6) for width in rows.values()}) == 1


async def test_rooms_whose_place_nobody_told_lie_below_those_that_were_told() -> None:
    laid_out = outlines([room("hall", Outline(x=0, y=0, width=4, depth=3)), room("attic")])
    assert laid_out["attic"].y == 3


async def test_more_devices_than_find_a_place_are_still_told_in_words(town: Town) -> None:
    card = Directory(town.registry).card(HOMES["real"])
    shallow = [Outline(x=4 * index, y=0, width=4, depth=1) for index in range(2)]
    rooms = tuple(r.model_copy(update={"outline": o}) for r, o in zip(card.plan, shallow, strict=True))
    numbers = ("temperature", "humidity", "illuminance", "co2", "power")
    made = laid(town, *(told("climate", number, 20.0) for number in numbers), card=replace(card, plan=rooms))
    [bedroom] = [shown for shown in made.rooms if shown.devices]
    assert (len(bedroom.devices), len(bedroom.words)) == (2, 5)


async def test_a_home_without_rooms_has_an_empty_plan(town: Town) -> None:
    card = replace(Directory(town.registry).card(HOMES["real"]), plan=(), rooms={})
    made = laid(town, told("bed", "bed.occupied", value=True), card=card)
    assert made.rooms == ()
    assert len(made.words) == 1


async def test_names_in_the_picture_are_escaped(town: Town) -> None:
    card = Directory(town.registry).card(HOMES["real"])
    card = replace(card, rooms=dict.fromkeys(card.rooms, "<script>"))
    assert "<script>" not in render("plan.html", "sv", plan=laid(town, card=card))


async def test_a_rooms_outline_is_kept(town: Town) -> None:
    drawn = room("balcony", Outline(x=1.5, y=0, width=2, depth=1.25))
    town.registry.places.add_room(drawn)
    assert drawn in town.registry.places.rooms(HOMES["real"])
