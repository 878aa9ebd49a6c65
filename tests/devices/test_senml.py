"""SenML (RFC 8428): resolution as the RFC's own examples have it, exact times, and what is refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.clock import from_micros
from care.errors import Reason, Refused
from devices.dialects import senml

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OW = "urn:dev:ow:10e2073a01080063"

# RFC 8428 section 5.1: (section, pack, resolved as (name, unit, seconds since 1970 or None for now, value)).
RFC_EXAMPLES = [
    ("5.1.1 one", '[{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]', [(OW, "Cel", None, 23.1)]),
    (
        "5.1.2 two",
        '[{"bn":"urn:dev:ow:10e2073a01080063:","n":"voltage","u":"V","v":120.1},{"n":"current","u":"A","v":1.2}]',
        [(f"{OW}:voltage", "V", None, 120.1), (f"{OW}:current", "A", None, 1.2)],
    ),
    (
        "5.1.2 with base time, unit and version",
        """[{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,
            "n":"voltage","u":"V","v":120.1},
            {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"current","t":-3,"v":1.4},
            {"n":"current","t":-2,"v":1.5},{"n":"current","t":-1,"v":1.6},{"n":"current","v":1.7}]""",
        [
            ("urn:dev:ow:10e2073a0108006:voltage", "V", "1276020076.001", 120.1),
            ("urn:dev:ow:10e2073a0108006:current", "A", "1276020071.001", 1.2),
            ("urn:dev:ow:10e2073a0108006:current", "A", "1276020072.001", 1.3),
            ("urn:dev:ow:10e2073a0108006:current", "A", "1276020073.001", 1.4),
            ("urn:dev:ow:10e2073a0108006:current", "A", "1276020074.001", 1.5),
            ("urn:dev:ow:10e2073a0108006:current", "A", "1276020075.001", 1.6),
            ("urn:dev:ow:10e2073a0108006:current", "A", "1276020076.001", 1.7),
        ],
    ),
    (
        "5.1.2 a series",
        """[{"bn":"urn:dev:ow:10e2073a01080063","bt":1.320067464e+09,"bu":"%RH","v":21.2},
            {"t":10,"v":21.3},{"t":20,"v":21.4},{"t":30,"v":21.4},{"t":40,"v":21.5},
            {"t":50,"v":21.5},{"t":60,"v":21.5},{"t":70,"v":21.6},{"t":80,"v":21.7}]""",
        [
            (OW, "%RH", str(1320067464 + 10 * step), value)
            for step, value in enumerate([21.2, 21.3, 21.4, 21.4, 21.5, 21.5, 21.5, 21.6, 21.7])
        ],
    ),
    (
        "5.1.3 resolved as 5.1.4",
        """[{"bn":"urn:dev:ow:10e2073a01080063","bt":1.320067464e+09,"bu":"%RH","v":20},
            {"u":"lon","v":24.30621},{"u":"lat","v":60.07965},
            {"t":60,"v":20.3},{"u":"lon","t":60,"v":24.30622},{"u":"lat","t":60,"v":60.07965},
            {"t":120,"v":20.7},{"u":"lon","t":120,"v":24.30623},{"u":"lat","t":120,"v":60.07966},
            {"u":"%EL","t":150,"v":98},
            {"t":180,"v":21.2},{"u":"lon","t":180,"v":24.30628},{"u":"lat","t":180,"v":60.07967}]""",
        [
            (OW, "%RH", "1320067464", 20),
            (OW, "lon", "1320067464", 24.30621),
            (OW, "lat", "1320067464", 60.07965),
            (OW, "%RH", "1320067524", 20.3),
            (OW, "lon", "1320067524", 24.30622),
            (OW, "lat", "1320067524", 60.07965),
            (OW, "%RH", "1320067584", 20.7),
            (OW, "lon", "1320067584", 24.30623),
            (OW, "lat", "1320067584", 60.07966),
            (OW, "%EL", "1320067614", 98),
            (OW, "%RH", "1320067644", 21.2),
            (OW, "lon", "1320067644", 24.30628),
            (OW, "lat", "1320067644", 60.07967),
        ],
    ),
    (
        "5.1.5 without its data value",
        """[{"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},
            {"n":"label","vs":"Machine Room"},{"n":"open","vb":false}]""",
        [(f"{OW}:temp", "Cel", None, 23.1), (f"{OW}:label", "", None, "Machine Room"), (f"{OW}:open", "", None, False)],
    ),
    (
        "5.1.6 a collection",
        """[{"bn":"2001:db8::2/","bt":1.320078429e+09,"n":"temperature","u":"Cel","v":25.2},
            {"n":"humidity","u":"%RH","v":30},
            {"bn":"2001:db8::1/","n":"temperature","u":"Cel","v":12.3},{"n":"humidity","u":"%RH","v":67}]""",
        [
            ("2001:db8::2/temperature", "Cel", "1320078429", 25.2),
            ("2001:db8::2/humidity", "%RH", "1320078429", 30),
            ("2001:db8::1/temperature", "Cel", "1320078429", 12.3),
            ("2001:db8::1/humidity", "%RH", "1320078429", 67),
        ],
    ),
]


@pytest.mark.parametrize(("text", "resolved"), [e[1:] for e in RFC_EXAMPLES], ids=[e[0] for e in RFC_EXAMPLES])
def test_the_examples_of_the_rfc_resolve_as_it_says(text: str, resolved: list[tuple]) -> None:
    records = senml.resolve(text.encode(), NOW)
    assert [(r.name, r.unit, r.time, r.value) for r in records] == [
        (name, unit, NOW if at is None else from_micros(int(Decimal(at) * 1_000_000)), value)
        for name, unit, at, value in resolved
    ]
    assert [r.timed for r in records] == [at is not None for _, _, at, _ in resolved]


def test_the_data_value_of_the_rfc_s_5_1_5_is_refused() -> None:
    with pytest.raises(Refused, match="Data values are not taken") as refused:
        senml.resolve(b'[{"n":"open","vb":false},{"n":"nfc-reader","vd":"aGkgCg"}]', NOW)
    assert (refused.value.reason, refused.value.field) == (Reason.UNSUPPORTED, "record 2, vd")


@pytest.mark.parametrize(
    ("t", "micros"),
    [
        ("1760000000.1", 1_760_000_000_100_000),
        ("1760000000.123456", 1_760_000_000_123_456),
        ("1.760000000123456e9", 1_760_000_000_123_456),
        ("1760000000.9999999", 1_760_000_001_000_000),
        ("1760000000", 1_760_000_000_000_000),
        ("268435456", 268_435_456_000_000),
    ],
)
def test_times_are_exact_to_the_microsecond(t: str, micros: int) -> None:
    (record,) = senml.resolve(b'[{"n":"motion","vb":true,"t":%s}]' % t.encode(), NOW)
    assert record.time == from_micros(micros)
    assert record.timed


def test_one_instant_told_in_two_ways_is_one_instant() -> None:
    ways = [b'[{"n":"x","v":1,"t":1760000000.3}]', b'[{"n":"x","v":1,"bt":1760000000.2,"t":0.1}]']
    assert len({senml.resolve(way, NOW)[0].time for way in ways}) == 1


def test_a_time_below_two_to_the_28_counts_from_receipt() -> None:
    text = b'[{"n":"a","v":1,"t":-2.5},{"n":"a","v":1,"t":268435455},{"n":"a","v":1}]'
    records = senml.resolve(text, NOW)
    assert [r.time - NOW for r in records] == [timedelta(seconds=s) for s in (-2.5, 268435455, 0)]
    assert not any(r.timed for r in records)


def test_base_values_are_added_exactly() -> None:
    (record,) = senml.resolve(b'[{"n":"x","bv":0.1,"v":0.2}]', NOW)
    assert record.value == 0.3  # as floats it would be 0.30000000000000004


def test_a_base_unit_is_no_unit_of_flags_and_texts() -> None:
    records = senml.resolve(b'[{"bu":"Cel","n":"a","v":1},{"n":"b","vb":true},{"n":"c","vs":"x"}]', NOW)
    assert [r.unit for r in records] == ["Cel", "", ""]


def test_update_time_is_told_and_unknown_labels_are_passed_over() -> None:
    (record,) = senml.resolve(b'[{"n":"x","v":1,"ut":30.5,"note":"hi","l":[]}]', NOW)
    assert record.update_time == timedelta(seconds=30.5)


BAD = [
    (b"", Reason.NOT_JSON, ""),
    (b"\xff\xfe", Reason.NOT_JSON, ""),
    (b"{", Reason.NOT_JSON, ""),
    (b"[" * 100_000, Reason.NOT_JSON, ""),
    (b'[{"n":"x","v":NaN}]', Reason.NOT_JSON, ""),
    (b'[{"n":"x","v":-Infinity}]', Reason.NOT_JSON, ""),
    (b'[{"n":"x","v":' + b"9" * 5000 + b"}]", Reason.NOT_JSON, ""),
    (b'{"n":"x","v":1}', Reason.BAD_SENML, ""),
    (b"[]", Reason.BAD_SENML, ""),
    (b"true", Reason.BAD_SENML, ""),
    (b"[1]", Reason.BAD_SENML, ""),
    (b'[{"v":1}]', Reason.BAD_SENML, "n"),
    (b'[{"n":"-x","v":1}]', Reason.BAD_SENML, "n"),
    (b'[{"n":"x y","v":1}]', Reason.BAD_SENML, "n"),
    (b'[{"n":"x\\n","v":1}]', Reason.BAD_SENML, "n"),
    (b'[{"n":7,"v":1}]', Reason.WRONG_TYPE, "n"),
    (b'[{"n":"x"}]', Reason.BAD_SENML, "v"),
    (b'[{"n":"x","v":1,"vb":true}]', Reason.BAD_SENML, "vb"),
    (b'[{"n":"x","v":true}]', Reason.WRONG_TYPE, "v"),
    (b'[{"n":"x","v":"1"}]', Reason.WRONG_TYPE, "v"),
    (b'[{"n":"x","v":null}]', Reason.WRONG_TYPE, "v"),
    (b'[{"n":"x","vb":1}]', Reason.WRONG_TYPE, "vb"),
    (b'[{"n":"x","vs":1}]', Reason.WRONG_TYPE, "vs"),
    (b'[{"n":"x","vs":"\\ud800"}]', Reason.BAD_SENML, "vs"),
    (b'[{"n":"x","vs":"\\u0000"}]', Reason.BAD_SENML, "vs"),
    (b'[{"n":"x","v":1e999999}]', Reason.BAD_SENML, "v"),
    (b'[{"n":"x","v":1e308,"bv":9e307}]', Reason.BAD_SENML, "v"),
    (b'[{"n":"x","v":1e99999999999999999999999}]', Reason.NOT_JSON, ""),
    (b'[{"n":"x","v":1,"t":1e300}]', Reason.IMPOSSIBLE_TIME, "t"),
    (b'[{"n":"x","v":1,"t":-2e11}]', Reason.IMPOSSIBLE_TIME, "t"),
    (b'[{"n":"x","v":1,"t":-100000000000}]', Reason.IMPOSSIBLE_TIME, "t"),
    (b'[{"n":"x","v":1,"t":"now"}]', Reason.WRONG_TYPE, "t"),
    (b'[{"n":"x","v":1,"ut":-1}]', Reason.BAD_SENML, "ut"),
    (b'[{"n":"x","v":1,"bver":11}]', Reason.BAD_SENML, "bver"),
    (b'[{"n":"x","v":1,"bver":true}]', Reason.BAD_SENML, "bver"),
    (b'[{"n":"x","v":1,"s":1}]', Reason.UNSUPPORTED, "s"),
    (b'[{"n":"x","v":1,"bs":1}]', Reason.UNSUPPORTED, "bs"),
    (b'[{"n":"x","v":1,"must_":1}]', Reason.UNSUPPORTED, "must_"),
    (b'[{"n":"x","v":1},{"n":"x"}]', Reason.BAD_SENML, "record 2, v"),
    (b'[{"n":"x","v":1},"x"]', Reason.BAD_SENML, "record 2"),
]


@pytest.mark.parametrize(("payload", "reason", "field"), BAD, ids=[repr(b[0][:36]) for b in BAD])
def test_what_is_not_senml_is_refused_with_reason_and_field(payload: bytes, reason: Reason, field: str) -> None:
    with pytest.raises(Refused) as refused:
        senml.resolve(payload, NOW)
    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_numbers_of_any_exponent_are_taken_or_refused_at_once() -> None:
    (record,) = senml.resolve(b'[{"n":"x","v":1e-999999,"bv":5,"t":1e-999999}]', NOW)
    assert (record.value, record.time) == (5.0, NOW)


times = st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
values = st.booleans() | st.floats(-1e300, 1e300) | st.text(st.characters(exclude_characters="\0", codec="utf-8"))


@given(st.lists(st.tuples(st.just("bed.occupied"), values, st.none() | times), min_size=1, max_size=5))
def test_what_is_packed_is_resolved_to_the_same(readings: list[tuple]) -> None:
    records = senml.resolve(senml.pack(readings), NOW)
    assert [(r.name, r.value, r.time) for r in records] == [(n, v, t or NOW) for n, v, t in readings]
    assert [type(r.value) for r in records] == [type(v) for _, v, _ in readings]


def test_what_senml_cannot_tell_is_not_packed() -> None:
    with pytest.raises(ValueError, match="1978"):
        senml.pack([("motion", True, datetime(1970, 1, 2, tzinfo=UTC))])
    with pytest.raises(ValueError, match="no time zone"):
        senml.pack([("motion", True, datetime(2026, 1, 1))])  # noqa: DTZ001
    with pytest.raises(ValueError, match="JSON"):
        senml.pack([("temperature", float("nan"), None)])


def test_a_local_time_is_packed_as_the_instant_it_is() -> None:
    local = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert senml.pack([("motion", True, local)]) == b'[{"n":"motion","vb":true,"t":1767225600}]'
