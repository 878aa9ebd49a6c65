"""What a device was seen to tell, the description made from it, and that description corrected by a person."""

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import accumulate
from typing import Any

import jsonschema
import pytest

from care.events import Event
from care.people import Device
from care.quantities import Value
from devices.description import Filled, Mode, corrected, filled, make, read, seen

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
BOX = Device(id="climate", home="h1", connection="box", name="Climate box", model="TH-2")


def told(quantity: str, values: list[Value], every: float = 60) -> list[Event]:
    times = [AT + timedelta(seconds=every * number) for number in range(len(values))]
    return [Event("a", "h1", "climate", quantity, time, value, time) for time, value in zip(times, values, strict=True)]


def made(*events: Event) -> dict[str, Any]:
    found = seen(events)
    return make(BOX, "a", found, broker="", seen=found)


def test_what_was_seen_has_its_range_and_how_often() -> None:
    found = seen([*told("temperature", [21.0, 19.5, 22.0]), *told("online", [True]), *told("motion", [True])])
    assert found.keys() == {"temperature", "motion"}
    assert (found["temperature"].low, found["temperature"].high, found["temperature"].count) == (19.5, 22, 3)
    assert found["temperature"].usual == timedelta(minutes=1)
    assert (found["motion"].low, found["motion"].usual) == (None, None)
    assert seen(told("reminder.shown", ["Eat", "Sleep", "Eat"]))["reminder.shown"].words == ("Eat", "Sleep")


@pytest.mark.parametrize(
    ("gaps", "seconds"),
    [
        ([60] * 12, 120),
        ([0.5] * 12, 60),
        ([50, 60, 70] * 4, 180),
        ([5000] * 12, 10_800),
        ([60] * 5, None),
        ([10, 10, 10, 100] * 3, None),
    ],
)
def test_only_what_tells_regularly_is_missed_when_it_is_silent(gaps: list[float], seconds: float | None) -> None:
    times = [AT + timedelta(seconds=after) for after in accumulate(gaps, initial=0)]
    found = seen(Event("a", "h1", "climate", "temperature", time, 21.0, time) for time in times)
    assert found["temperature"].at_least_every == seconds


def test_what_is_made_from_what_was_seen_is_a_thing_description_that_we_take() -> None:
    thing = made(*told("temperature", [21.0] * 20), *told("motion", [True, False]))
    schema = json.loads(files("thingctx").joinpath("data/td-schema-1.1.json").read_text())
    assert list(jsonschema.Draft7Validator(schema).iter_errors(thing)) == []
    description = read(thing, Mode.STRICT, site="a", home="h1", connection="box")
    assert description.quantities["temperature"].at_least_every == timedelta(seconds=120)
    assert description.quantities["motion"].at_least_every is None
    assert filled(thing)["temperature"] == Filled(-60, 150, None, 120)


def test_a_correction_changes_what_it_names_and_leaves_the_rest_as_it_was() -> None:
    thing = made(*told("temperature", [21.0] * 20), *told("motion", [True]))
    thing["vendor:term"] = {"kept": True}
    thing["events"]["temperature"]["description"] = "Warmth"
    given = {"temperature": Filled(10, 30, None, 300), "humidity": Filled(maximum=90)}
    fuller = make(BOX, "a", ["temperature", "humidity"], broker="")
    result: Any = corrected(thing, fuller, title="New", model="", quantities=given)
    assert result["title"] == "New"
    assert "mistel:model" not in result
    assert result["vendor:term"] == {"kept": True}
    assert result["events"]["temperature"]["description"] == "Warmth"
    assert filled(result) == given
    assert read(result, Mode.WARN).quantities.keys() == {"temperature", "humidity"}
    assert filled(thing).keys() == {"temperature", "motion"}, "what was given is as it was"


def test_a_property_under_another_name_is_corrected_where_it_stands() -> None:
    thing: dict[str, Any] = {
        "properties": {"warmth": {"mistel:quantity": "temperature", "minimum": 1, "forms": [{"href": ""}]}},
        "events": {"odd": "text"},
    }
    result: Any = corrected(thing, {}, title="T", model="M", quantities={"temperature": Filled(minimum=5)})
    assert result["properties"]["warmth"]["minimum"] == 5
    assert result["events"] == {"odd": "text"}
    assert corrected(thing, {}, title="T", model="M", quantities={})["properties"] == {}
