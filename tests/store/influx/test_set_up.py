"""An InfluxDB is set up by one command, which may be given again, and says what it did."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from store.influx import Fault, InfluxError, Server, Target, set_up
from store.influx.setup import FOREVER
from tests.store.influx.influx_shim import Answer
from tests.store.influx.influxd import ADMIN, USER, Influxd
from tests.store.influx.stand_in_two import ORG, TOKEN, StandInTwo

influxd_1 = pytest.mark.server("influxd")


@pytest.fixture
def two() -> Iterator[StandInTwo]:
    with StandInTwo() as running:
        yield running


def policies(influxd: Influxd, database: str) -> dict[str, str]:
    told = json.loads(influxd.ask(f'SHOW RETENTION POLICIES ON "{database}"'))
    return {row[0]: row[1] for row in told["results"][0]["series"][0]["values"]}


@influxd_1
def test_a_database_is_made_and_keeps_what_it_is_told_as_long_as_was_said(influxd: Influxd) -> None:
    with Server(influxd.target(ADMIN, "new one")) as server:
        assert set_up(server, None) == [
            "Database new one made.",
            "Readings are kept for always (retention policy autogen, as it was).",
        ]
        assert set_up(server, timedelta(days=400)) == [
            "Database new one was there.",
            "Readings are now kept for 400 days (retention policy autogen; before: for always).",
        ]
        assert policies(influxd, "new one") == {"autogen": "9600h0m0s"}
        assert set_up(server, None)[1:] == ["Readings are kept for 400 days (retention policy autogen, as it was)."]
        for days in (1, 30):
            set_up(server, timedelta(days=days))
            assert policies(influxd, "new one") == {"autogen": f"{days * 24}h0m0s"}
        set_up(server, FOREVER)
        assert policies(influxd, "new one") == {"autogen": "0s"}


@influxd_1
def test_a_retention_policy_of_its_own_is_made(influxd: Influxd) -> None:
    with Server(influxd.target(ADMIN, "shared/mistel")) as server:
        assert set_up(server, timedelta(days=30)) == [
            "Database shared made.",
            "Retention policy mistel made: readings are kept for 30 days.",
        ]
        assert policies(influxd, "shared") == {"autogen": "0s", "mistel": "720h0m0s"}


@influxd_1
@pytest.mark.parametrize("token", [USER, "admin:wrong"])
def test_who_may_not_is_told_what_is_needed(influxd: Influxd, token: str) -> None:
    with (
        Server(influxd.target(token, "not-made")) as server,
        pytest.raises(InfluxError, match="an administrator's") as told,
    ):
        set_up(server, None)
    assert told.value.fault is Fault.DENIED


@influxd_1
def test_influxdb_3_is_set_up_where_it_runs(influxd: Influxd) -> None:
    influxd.shim.instead.append(Answer(200, b'{"version":"3.4.1"}', {"Content-Type": "application/json"}))
    with Server(influxd.target()) as server, pytest.raises(InfluxError, match="influxdb3 create database"):
        set_up(server, None)


def test_a_bucket_is_made_and_its_retention_set(two: StandInTwo) -> None:
    with Server(Target(two.url, TOKEN, ORG["name"])) as server:
        assert set_up(server, timedelta(days=400)) == ["Bucket mistel made: readings are kept for 400 days."]
        assert two.buckets["mistel"]["retentionRules"] == [{"type": "expire", "everySeconds": 400 * 86400}]
        assert two.buckets["mistel"]["orgID"] == ORG["id"]
        assert set_up(server, None) == ["Bucket mistel was there: readings are kept for 400 days."]
        said = "Bucket mistel: readings are now kept for always (before: for 400 days)."
        assert set_up(server, FOREVER) == [said]
        assert set_up(server, FOREVER) == ["Bucket mistel was there: readings are kept for always."]


def test_an_older_2_is_told_how_influxql_finds_the_bucket() -> None:
    with StandInTwo(maps_by_itself=False) as two, Server(Target(two.url, TOKEN, ORG["name"])) as server:
        assert set_up(server, None)[1:] == ["InfluxQL may read it: a mapping of database and policy was made."]
        assert two.mapped == ["mistel"]


def test_a_wrong_token_or_organisation_is_told(two: StandInTwo) -> None:
    with (
        Server(Target(two.url, "wrong", ORG["name"])) as server,
        pytest.raises(InfluxError, match="MISTEL_INFLUX_TOKEN"),
    ):
        set_up(server, None)
    with Server(Target(two.url, TOKEN, "village")) as server, pytest.raises(InfluxError, match="village"):
        set_up(server, None)
