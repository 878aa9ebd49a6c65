"""From topic and bytes to events or one refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from care.errors import Reason
from care.events import Event, Refusal
from devices import topics
from devices.dialects import MAX_BYTES, Known, Message, decode, senml

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KNOWN = Known(
    site="rosen",
    homes={
        "h1": {
            "mat": frozenset({"mat"}),
            "door-box": frozenset({"front-door"}),
            "zigbee": frozenset({"d1", "d2", "d3", "d4", "d5", "d6"}),
            "empty": frozenset(),
        },
        "sim": {"flat": frozenset({"bed", "door"})},
    },
    own_clock=frozenset({"sim"}),
)


def told(
    payload: bytes | str, home: str = "h1", connection: str = "mat", tail: str = "events", *, retain: bool = False
) -> Message:
    data = payload.encode() if isinstance(payload, str) else payload
    return Message(f"mistel/rosen/{home}/{connection}/{tail}", data, NOW, retain)


def taken(message: Message) -> tuple[Event, ...]:
    events, refusals = decode(message, KNOWN)
    assert refusals == ()
    return events


def refused(message: Message) -> Refusal:
    events, refusals = decode(message, KNOWN)
    assert events == ()
    (refusal,) = refusals
    return refusal


def test_a_reading_becomes_an_event() -> None:
    (event,) = taken(told('[{"n":"bed.occupied","vb":true,"t":1795316399.5}]'))
    at = datetime(2026, 11, 22, 2, 59, 59, 500_000, tzinfo=UTC)
    assert event == Event("rosen", "h1", "mat", "bed.occupied", at, True, NOW)


def test_a_name_without_device_is_the_only_device_of_its_connection() -> None:
    (event,) = taken(told('[{"n":"contact.open","vb":true}]', connection="door-box"))
    assert (event.device, event.quantity) == ("front-door", "contact.open")


def test_a_connection_of_several_devices_names_them() -> None:
    events = taken(told('[{"bn":"d2/","n":"motion","vb":true},{"bn":"d3/","n":"battery","v":80}]', connection="zigbee"))
    assert [(e.device, e.quantity, e.value) for e in events] == [("d2", "motion", True), ("d3", "battery", 80.0)]


@pytest.mark.parametrize(("word", "value"), [(b"online", True), (b"offline", False)])
def test_a_status_is_an_event_of_the_connection_itself(word: bytes, value: bool) -> None:
    (event,) = taken(told(word, connection="zigbee", tail="status", retain=True))
    assert event == Event("rosen", "h1", "zigbee", "online", NOW, value, NOW)


def test_a_tick_moves_an_own_clock() -> None:
    (event,) = taken(told('[{"n":"tick","vb":true,"t":1700000000}]', home="sim", connection="clock"))
    assert (event.device, event.quantity, event.time.year) == ("clock", "tick", 2023)


def test_an_own_clock_may_be_far_ahead() -> None:
    (event,) = taken(told('[{"n":"bed/motion","vb":true,"t":4000000000}]', home="sim", connection="flat"))
    assert event.time.year == 2096


REFUSED = [
    ("not json", told(b"\x00\xff"), Reason.NOT_JSON, "", "Send SenML JSON"),
    ("too large", told(b" " * (MAX_BYTES + 1)), Reason.TOO_LARGE, "", "at most 262144 bytes"),
    (
        "unknown quantity",
        told('[{"n":"bed.ocupied","vb":true}]'),
        Reason.UNKNOWN_QUANTITY,
        "n",
        "Did you mean bed.occupied",
    ),
    ("wrong type", told('[{"n":"bed.occupied","v":1}]'), Reason.WRONG_TYPE, "vb", "Send it in 'vb'"),
    ("wrong unit", told('[{"n":"temperature","v":70,"u":"Far"}]'), Reason.WRONG_UNIT, "u", "'Cel'"),
    ("out of range", told('[{"n":"temperature","v":7000}]'), Reason.OUT_OF_RANGE, "v", "Check the sensor"),
    ("too far ahead", told('[{"n":"motion","vb":true,"t":1795316701}]'), Reason.IMPOSSIBLE_TIME, "t", "NTP"),
    (
        "milliseconds",
        told('[{"n":"motion","vb":true,"t":1795316400000}]'),
        Reason.IMPOSSIBLE_TIME,
        "t",
        "seconds since 1970",
    ),
    ("last century", told('[{"n":"motion","vb":true,"t":900000000}]'), Reason.IMPOSSIBLE_TIME, "t", "NTP"),
    (
        "next century",
        told('[{"n":"bed/motion","vb":true,"t":4200000000}]', "sim", "flat"),
        Reason.IMPOSSIBLE_TIME,
        "t",
        "",
    ),
    (
        "no time by an own clock",
        told('[{"n":"bed/motion","vb":true}]', "sim", "flat"),
        Reason.IMPOSSIBLE_TIME,
        "t",
        "Give 't'",
    ),
    ("kept and no time", told('[{"n":"motion","vb":true}]', retain=True), Reason.IMPOSSIBLE_TIME, "t", "retain"),
    ("unknown home", told("[]", "h9"), Reason.UNKNOWN_HOME, "topic", "Known homes: h1, sim. `mistel device add`"),
    (
        "unknown connection",
        told("[]", connection="lamp"),
        Reason.UNKNOWN_DEVICE,
        "topic",
        "door-box, empty, mat, zigbee",
    ),
    (
        "unknown connection's status",
        told("online", "h1", "lamp", "status"),
        Reason.UNKNOWN_DEVICE,
        "topic",
        "mistel device add",
    ),
    (
        "unknown device",
        told('[{"n":"d9/motion","vb":true}]', connection="zigbee"),
        Reason.UNKNOWN_DEVICE,
        "n",
        "Known devices: d1, d2, d3, d4, d5 and 1 more.",
    ),
    (
        "which device",
        told('[{"n":"motion","vb":true}]', connection="zigbee"),
        Reason.UNKNOWN_DEVICE,
        "n",
        "Name it as d1/motion",
    ),
    (
        "no device",
        told('[{"n":"motion","vb":true}]', connection="empty"),
        Reason.UNKNOWN_DEVICE,
        "n",
        "mistel device add",
    ),
    (
        "tick by a device",
        told('[{"n":"bed/tick","vb":true,"t":1700000000}]', "sim", "flat"),
        Reason.UNSUPPORTED,
        "n",
        "ticks on mistel/",
    ),
    ("tick by the wall", told('[{"n":"tick","vb":true,"t":1700000000}]'), Reason.UNSUPPORTED, "n", "own clock"),
    ("clock by the wall", told('[{"n":"tick","vb":true}]', "h1", "clock"), Reason.UNKNOWN_DEVICE, "topic", ""),
    (
        "motion by the clock",
        told('[{"n":"motion","vb":true,"t":1700000000}]', "sim", "clock"),
        Reason.UNSUPPORTED,
        "n",
        "own topic",
    ),
    ("tick without time", told('[{"n":"tick","vb":true}]', "sim", "clock"), Reason.IMPOSSIBLE_TIME, "t", "Give 't'"),
    ("other status", told("Online", tail="status"), Reason.WRONG_TYPE, "", "lower case"),
    ("alerts", told("{}", tail="alerts"), Reason.UNSUPPORTED, "topic", "mistel/rosen/h1/mat/events"),
    ("via", told("{}", tail="via/zigbee2mqtt/lamp"), Reason.UNSUPPORTED, "topic", "SenML"),
    ("tail", told("[]", tail="event"), Reason.BAD_TOPIC, "topic", "mistel/rosen/h1/mat/events"),
    ("other site", Message("mistel/other/h1/mat/events", b"[]", NOW), Reason.BAD_TOPIC, "topic", "mistel/rosen/"),
]


@pytest.mark.parametrize(("message", "reason", "field", "mend"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_cannot_be_true_is_refused_with_words(message: Message, reason: Reason, field: str, mend: str) -> None:
    refusal = refused(message)
    assert (refusal.reason, refusal.field) == (reason.value, field)
    assert mend in refusal.mend
    assert refusal.says.endswith(".")
    assert refusal.received == NOW


def test_one_bad_record_refuses_the_whole_message_and_is_named() -> None:
    refusal = refused(told('[{"n":"motion","vb":true},{"n":"temperature","v":"hot"},{"n":"motion","vb":true}]'))
    assert refusal.field == "record 2, v"
    assert refusal.says.startswith("Record 2 of 3: ")
    assert (refusal.site, refusal.home, refusal.connection) == ("rosen", "h1", "mat")


def test_a_refusal_shows_the_beginning_and_nothing_that_harms_a_terminal() -> None:
    refusal = refused(told("\x1b[2J\0" + "å" * 1000))
    assert refusal.excerpt == "\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}" + "å" * 195


def test_readings_five_minutes_ahead_are_still_taken() -> None:
    taken(told('[{"n":"motion","vb":true,"t":1795316700}]'))


any_topic = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [
            "mistel",
            "mistel-out",
            "rosen",
            "h1",
            "sim",
            "mat",
            "zigbee",
            "clock",
            "events",
            "status",
            "via",
            "",
            "#",
            "é",
        ]
    ),
    max_size=7,
).map("/".join)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e12, 1e12) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
labels = st.sampled_from(
    ["n", "v", "vb", "vs", "vd", "s", "t", "u", "ut", "bn", "bt", "bu", "bv", "bs", "bver", "x", "x_"]
)
names = st.sampled_from(["motion", "temperature", "d1/", "mat/motion", "tick", "clock/tick", "reminder.shown", "", "/"])
numbers = st.sampled_from([0, 1, -1, 268435455, 268435456, 1.7e9, 1e300, -1e11, 10**400])
packs = st.lists(st.dictionaries(labels, json_like | names | numbers, max_size=6) | json_like, max_size=4)


def as_json(value: object) -> bytes:
    import json

    return json.dumps(value).encode()


@given(
    any_topic | st.sampled_from(["mistel/rosen/h1/mat/events", "mistel/rosen/sim/clock/events"]),
    st.binary(max_size=60) | packs.map(as_json),
    st.booleans(),
)
@example("mistel/rosen/h1/mat/events", b'[{"n":"motion","vb":true,"u":"\\ud800"}]', False)
@example("mistel/rosen/h1/mat/\ud800", b"", False)
def test_any_bytes_on_any_topic_end_as_events_or_one_refusal(topic: str, payload: bytes, retain: bool) -> None:
    events, refusals = decode(Message(topic, payload, NOW, retain), KNOWN)
    assert (len(refusals) == 1) is not bool(events)
    for refusal in refusals:
        for text in (refusal.topic, refusal.field, refusal.says, refusal.mend, refusal.excerpt, refusal.home):
            assert text.encode() is not None
            assert text.isprintable()
    for event in events:
        assert event.site == "rosen"
        assert event.time.tzinfo is UTC
        assert str(event.value).encode() is not None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**9)), min_size=1, max_size=20))
def test_a_pack_keeps_its_order_and_its_instants(steps: list[tuple[bool, int]]) -> None:
    told_at = [(value, NOW - timedelta(microseconds=back)) for value, back in steps]
    payload = senml.pack([("motion", value, at) for value, at in told_at])
    assert [(e.value, e.time) for e in taken(told(payload))] == told_at


def test_every_topic_builder_agrees_with_parse() -> None:
    assert topics.parse(topics.events("s", "h", "c")) == ("s", "h", "c", "events")
    assert topics.parse(topics.status("s", "h", "c")) == ("s", "h", "c", "status")
    assert topics.parse(topics.alerts("s", "h", "c")) == ("s", "h", "c", "alerts")
    assert topics.parse(topics.clock("s", "h")) == ("s", "h", "clock", "events")
    assert topics.parse("mistel/s/h/c/via/zigbee2mqtt/a/b").tail == "via/zigbee2mqtt/a/b"
