"""Thing Descriptions: those we make are valid W3C TD 1.1, those we are given are taken or refused with clear words."""

import copy
import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.errors import Reason, Refused
from care.events import Event
from care.people import Device
from care.quantities import QUANTITIES
from devices.description import Broken, Checker, Description, Mode, make, parse, read
from devices.description.checking import ALWAYS

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
BOX = Device(id="climate", home="h1", connection="box", name="Climate box", model="TH-2")
TOPIC = "mistel/a/h1/box/events"


@pytest.fixture(scope="session")
def w3c() -> jsonschema.Draft7Validator:
    """The W3C's JSON schema of a Thing Description 1.1, as a package of the Web of Things ships it."""
    schema = json.loads(files("thingctx").joinpath("data/td-schema-1.1.json").read_text())
    assert schema["$id"] == "https://www.w3.org/2022/wot/td-schema/v1.1"
    return jsonschema.Draft7Validator(schema)


def given_thing(**events: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": "https://www.w3.org/2022/wot/td/v1.1",
        "title": "A box",
        "security": "none",
        "securityDefinitions": {"none": {"scheme": "nosec"}},
        "events": {
            name.replace("_", "."): {"forms": [{"href": "mqtt://broker/"}], **told} for name, told in events.items()
        },
    }


def described(mode: Mode = Mode.STRICT, **events: dict[str, Any]) -> Description:
    return read(given_thing(**events), mode)


def reading(value: bool | float | str, quantity: str = "temperature", seconds: float = 0) -> Event:
    return Event("a", "h1", "climate", quantity, AT + timedelta(seconds=seconds), value, AT)


def broken(description: Description, *readings: Event, checker: Checker | None = None) -> list[Broken]:
    return [found for *_, found in (checker or Checker()).hold(readings, lambda _: description)]


@pytest.mark.parametrize("told", [[], ["temperature"], sorted(QUANTITIES)], ids=["nothing", "one", "all"])
def test_what_we_make_is_a_thing_description_by_the_w3cs_schema(
    told: list[str], w3c: jsonschema.Draft7Validator
) -> None:
    thing = make(BOX, "a", told, broker="mqtt://127.0.0.1:1883")
    assert [error.message for error in w3c.iter_errors(thing)] == []


def test_the_schema_is_one_that_refuses(w3c: jsonschema.Draft7Validator) -> None:
    thing = make(BOX, "a", ["temperature"], broker="mqtt://127.0.0.1:1883")
    for term in ("title", "@context", "security"):
        assert list(w3c.iter_errors({name: value for name, value in thing.items() if name != term}))


def test_what_we_make_we_take_and_it_allows_what_the_quantity_allows() -> None:
    told = [name for name in QUANTITIES if name not in ALWAYS]
    description = read(
        make(BOX, "a", told, broker="mqtt://127.0.0.1:1883"), Mode.STRICT, site="a", home="h1", connection="box"
    )
    assert set(description.quantities) == set(told)
    for name, said in description.quantities.items():
        assert (said.low, said.high) == (QUANTITIES[name].low, QUANTITIES[name].high)


def test_what_we_make_says_where_it_is_heard_and_in_which_unit() -> None:
    thing: Any = make(BOX, "a", ["temperature", "online"], broker="mqtts://broker.example:8883")
    (event,) = thing["events"].values()
    assert event["data"] == {"type": "number", "unit": "Cel", "minimum": -60, "maximum": 150}
    assert event["mistel:record"] == "climate/temperature"
    (form,) = event["forms"]
    assert (form["mqv:filter"], form["mqv:qos"], form["mqv:retain"]) == (TOPIC, "1", False)
    assert (form["contentType"], form["op"]) == ("application/senml+json", "subscribeevent")
    assert (thing["base"], thing["mistel:model"]) == ("mqtts://broker.example:8883", "TH-2")


CONTRADICTIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"temperature": {"data": {"minimum": 40, "maximum": 10}}}, "events.temperature.data.minimum", "greater than"),
    ({"temperature": {"data": {"unit": "W"}}}, "events.temperature.data.unit", "has Cel, not 'W'"),
    ({"temperature": {"data": {"type": "boolean"}}}, "events.temperature.data.type", "not a boolean"),
    ({"temperature": {"data": {"type": "warm"}}}, "events.temperature.data.type", "Input should be"),
    ({"temperature": {"data": {"minimum": 200}}}, "events.temperature.data.minimum", "only lie between -60 and 150"),
    ({"temperature": {"data": {"minimum": 151, "maximum": 160}}}, "events.temperature.data.minimum", "nothing"),
    ({"temperature": {"data": {"enum": [1, 2]}}}, "events.temperature.data.enum", "no list of texts"),
    ({"motion": {"data": {"minimum": 0}}}, "events.motion.data.minimum", "no number"),
    ({"motion": {"data": {"unit": "W"}}}, "events.motion.data.unit", "no unit"),
    ({"temprature": {}}, "events.temprature", "Nothing called 'temprature'"),
    ({"temperature": {}, "warmth": {"mistel:quantity": "temperature"}}, "events.warmth", "described twice"),
    ({"temperature": {"forms": []}}, "events.temperature.forms", "at least 1"),
    ({"temperature": {"forms": [{}]}}, "events.temperature.forms.0.href", "required"),
    (
        {"temperature": {"forms": [{"href": "", "mqv:topic": "mistel/a/h1/other/events"}]}},
        "events.temperature.forms.0.mqv:topic",
        "not where this device speaks",
    ),
    (
        {"temperature": {"mistel:atMostEvery": 60, "mistel:atLeastEvery": 30}},
        "events.temperature.mistel:atMostEvery",
        "cannot be",
    ),
    ({"temperature": {"mistel:atMostEvery": -1}}, "events.temperature.mistel:atMostEvery", "greater than or equal"),
    ({}, "events", "names nothing"),
    ({"vendor": {"mistel:quantity": "none"}}, "events", "names nothing"),
]


@pytest.mark.parametrize(("events", "field", "says"), CONTRADICTIONS, ids=[c[1] for c in CONTRADICTIONS])
def test_a_description_that_contradicts_itself_or_what_can_be_told_is_refused(
    events: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(Refused) as caught:
        read(given_thing(**events), Mode.WARN, site="a", home="h1", connection="box")
    refused = caught.value
    assert (refused.reason, refused.field) == (Reason.BAD_DESCRIPTION, field)
    assert says in refused.says
    assert refused.mend


@pytest.mark.parametrize(
    ("term", "value", "says"),
    [
        ("title", None, "title"),
        ("title", "", "title"),
        ("@context", "https://www.w3.org/2019/wot/td/v1", "1.1"),
        ("@context", None, "@context"),
        ("security", "basic", "securityDefinitions lacks"),
        ("security", [], "security"),
        ("securityDefinitions", {}, "securityDefinitions"),
        ("events", [], "events"),
    ],
)
def test_a_term_that_every_thing_description_has_is_asked_for(term: str, value: object, says: str) -> None:
    thing = given_thing(temperature={})
    thing = {name: told for name, told in thing.items() if name != term} | ({} if value is None else {term: value})
    with pytest.raises(Refused) as caught:
        read(thing, Mode.WARN)
    assert says in f"{caught.value.says} {caught.value.mend}"


def test_an_event_that_stands_twice_in_the_text_is_refused() -> None:
    with pytest.raises(Refused, match="'temperature' stands twice"):
        parse(b'{"events": {"temperature": {"forms": []}, "temperature": {}}}')


@pytest.mark.parametrize("text", [b"", b"[]", b"nothing", b"\xff", b"[" * 60_000, b'{"a": NaN}', b" " * 70_000])
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parse(text)
    assert caught.value.reason is Reason.BAD_DESCRIPTION


def test_a_property_describes_as_an_event_does_and_others_are_left_alone() -> None:
    thing = given_thing()
    thing["properties"] = {
        "temperature": {"type": "number", "minimum": 5, "forms": [{"href": "x"}], "observable": True},
        "firmware": {"type": "string", "mistel:quantity": "none", "forms": [{"href": "x"}]},
    }
    thing["actions"] = {"reboot": {"forms": [{"href": "x"}]}}
    before = copy.deepcopy(thing)
    description = read(thing, Mode.WARN)
    assert [(s.quantity, s.low, s.high) for s in description.quantities.values()] == [("temperature", 5, 150)]
    assert thing == before


def test_a_range_is_read_in_the_unit_that_it_names() -> None:
    description = described(power={"data": {"unit": "kW", "minimum": 0, "maximum": 3.5}})
    assert (description.quantities["power"].low, description.quantities["power"].high) == (0, 3500)


def test_the_shortest_of_the_longest_waits_is_when_the_device_is_silent() -> None:
    assert described(temperature={}).at_least_every is None
    description = described(temperature={"mistel:atLeastEvery": 600}, humidity={"mistel:atLeastEvery": 300})
    assert description.at_least_every == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("event", "rule", "field"),
    [
        (reading(21.0), None, ""),
        (reading(15.0), None, ""),
        (reading(35.0), None, ""),
        (reading(14.9), "range", "v"),
        (reading(35.1), "range", "v"),
        (reading(40.0, "humidity"), "kind", "n"),
        (reading("water", "reminder.shown"), "text", "vs"),
        (reading("pills", "reminder.shown"), None, ""),
        (reading(True, "online"), None, ""),
    ],
)
def test_a_reading_is_held_against_kind_range_and_text(event: Event, rule: str | None, field: str) -> None:
    description = described(
        temperature={"data": {"minimum": 15, "maximum": 35}}, reminder_shown={"data": {"enum": ["pills", "lunch"]}}
    )
    found = broken(description, event)
    assert [(one.rule, one.field) for one in found] == ([] if rule is None else [(rule, field)])
    assert all(one.says and one.mend for one in found)


def test_readings_that_come_too_fast_break_the_rate_and_late_or_repeated_ones_do_not() -> None:
    description, checker = described(Mode.WARN, temperature={"mistel:atMostEvery": 60}), Checker()
    for seconds, rules in ((0, []), (60, []), (119, ["rate"]), (119, []), (179, []), (30, []), (0, []), (300, [])):
        found = broken(description, reading(21.0, seconds=seconds), checker=checker)
        assert [one.rule for one in found] == rules, seconds


def test_a_message_that_was_refused_does_not_count_for_the_rate() -> None:
    description, checker = described(temperature={"mistel:atMostEvery": 60, "data": {"maximum": 30}}), Checker()
    assert broken(description, reading(20.0), checker=checker) == []
    assert len(broken(description, reading(21.0, seconds=60), reading(99.0, seconds=120), checker=checker)) == 1
    assert broken(description, reading(22.0, seconds=61), checker=checker) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@context",
                        "title",
                        "security",
                        "securityDefinitions",
                        "events",
                        "properties",
                        "temperature",
                        "forms",
                        "href",
                        "data",
                        "minimum",
                        "mistel:quantity",
                        "none",
                        "scheme",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_whatever_is_uploaded_is_taken_or_refused(value: object) -> None:
    try:
        thing = parse(json.dumps(value))
        read(given_thing(temperature={}) | thing, Mode.WARN)
    except Refused as refused:
        said = (refused.says, refused.mend)
        assert all(said)
