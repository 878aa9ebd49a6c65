"""Metrics are by site, never by home or person, and for those only who may see them."""

from dataclasses import replace
from datetime import timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.metrics import DeskMetrics
from care.duty import Channel
from care.notices import Notice
from tests.api.world import HOMES, SITES, Town

TOKEN = "a token for the scraper"


def measured(town: Town) -> Town:
    registry = CollectorRegistry()
    registry.register(DeskMetrics(town.registry, town.clock))
    return Town(replace(town.platform, metrics=registry, metrics_token=TOKEN), town.clock, town.readers)


def samples(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            others = [value for name, value in sorted(sample.labels.items()) if name != "site"]
            found.setdefault(sample.name, {})[sample.labels["site"], *others] = sample.value
    return found


async def scrape(town: Town, person: str | None = None, **headers: str) -> dict[str, dict[tuple[str, ...], float]]:
    async with town.client(create_app(town.platform), person, **headers) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return samples(answer.text)


async def test_the_desk_is_counted_by_site(town: Town) -> None:
    town = measured(town)
    alert = town.raise_alert()
    town.raise_alert(home=HOMES["other"])
    town.desk.acknowledge(alert.id, 1, "care")
    town.registry.heartbeats.beat(f"gateway/{SITES['real']}", 1, town.clock() - timedelta(seconds=70))
    at = town.clock()
    told = Notice(
        site=alert.site, alert=alert.id, round=0, step=0, contact="bo", channel=Channel.SMS, at=at, planned=at
    )
    town.registry.notices.plan([told, told.model_copy(update={"contact": "eva"})])
    seen = await scrape(town, Authorization=f"Bearer {TOKEN}")
    assert seen["mistel_desk_moves_total"] == {
        (SITES["real"], "raise"): 1,
        (SITES["real"], "acknowledge"): 1,
        (SITES["other"], "raise"): 1,
    }
    assert seen["mistel_alerts_open"] == {
        (SITES["real"], "high", "acknowledged"): 1,
        (SITES["other"], "high", "unacknowledged"): 1,
    }
    assert seen["mistel_notices"] == {(SITES["real"], "sms", "planned"): 2}
    assert seen["mistel_gateway_heartbeat_age_seconds"] == {(SITES["real"],): 70}
    assert (await scrape(town, Authorization=f"Bearer {TOKEN}"))["mistel_desk_moves_total"] == seen[
        "mistel_desk_moves_total"
    ]


async def test_an_administrator_sees_the_sites_of_their_own_organisation(town: Town) -> None:
    town = measured(town)
    for home in HOMES.values():
        town.raise_alert(home=home)
    seen = await scrape(town, "administrator")
    assert {labels[0] for labels in seen["mistel_desk_moves_total"]} == {SITES["real"], SITES["test"]}


async def test_no_home_and_no_person_stands_in_the_metrics(town: Town) -> None:
    town = measured(town)
    alert = town.raise_alert()
    town.desk.acknowledge(alert.id, 1, "care")
    async with town.client(create_app(town.platform), Authorization=f"Bearer {TOKEN}") as client:
        text = (await client.get("/metrics")).text
    assert not [name for name in (*HOMES.values(), "resident-", "care", "front-door", alert.id) if name in text]


async def test_the_token_for_metrics_opens_nothing_else(town: Town) -> None:
    town = measured(town)
    async with town.client(create_app(town.platform), Authorization=f"Bearer {TOKEN}") as client:
        assert (await client.get("/api/sites")).status_code == 401
        assert (await client.get("/api/me")).status_code == 401
    async with town.client(create_app(town.platform), Authorization="Bearer something else") as client:
        assert (await client.get("/metrics")).status_code == 401


async def test_without_a_token_in_the_settings_none_is_taken(town: Town) -> None:
    async with town.client(Authorization="Bearer ") as client:
        assert (await client.get("/metrics")).status_code == 401
