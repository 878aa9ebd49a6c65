"""SenML JSON (RFC 8428): a pack of bytes to resolved records, and readings to a pack.

Resolution: ``bn bt bu bv`` hold for their record and all later ones; name = bn + n, time = bt + t (below 2**28
it is relative to the moment of receipt), value = bv + v, unit = u or else bu (numbers only: a flag or a text has none).
Times and numbers are added as decimals, so that one instant never has two identities.
Not taken: data values (``vd``), sums (``s``, ``bs``), labels that end in "_" and are unknown (the RFC's
"must understand").
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, NoReturn

from care.clock import EPOCH, to_micros
from care.errors import Reason, Refused
from care.quantities import Value

RELATIVE_BELOW: Final = 2**28
"""Seconds: a smaller time is relative to now (RFC 8428 section 4.5.3)."""
VERSION: Final = 10
_LATEST: Final = 253_402_300_799
"""The last second a datetime can hold, year 9999."""
_FARTHEST: Final = 10**308
"""A float holds hardly a greater number."""
# Decimals compare fast with decimals only.
_FARTHEST_DECIMAL: Final = Decimal(_FARTHEST)
_LATEST_DECIMAL: Final = Decimal(_LATEST)
_RELATIVE_BELOW_DECIMAL: Final = Decimal(RELATIVE_BELOW)
_MILLION: Final = Decimal(1_000_000)

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-:._/]*")
_PLAIN: Final = frozenset({"n", "u", "v", "vb", "vs", "t", "ut"})
"""The labels of a record that needs no base."""

_Number = int | Decimal


class Record(NamedTuple):  # one is made for each reading, three times as fast as a frozen dataclass
    """One resolved record; ``timed``: its time was told as absolute. ``update_time``: longest wait for the next."""

    name: str
    time: datetime
    value: Value
    unit: str
    timed: bool
    update_time: timedelta | None


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


_DECODE: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant).decode


def resolve(payload: bytes, received: datetime) -> list[Record]:
    """Resolve a pack in its order; raise Refused(NOT_JSON, BAD_SENML, WRONG_TYPE, UNSUPPORTED, IMPOSSIBLE_TIME).

    A pack is taken whole or refused whole; the refusal's field names the record when there are several.
    """
    pack = _load(payload)
    base = _Base()
    records = []
    for number, raw in enumerate(pack, 1):
        try:
            if type(raw) is not dict:
                raise _bad(f"a {_kind(raw)} stands where a record should.", "", "A record is an object: {…}.")
            if not _PLAIN.issuperset(raw):
                base.take(raw)
            records.append(_record(raw, base, received))
        except Refused as refused:
            raise in_record(refused, number, len(pack)) from None
    return records


class _Base:
    """The base values so far: what a record leaves out, or counts from."""

    __slots__ = ("name", "time", "unit", "value")

    def __init__(self) -> None:
        self.name = ""
        self.unit = ""
        self.time: _Number = 0
        self.value: _Number = 0

    def take(self, raw: dict[str, Any]) -> None:
        """Take the base fields of a record; raise Refused for labels that are not taken."""
        for field in raw.keys() - _PLAIN:
            if field == "bn":
                self.name = _text(raw, field)
            elif field == "bt":
                self.time = _number(raw, field)
            elif field == "bu":
                self.unit = _text(raw, field)
            elif field == "bv":
                self.value = _number(raw, field)
            elif field == "bver":
                _check_version(raw)
            else:
                _check_unknown(field)


def _record(raw: dict[str, Any], base: _Base, received: datetime) -> Record:
    name = base.name + _text(raw, "n") if "n" in raw else base.name
    if not _NAME.fullmatch(name):
        raise _bad_name(name)
    value, numeric = _value(raw, base.value)
    seconds = base.time + _number(raw, "t") if "t" in raw else base.time
    time, timed = _moment(seconds, received)
    unit = _text(raw, "u") if "u" in raw else base.unit if numeric else ""
    return Record(name, time, value, unit, timed, _update_time(raw) if "ut" in raw else None)


def _load(payload: bytes) -> list[Any]:
    try:
        pack = _DECODE(payload.decode())
    except (ValueError, ArithmeticError, RecursionError) as error:
        says = f"The payload is not JSON: {error!s:.120}."
        raise Refused(Reason.NOT_JSON, says, mend=_LOOKS_LIKE) from None
    if type(pack) is not list or not pack:
        what = "an empty array" if pack == [] else f"a {_kind(pack)}"
        raise Refused(Reason.BAD_SENML, f"The payload is {what}, not an array of records.", mend=_LOOKS_LIKE)
    return pack


_LOOKS_LIKE: Final = 'Send SenML JSON, such as [{"n":"bed.occupied","vb":true,"t":1760000000.25}].'


def _value(raw: dict[str, Any], base_value: _Number) -> tuple[Value, bool]:
    """Give the record's one value and whether it is a number."""
    if ("v" in raw) + ("vb" in raw) + ("vs" in raw) != 1:
        fields = [field for field in ("v", "vb", "vs") if field in raw]
        if not fields:
            raise _bad("there is no value.", "v", "Give exactly one of 'v' (number), 'vb' (true/false), 'vs' (text).")
        raise _bad(f"there are several values: {', '.join(fields)}.", fields[1], "Give exactly one of them.")
    if "v" in raw:
        number = _number(raw, "v")
        return float(_finite(number + base_value, "v") if base_value else number), True
    if "vb" in raw:
        value = raw["vb"]
        if type(value) is not bool:
            raise _wrong_type(value, "vb", "true or false")
        return value, False
    text = _text(raw, "vs")
    if "\0" in text or not _is_unicode(text):
        raise _bad("the text holds a character that cannot be kept.", "vs", "Leave out NUL and lone surrogates.")
    return text, False


def _moment(seconds: _Number, received: datetime) -> tuple[datetime, bool]:
    """Give the instant, to whole microseconds (half to even), and whether the time was absolute."""
    if isinstance(seconds, int):
        possible, absolute = -_LATEST < seconds < _LATEST, seconds >= RELATIVE_BELOW
    else:
        possible, absolute = -_LATEST_DECIMAL < seconds < _LATEST_DECIMAL, seconds >= _RELATIVE_BELOW_DECIMAL
    if not possible:
        raise _impossible(seconds)
    # An int product or an exact decimal one, never a float.
    micros = seconds * 1_000_000 if isinstance(seconds, int) else int((seconds * _MILLION).to_integral_value())
    try:
        return (EPOCH if absolute else received) + timedelta(microseconds=micros), absolute
    except OverflowError:
        raise _impossible(seconds) from None


def _update_time(raw: dict[str, Any]) -> timedelta:
    seconds = _number(raw, "ut")
    if not 0 <= seconds < RELATIVE_BELOW:
        raise _bad(f"'ut' is {seconds:.6g}.", "ut", "Give the most seconds until the next reading, 0 or more.")
    return timedelta(microseconds=int(seconds * 1_000_000))


def _text(raw: dict[str, Any], field: str) -> str:
    value = raw[field]
    if type(value) is not str:
        raise _wrong_type(value, field, "text")
    return value


def _number(raw: dict[str, Any], field: str) -> _Number:
    value = raw[field]
    if type(value) is int or type(value) is Decimal:
        return _finite(value, field)
    raise _wrong_type(value, field, "a number")


def _finite(value: _Number, field: str) -> _Number:
    """Let numbers pass that a float can hold."""
    farthest = _FARTHEST if isinstance(value, int) else _FARTHEST_DECIMAL
    if -farthest < value < farthest:
        return value
    raise _bad("the number is too great.", field, "Check the sensor.")


def _check_unknown(field: str) -> None:
    if field == "vd":
        mend = "Send what is meant as 'v', 'vb' or 'vs'."
        raise Refused(Reason.UNSUPPORTED, "Data values are not taken.", mend=mend, field=field)
    if field in ("s", "bs"):
        mend = "Send the readings themselves in 'v'."
        raise Refused(Reason.UNSUPPORTED, "Sums are not taken.", mend=mend, field=field)
    if field.endswith("_"):
        says = f"{field!r:.40} must be understood, and is not."
        raise Refused(Reason.UNSUPPORTED, says, mend="Leave it out.", field=field)


def _check_version(raw: dict[str, Any]) -> None:
    version = raw["bver"]
    if type(version) is not int or not 0 < version <= VERSION:
        raise _bad(f"version {version!s:.20} is not known.", "bver", f"Send version {VERSION}, or leave 'bver' out.")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: object) -> str:
    return {dict: "object", list: "array", str: "text", bool: "flag", type(None): "null"}.get(type(value), "number")


def _bad(says: str, field: str, mend: str) -> Refused:
    return Refused(Reason.BAD_SENML, says[:1].upper() + says[1:], mend=mend, field=field)


def _bad_name(name: str) -> Refused:
    if not name:
        return _bad("there is no name.", "n", "Say what is told in 'n', such as bed.occupied.")
    return _bad(
        f"{name!r:.60} cannot be a name.", "n", "Use letters, digits and - : . _ / ; begin with a letter or digit."
    )


def _wrong_type(value: object, field: str, expected: str) -> Refused:
    says = f"'{field}' is a {_kind(value)}, not {expected}."
    return Refused(Reason.WRONG_TYPE, says, mend=f"Give {expected} in '{field}'.", field=field)


def _impossible(seconds: _Number) -> Refused:
    return Refused(
        Reason.IMPOSSIBLE_TIME,
        f"{seconds:.16g} seconds is no time.",
        mend="Give seconds since 1970 (UTC), or none for now.",
        field="t",
    )


def in_record(refused: Refused, number: int, count: int) -> Refused:
    """Say which record it was, where there are several."""
    if count == 1:
        return refused
    field = f"record {number}, {refused.field}" if refused.field else f"record {number}"
    return Refused(refused.reason, f"Record {number} of {count}: {refused.says}", mend=refused.mend, field=field)


def pack(readings: Iterable[tuple[str, Value, datetime | None]]) -> bytes:
    """Write (name, value, time) as a pack, in this order; a time of None means "now" to whoever receives it.

    Raises ValueError for a naive time, one before 1978-07-04 (SenML would take it as relative) and NaN or infinity.
    """
    records: list[dict[str, Any]] = []
    for name, value, time in readings:
        field = "vb" if isinstance(value, bool) else "vs" if isinstance(value, str) else "v"
        record: dict[str, Any] = {"n": name, field: value}
        if time is not None:
            micros = to_micros(time)
            if micros < RELATIVE_BELOW * 1_000_000:
                earliest = datetime.fromtimestamp(RELATIVE_BELOW, UTC)
                msg = f"{time.isoformat()} cannot be told in SenML: absolute times begin at {earliest.isoformat()}"
                raise ValueError(msg)
            # Exact: until the year 2242 neighbouring doubles are less than a microsecond apart.
            record["t"] = micros // 1_000_000 if micros % 1_000_000 == 0 else micros / 1_000_000
        records.append(record)
    return json.dumps(records, separators=(",", ":"), allow_nan=False).encode()
