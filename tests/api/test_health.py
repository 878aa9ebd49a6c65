"""Health names each part that does not work and why, and tells nobody more than they may know."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.app import create_app
from api.health import LEAST_ROOM, look
from care.errors import StoreError
from gateway.followers import Following
from gateway.report import Report
from store.registry import Heartbeat
from tests.api.world import SITES, Town

NOW = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
RULES = Following(name="rules", position=7, behind=0, waits=timedelta())
WELL = Report(site="a", connected=True, followers=(RULES,))
HERE, ELSEWHERE = 1, 2


def beat(report: Report = WELL, seconds: float = 5, pid: int = ELSEWHERE) -> dict[str, Heartbeat]:
    says = report.model_dump(mode="json")
    return {
        f"gateway/{report.site}": Heartbeat(f"gateway/{report.site}", pid, NOW - timedelta(seconds=seconds), says),
        "worker": Heartbeat("worker", 3, NOW - timedelta(days=1)),
    }


def troubles(
    beats: dict[str, Heartbeat], live: dict[str, Report] | None = None, room: int = LEAST_ROOM
) -> dict[str, list[str]]:
    health = look(beats, live or {}, NOW, pid=HERE, room=room, names={"a"})
    assert (health.status == "ok") is all(part.ok for part in health.parts.values())
    return {name: part.says for name, part in health.parts.items() if not part.ok}


def test_all_is_well_when_every_gateway_says_so() -> None:
    assert troubles(beat()) == {}
    assert troubles({}, {"a": WELL}) == {}
    assert troubles({}) == {}


@pytest.mark.parametrize(
    ("report", "part", "says"),
    [
        ({"connected": False}, "broker", "Site a: not connected to the broker."),
        (
            {"trouble": "/state/a: full", "waiting": 12},
            "journal",
            "Site a: cannot keep, 12 messages wait unacknowledged.",
        ),
        (
            {"followers": (RULES.model_copy(update={"behind": 40, "waits": timedelta(seconds=31)}),)},
            "rules",
            "Site a: 40 events behind, the oldest for 31 s.",
        ),
        (
            {"followers": (RULES, RULES.model_copy(update={"name": "influxdb", "trouble": "401 of http://db"}))},
            "influxdb",
            "Site a: cannot go on; the log says why.",
        ),
    ],
)
def test_a_part_that_does_not_work_says_why_here_or_by_heartbeat(
    report: dict[str, object], part: str, says: str
) -> None:
    told = WELL.model_copy(update=report)
    assert troubles({}, {"a": told}) == {part: [says]}
    assert troubles(beat(told)) == {part: [says]}


def test_a_gateway_whose_heartbeat_is_too_old_is_silent() -> None:
    assert troubles(beat(seconds=60)) == {}
    assert troubles(beat(seconds=61)) == {"gateways": ["Site a: no sign of life for 61 s."]}


def test_a_site_that_another_process_has_is_judged_by_what_that_one_says() -> None:
    ours = Report(site="a", connected=False)
    assert troubles(beat(), {"a": ours}) == {}
    assert set(troubles(beat(pid=HERE), {"a": ours})) == {"broker"}


def test_too_little_room_is_told_before_the_disk_is_full() -> None:
    assert troubles({}, room=LEAST_ROOM - 1) == {"disk": ["Under 64 MB are left for the state. Make room."]}


def stopped(site: str) -> Report:
    behind = Following(name="rules", position=3, behind=120, waits=timedelta(seconds=45))
    return Report(site=site, connected=True, followers=(behind,))


async def asked(town: Town, person: str | None = None, **headers: str) -> httpx.Response:
    live = {SITES["real"]: stopped(SITES["real"]), SITES["other"]: stopped(SITES["other"])}
    platform = replace(town.platform, live=lambda: live, metrics_token="scrape me")
    async with town.client(create_app(platform), person, **headers) as client:
        return await client.get("/health")


async def test_a_stopped_follower_is_503_with_the_reason(town: Town) -> None:
    answer = await asked(town)
    assert answer.status_code == 503
    assert answer.json()["status"] == "trouble"
    assert answer.json()["parts"]["rules"] == {
        "ok": False,
        "says": ["2 sites: 120 events behind, the oldest for 45 s."],
    }
    assert answer.json()["parts"]["broker"] == {"ok": True, "says": []}


async def test_sites_are_named_to_those_only_who_may_see_their_metrics(town: Town) -> None:
    seen = {
        None: [],
        "care": [],
        "administrator": [SITES["real"]],
        "stranger": [SITES["other"]],
    }
    for person, sites in seen.items():
        said = (await asked(town, person)).json()["parts"]["rules"]["says"]
        assert [site for site in SITES.values() if any(site in line for line in said)] == sites
        assert len(said) == (2 if sites else 1)
    said = (await asked(town, Authorization="Bearer scrape me")).json()["parts"]["rules"]["says"]
    assert said == [f"Site {SITES[w]}: 120 events behind, the oldest for 45 s." for w in ("real", "other")]


async def test_a_registry_that_does_not_answer_is_told_as_that_and_the_process_still_lives(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(town.registry.heartbeats, "all", fails)
    async with town.client() as client:
        health, live = await client.get("/health"), await client.get("/health/live")
    assert health.status_code == 503
    assert list(health.json()["parts"]) == ["registry"]
    assert (live.status_code, live.json()) == (200, {"status": "ok"})


async def test_a_town_without_gateways_is_well(town: Town) -> None:
    town.registry.heartbeats.beat(f"gateway/{SITES['real']}", os.getpid(), town.clock())
    async with town.client() as client:
        answer = await client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
