"""A gateway that is silent for over a minute is an alert, until it beats again; in virtual time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.watch import GatewayWatch
from care.alerts import Closing, Outcome, State
from tests.api.world import SITES, Town

SITE = SITES["real"]


@pytest.fixture
def beats(town: Town) -> Callable[[str], None]:
    return lambda site: town.registry.heartbeats.beat(f"gateway/{site}", 1, town.clock())


def watch(town: Town) -> GatewayWatch:
    return GatewayWatch(town.registry, town.desk, town.clock)


def passes(town: Town, seconds: float) -> None:
    town.clock.at += timedelta(seconds=seconds)


async def test_a_gateway_silent_for_over_a_minute_is_one_alert_of_its_site(
    town: Town, beats: Callable[[str], None]
) -> None:
    began, watching = town.clock(), watch(town)
    beats(SITE)
    passes(town, 60)
    assert watching.look() == []
    passes(town, 1)
    (alert,) = watching.look()
    assert (alert.situation, alert.site, alert.home, alert.state) == (
        "gateway_silent",
        SITE,
        None,
        State.UNACKNOWLEDGED,
    )
    assert alert.onset == began + timedelta(seconds=60)
    passes(town, 600)
    assert watching.look() == []
    assert watch(town).look() == []  # another process that serves pages


async def test_it_is_over_when_the_gateway_beats_again_and_the_next_silence_is_another(
    town: Town, beats: Callable[[str], None]
) -> None:
    watching = watch(town)
    beats(SITE)
    passes(town, 100)
    (first,) = watching.look()
    beats(SITE)
    back = town.clock()
    passes(town, 5)
    (over,) = watching.look()
    assert (over.id, over.end, over.state) == (first.id, back, State.RETURNED)
    assert watching.look() == []
    passes(town, 56)
    (second,) = watching.look()
    assert second.id != first.id


async def test_what_staff_closed_meanwhile_ends_all_the_same(town: Town, beats: Callable[[str], None]) -> None:
    watching = watch(town)
    beats(SITE)
    passes(town, 100)
    (alert,) = watching.look()
    town.desk.acknowledge(alert.id, 1, "care")
    town.desk.close(alert.id, 2, "care", closing=Closing(outcome=Outcome.TRUE))
    assert watching.look() == []
    beats(SITE)
    (over,) = watching.look()
    assert (over.state, over.end) == (State.CLOSED, town.clock())


async def test_a_silence_outlives_the_process_that_saw_it(town: Town, beats: Callable[[str], None]) -> None:
    beats(SITE)
    before = watch(town)
    passes(town, 100)
    (alert,) = before.look()
    passes(town, 100)
    after = watch(town)
    beats(SITE)
    assert [(a.id, a.end) for a in after.look()] == [(alert.id, town.clock())]


async def test_after_a_stop_of_all_a_gateway_has_a_minute_to_come_back(
    town: Town, beats: Callable[[str], None]
) -> None:
    beats(SITE)
    passes(town, 3600)
    watching = watch(town)
    passes(town, 60)
    assert watching.look() == []
    passes(town, 1)
    assert [alert.site for alert in watching.look()] == [SITE]


async def test_a_site_that_never_had_a_gateway_and_other_processes_are_no_alert(town: Town) -> None:
    watching = watch(town)
    town.registry.heartbeats.beat("worker", 1, town.clock())
    passes(town, 1000)
    assert watching.look() == []


async def test_the_board_shows_it_as_of_the_whole_site(town: Town, beats: Callable[[str], None]) -> None:
    watching = watch(town)
    beats(SITE)
    passes(town, 61)
    watching.look()
    async with town.client(person="care", **{"Accept-Language": "en"}) as client:
        page = (await client.get("/board")).text
        (alert,) = (await client.get("/api/alerts")).json()["items"]
        taken = await client.post(f"/api/alerts/{alert['id']}/acknowledge", json={"version": 1})
    assert SITES["real"] in page or "Solgården" in page
    assert alert["situation"] == "gateway_silent"
    assert taken.status_code == 200


async def test_what_was_put_aside_for_the_whole_site_comes_back_though_its_gateway_is_silent(
    town: Town, beats: Callable[[str], None]
) -> None:
    watching = watch(town)
    beats(SITE)
    passes(town, 61)
    (silent,) = watching.look()
    until = town.clock() + timedelta(hours=1)
    town.desk.put_aside(silent.id, 1, "care", town.clock(), reason="We know; it is being mended.", until=until)
    passes(town, 3599)
    assert watching.look() == []
    passes(town, 1)
    (back,) = watching.look()
    assert (back.id, back.state) == (silent.id, State.UNACKNOWLEDGED)
