"""The provisioned dashboard: its InfluxQL is answered by the real influxd, its metrics are those that there are."""

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from ruamel.yaml import YAML

from care.events import Event
from care.quantities import Value
from store.influx import Server, Writer
from store.journal import Journal, JournalFollower
from tests.store.influx.influxd import USER, Influxd

GRAFANA = Path(__file__).parents[2] / "dashboards" / "grafana"
BOARD: Mapping[str, Any] = json.loads((GRAFANA / "mistel.json").read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
READINGS = [(panel, target) for panel in PANELS for target in panel["targets"] if "query" in target]
METRICS = [(panel, target) for panel in PANELS for target in panel["targets"] if "expr" in target]
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TOLD: list[tuple[str, str, Value, int]] = [
    ("hall", "motion", True, 0),
    ("hall", "motion", False, 1),
    ("hall", "motion", True, 90),
    ("bed", "bed.occupied", True, 5),
    ("bed", "bed.occupied", False, 400),
    ("door", "contact.open", True, 10),
    ("climate", "temperature", 20.0, 10),
    ("climate", "temperature", 22.0, 12),
    ("button", "alarm.button", True, 20),
    ("worn", "fall", True, 30),
    ("button", "battery", 80.0, 40),
    ("button", "battery", 79.0, 50),
    ("planner", "reminder.shown", "Lunch", 0),
]


def yaml(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = YAML(typ="safe").load(GRAFANA / name)
    return found


@pytest.fixture(scope="module")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influxd]:
    with Influxd(tmp_path_factory.mktemp("influxd")) as running:
        yield running


@pytest.fixture
async def filled(influxd: Influxd, tmp_path: Path) -> Influxd:
    """An InfluxDB that followed a journal with two homes of two sites."""
    for site, home in (("north", "h1"), ("south", "h2")):
        events = [
            Event(site, home, device, quantity, NOON + timedelta(minutes=minutes), value, NOON)
            for device, quantity, value, minutes in TOLD
        ]
        async with Journal.open(tmp_path, site) as journal:
            await journal.keep(events)
        follower, server = JournalFollower.open(tmp_path, site), Server(influxd.target())
        assert Writer(server).write(follower.arrivals(0, 100)) == []
        server.close()
        follower.close()
    return influxd


def asked(query: str, site: str, home: str) -> str:
    """A query as Grafana asks it, for these choices and a day."""
    span = f"time >= '{NOON.date()}T00:00:00Z' AND time < '{NOON.date() + timedelta(days=1)}T00:00:00Z'"
    for name, value in {"$timeFilter": span, "$__interval": "5m", "$site": site, "$home": home}.items():
        query = query.replace(name, value)
    assert "$" not in query.replace("$/", "/"), query
    return query


def series(influxd: Influxd, query: str, site: str = "north", home: str = "h1") -> list[dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", influxd.port, timeout=20)
    user, _, password = USER.partition(":")
    choices = urlencode({"u": user, "p": password, "db": "mistel", "q": asked(query, site, home)})
    connection.request("GET", f"/query?{choices}")
    (result,) = json.loads(connection.getresponse().read())["results"]
    connection.close()
    assert "error" not in result, result
    found: list[dict[str, Any]] = result.get("series", [])
    return found


def numbers(found: list[dict[str, Any]]) -> list[object]:
    return [row[1] for one in found for row in one["values"] if row[1] is False or row[1] not in (None, 0)]


@pytest.mark.server("influxd")
@pytest.mark.parametrize(("panel", "target"), READINGS, ids=[panel["title"] for panel, _ in READINGS])
async def test_a_panel_of_readings_shows_the_chosen_home_and_no_other(
    panel: dict[str, Any], target: dict[str, str], filled: Influxd
) -> None:
    wanted: dict[str, list[object]] = {
        "Movement an hour": [1, 1],
        "Bed": [True, False],
        "Doors": [True],
        "Temperature": [21],
        "Calls for help a day": [1, 1],
        "Battery left": [79],
        "Reminders shown": ["Lunch"],
    }
    assert numbers(series(filled, target["query"])) == wanted[panel["title"]]
    assert numbers(series(filled, target["query"], home="h2")) == []
    assert len(numbers(series(filled, target["query"], site=".*", home=".*"))) == 2 * len(wanted[panel["title"]])


@pytest.mark.server("influxd")
async def test_sites_and_their_homes_can_be_chosen(filled: Influxd) -> None:
    choices = {variable["name"]: variable["query"] for variable in BOARD["templating"]["list"]}
    for name, site, wanted in (
        ("site", ".*", {"north", "south"}),
        ("home", "north", {"h1"}),
        ("home", ".*", {"h1", "h2"}),
    ):
        found = {row[1] for one in series(filled, choices[name], site=site) for row in one["values"]}
        assert found == wanted


def test_every_panel_says_what_it_shows_and_asks_a_source_that_is_provisioned() -> None:
    sources = {source["uid"]: source["type"] for source in yaml("datasources.yaml")["datasources"]}
    for panel, target in READINGS + METRICS:
        assert panel["title"]
        assert panel["description"]
        assert sources[target["datasource"]["uid"]] == target["datasource"]["type"] == panel["datasource"]["type"]
    assert len(READINGS) + len(METRICS) == sum(len(panel["targets"]) for panel in PANELS)


def test_every_metric_that_is_asked_for_is_one_that_mistel_gives(root: Path) -> None:
    page = (root / "docs" / "operations.md").read_text()
    made = {
        name: set(labels.split(", "))
        for name, labels in re.findall(r"^\| `(mistel_\w+)` \| ([\w, ]*) \|", page, re.MULTILINE)
    }
    for panel, target in METRICS:
        for name, chosen in re.findall(r"(mistel_\w+)(?:\{(.*?)\})?", target["expr"]):
            assert name in made, panel["title"]
            assert set(re.findall(r"(\w+)=", chosen)) <= made[name]
        shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
        assert shown <= set.union(*(made[name] for name in re.findall(r"mistel_\w+", target["expr"])))


def test_rates_lag_refusals_and_the_watermark_are_shown() -> None:
    asked_for = " ".join(target["expr"] for _, target in METRICS)
    for name in ("events_kept", "messages", "follower_lag_seconds", "refusals", "judged_timestamp_seconds"):
        assert f"mistel_{name}" in asked_for


def test_panels_lie_beside_each_other_and_have_ids_of_their_own() -> None:
    cells = [
        (x, y)
        for panel in BOARD["panels"]
        for at in [panel["gridPos"]]
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))
    assert all(0 <= x < 24 for x, _ in cells)
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
