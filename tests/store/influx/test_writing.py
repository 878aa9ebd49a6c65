"""Whatever part of a batch InfluxDB rejects is found, named, and the rest is there."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.events import Event
from store.influx import Fault, InfluxError, InfluxReader, Rejected, Server, Writer
from store.influx.erasing import FOR_EVER
from store.influx.errors import answered
from store.influx.line import Lines, instant, nanos
from store.journal import Arrival
from tests.store.influx.influxd import Influxd

START = datetime(2026, 1, 1, 22, tzinfo=UTC)


def arrival(
    number: int, *, quantity: str = "power", value: float | bool | str | None = None, before: int = 0
) -> Arrival:
    at = START + timedelta(seconds=number)
    return Arrival(
        number, Event("a", "h1", "hall", quantity, at, float(number) if value is None else value, at), before
    )


class Refusing:
    """A server that keeps lines, all but those that it refuses, and says so as one of the three InfluxDBs does."""

    def __init__(self, refuses: Callable[[str], bool], *, longest: int = 10**9, names_lines: bool = False) -> None:
        self.refuses = refuses
        self.longest = longest
        self.names_lines = names_lines
        self.kept: set[str] = set()
        self.asked = 0

    def write(self, lines: str) -> None:
        self.asked += 1
        if len(lines) > self.longest:
            raise answered("http://x", "b", 413, {}, b"")
        refused = [number for number, line in enumerate(lines.split("\n"), 1) if self.refuses(line)]
        self.kept |= {line for line in lines.split("\n") if not self.refuses(line)}
        if refused:
            told: dict[str, object] = {"error": f"partial write: no dropped={len(refused)}"}
            if self.names_lines:
                data = [{"line_number": number, "error_message": "no", "original_line": ""} for number in refused]
                told = {"error": "partial write of line protocol occurred", "data": data}
            raise answered("http://x", "b", 400, {}, json.dumps(told).encode())


def numbers(rejected: list[Rejected]) -> list[int]:
    return sorted(int((event.time - START).total_seconds()) for each in rejected for event in each.events)


@given(bad=st.sets(st.integers(0, 99)), longest=st.integers(60, 20_000), names_lines=st.booleans())
def test_exactly_the_bad_ones_are_named_and_all_others_are_kept(bad: set[int], longest: int, names_lines: bool) -> None:
    batch = [arrival(n, quantity="power" if n % 3 else "co2") for n in range(100)]
    lines = [Lines().line(each.event, 0) for each in batch]
    refused = {lines[number] for number in bad}
    server = Refusing(refused.__contains__, longest=longest, names_lines=names_lines)
    rejected = Writer(server).write(batch)  # type: ignore[arg-type]
    assert numbers(rejected) == sorted(bad)
    assert server.kept == set(lines) - refused
    assert all(each.line in refused for each in rejected)


def test_what_is_older_than_the_retention_is_found_in_few_tries() -> None:
    batch = [arrival((n * 37) % 2000) for n in range(2000)]
    server = Refusing(lambda line: int(line.rpartition(" ")[2]) < nanos(arrival(700).event, 0))
    assert numbers(Writer(server).write(batch)) == list(range(700))  # type: ignore[arg-type]
    assert server.asked < 30


def test_one_that_is_too_large_by_itself_is_named() -> None:
    small, large = arrival(1), arrival(2, quantity="reminder.shown", value="x" * 300)
    server = Refusing(lambda _: False, longest=200)
    (rejected,) = Writer(server).write([small, large])  # type: ignore[arg-type]
    assert (rejected.events, len(server.kept)) == ([large.event], 1)


def test_more_values_of_one_instant_than_can_be_told_apart_are_named() -> None:
    server = Refusing(lambda _: False)
    batch = [arrival(1, value=float(n), before=n) for n in range(1002)]
    (rejected,) = Writer(server).write(batch)  # type: ignore[arg-type]
    assert [event.value for event in rejected.events] == [1000.0, 1001.0]
    assert len({line.rpartition(" ")[2] for line in server.kept}) == 1000


def test_a_trouble_that_is_not_of_a_point_is_raised() -> None:
    for status, body, fault in ((400, b'{"error":"no such precision"}', Fault.OTHER), (404, b"{}", Fault.MISSING)):
        server = Refusing(lambda _: False)
        server.write = _raising(answered("http://x", "b", status, {}, body))  # type: ignore[method-assign]
        with pytest.raises(InfluxError) as told:
            Writer(server).write([arrival(1)])  # type: ignore[arg-type]
        assert told.value.fault is fault


def _raising(error: InfluxError) -> Callable[[str], None]:
    def write(lines: str) -> None:
        raise error

    return write


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(0, 999))  # noqa: DTZ001 - hypothesis wants them so
def test_a_time_comes_back_whatever_its_digits(moment: datetime, before: int) -> None:
    time = moment.replace(tzinfo=UTC)
    event = Event("a", "h1", "hall", "power", time, 1.0, time)
    assert instant(nanos(event, before)) == time


@pytest.mark.server("influxd")
def test_a_retention_policy_may_be_written_to_and_read_from(influxd: Influxd, bucket: str) -> None:
    influxd.ask(f'CREATE RETENTION POLICY "ours" ON "{bucket}" DURATION INF REPLICATION 1')
    batch = [arrival(n, quantity="power" if n % 2 else "motion", value=None if n % 2 else True) for n in range(10)]
    with Server(influxd.target(bucket=f"{bucket}/ours")) as server:
        assert Writer(server).write(batch) == []
        reader = InfluxReader(server, "a")
        assert [series.events for series in reader.series(*FOR_EVER)] == [5, 5]
        assert len(reader.span("h1", *FOR_EVER)) == 10
        assert len(reader.latest()) == 2
    with Server(influxd.target(bucket=bucket)) as server:
        assert InfluxReader(server, "a").series(*FOR_EVER) == []
