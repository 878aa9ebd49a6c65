"""What was put aside comes back by the clock of its home, without anybody doing anything."""

from datetime import timedelta
from pathlib import Path

from care.alerts import Alert, State
from care.clock import ClockKind
from tests.gateway.judged import NIGHT, Judged, judged, presses, tick


def shelve(site: Judged, alert: Alert, at: float, until: float) -> None:
    """Shelve an alert from minute to minute of its home's clock."""
    moment = [NIGHT + timedelta(minutes=minute) for minute in (at, until)]
    site.judge.desk.put_aside(alert.id, alert.version, "eva", moment[0], reason="Airing", until=moment[1])


def stands(site: Judged) -> list[tuple[State, float]]:
    """State of the home's alerts, and the minute of their last move by its clock."""
    last = [site.registry.alerts.moves(alert.id)[-1].at for alert in site.alerts()]
    return [(a.state, (at - NIGHT) / timedelta(minutes=1)) for a, at in zip(site.alerts(), last, strict=True)]


async def test_in_a_home_of_the_walls_time_when_the_wall_says_so_also_after_a_restart(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(1, presses(1))
        shelve(site, site.alerts()[0], 1, 30)
        await site.go(29)
        assert stands(site) == [(State.SHELVED, 1)]
        site.start()
        await site.go(31)
        assert stands(site) == [(State.UNACKNOWLEDGED, 30)]


async def test_in_a_home_of_its_own_time_when_that_says_so_whatever_the_wall_says(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.OWN) as site:
        await site.go(1, presses(1), tick(1))
        shelve(site, site.alerts()[0], 1, 30)
        await site.go(999, tick(29))
        assert stands(site) == [(State.SHELVED, 1)]
        await site.go(999, tick(240))
        assert stands(site) == [(State.UNACKNOWLEDGED, 30)]


async def test_a_standing_order_ends_for_the_whole_site_by_the_wall(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL, ["h1", "h2"]) as site:
        await site.go(0)
        until = NIGHT + timedelta(minutes=30)
        site.judge.desk.order(State.SUPPRESSED, "a", "eva", NIGHT, reason="Test session", until=until)
        site.at(10)
        await site.go(10, presses(10))
        assert stands(site) == [(State.SUPPRESSED, 10)]
        await site.go(31)
        assert stands(site) == [(State.UNACKNOWLEDGED, 30)]
        await site.go(40, presses(40))
        assert stands(site)[1:] == [(State.UNACKNOWLEDGED, 40)]


async def test_what_was_missed_by_a_gateway_that_was_down_is_put_aside_by_the_order_of_now(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(0)
        await site.come(presses(5, by=15))  # the home's box sent it later
        site.at(20)
        site.judge.desk.order(
            State.SUPPRESSED, "a", "eva", NIGHT + timedelta(minutes=10), reason="In hospital", home="h1"
        )
        site.start()
        await site.go(21)
        assert [a.state for a in site.alerts()] == [State.SUPPRESSED]
