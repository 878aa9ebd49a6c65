"""A home can be erased from InfluxDB, and the others stay."""

from datetime import UTC, datetime, timedelta

import pytest

from care.events import Event
from store.influx import InfluxError, InfluxReader, Server, Target, Writer, erase_home
from store.influx.erasing import FOR_EVER
from store.journal import Arrival
from tests.store.influx.influx_shim import Answer
from tests.store.influx.influxd import Influxd
from tests.store.influx.stand_in_two import ORG, TOKEN, StandInTwo

START = datetime(2026, 1, 1, 22, tzinfo=UTC)


def arrivals(site: str, home: str, number: int) -> list[Arrival]:
    times = [START + timedelta(hours=n) for n in range(number)]
    return [Arrival(n, Event(site, home, "hall", "motion", time, True, time), 0) for n, time in enumerate(times)]


@pytest.mark.server("influxd")
def test_an_erased_home_is_gone_and_the_others_stay(influxd: Influxd, bucket: str) -> None:
    with Server(influxd.target(bucket=bucket)) as server:
        for site, home in (("north", "h1"), ("north", "h2"), ("south", "h1")):
            Writer(server).write(arrivals(site, home, 300))
        assert erase_home(server, "north", "h1") == 300
        assert erase_home(server, "north", "h1") == 0
        left = [
            (site, s.home, s.events)
            for site in ("north", "south")
            for s in InfluxReader(server, site).series(*FOR_EVER)
        ]
        assert left == [("north", "h2", 300), ("south", "h1", 300)]
        Writer(server).write(arrivals("north", "h1", 2))
        assert len(InfluxReader(server, "north").latest("h1")) == 1


@pytest.mark.server("influxd")
def test_a_server_that_cannot_erase_says_so(influxd: Influxd) -> None:
    influxd.shim.instead.append(Answer(200, b'{"version":"3.4.1"}', {"Content-Type": "application/json"}))
    with Server(influxd.target()) as server, pytest.raises(InfluxError, match="nothing was erased"):
        erase_home(server, "north", "h1")


def test_a_bucket_is_asked_to_delete_by_home() -> None:
    with StandInTwo() as two, Server(Target(two.url, TOKEN, ORG["name"])) as server:
        two.mapped.append("mistel")
        assert erase_home(server, "north", "h1") == 3
        (asked,) = two.deleted
    assert asked["predicate"] == 'site="north" AND home="h1"'
    assert (asked["bucket"], asked["org"]) == ("mistel", ORG["name"])
    assert asked["start"].startswith("1970-01-01")
    assert asked["stop"].startswith("2262-01-01")
