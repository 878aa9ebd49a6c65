"""docs/operations.md names every metric with its labels, every part of health, and what the limits are."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, Metric

from api.health import ALIVE, LEAST_ROOM, MOST_BEHIND, PARTS
from api.metrics import DeskMetrics
from gateway.metrics import GatewayMetrics
from gateway.site import HEARTBEAT_SECONDS

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def families() -> list[Metric]:
    desk = DeskMetrics.__new__(DeskMetrics)
    return [*GatewayMetrics(list).describe(), *desk.describe()]


def test_every_metric_is_told_with_its_labels() -> None:
    made = {
        f"{family.name}{'_total' if isinstance(family, CounterMetricFamily) else ''}": ", ".join(family._labelnames)
        for family in families()
    }
    told = {name.strip("`"): labels for name, labels, _ in rows("Metrics")}
    assert told.pop("mistel_process_…") == ""
    assert told == made


def test_no_metric_is_told_by_home_or_person() -> None:
    assert {label for family in families() for label in family._labelnames} <= {
        "site",
        "reason",
        "queue",
        "follower",
        "home_clock",
        "edge",
        "move",
        "priority",
        "state",
        "rule",
        "mode",
        "channel",
    }


def test_what_is_told_of_itself_can_be_registered_together() -> None:
    registry = CollectorRegistry(auto_describe=True)
    registry.register(GatewayMetrics(list))
    assert list(registry.collect())


def test_every_part_of_health_is_told() -> None:
    told = {name for row in rows("Health") for name in re.findall(r"`(\w+)`", row[0])}
    assert told == set(PARTS)


def test_what_to_be_woken_by_names_metrics_that_are_there() -> None:
    made = {name.strip("`") for name, *_ in rows("Metrics")}
    asked = {name for row in rows("Be woken by") for name in re.findall(r"mistel_\w+", row[1])}
    assert asked <= made


@pytest.mark.parametrize(
    "says",
    [
        f"over {ALIVE.seconds} s",
        f"for over {MOST_BEHIND.seconds} s",
        f"under {LEAST_ROOM >> 20} MB",
        f"every {HEARTBEAT_SECONDS} s",
    ],
)
def test_the_page_names_the_limits_as_they_are(says: str) -> None:
    assert says in PAGE
