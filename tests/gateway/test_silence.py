"""Silence of a device, a home and a site is noticed by the minute: virtual time, real registry and journal."""

from datetime import timedelta
from pathlib import Path

from alerts.paging import pages
from care.alerts import Alert, State
from care.clock import ClockKind
from care.events import Event
from care.situations import SITUATIONS
from tests.gateway.judged import NIGHT, Judged, judged, opens, tick, told

DAY = 24 * 60
DEVICE, HOME, SITE, BATTERY = "device_silent", "home_silent", "site_silent", "battery_low"


def regular(
    since: float, until: float, device: str = "hall", quantity: str = "motion", every: float = 30, home: str = "h1"
) -> list[Event]:
    """What a device tells again and again, from minute to minute."""
    count = int((until - since) / every)
    return [
        told(since + n * every, device, quantity, home=home) for n in range(count + 1) if since + n * every <= until
    ]


async def own_days(site: Judged, *events: Event, until: float, every: float = 240) -> None:
    """Let an own-clock home tell this, its ticks between, as a replay does."""
    waiting = sorted(events, key=lambda event: event.order)
    minute = (waiting[0].time - NIGHT) / timedelta(minutes=1)
    while minute < until:
        minute = min(minute + every, until)
        end = NIGHT + timedelta(minutes=minute)
        now = [event for event in waiting if event.time <= end]
        waiting = waiting[len(now) :]
        await site.come(*now, tick(minute))
    await site.settle()


def silence(alerts: list[Alert]) -> list[tuple[str, str, float, float | None]]:
    """Situation, device that was seen last, minutes of onset and end; that nobody moves is another matter."""
    minute = timedelta(minutes=1)
    return [
        (
            a.situation,
            a.seen[-1].device if a.seen else "",
            (a.onset - NIGHT) / minute,
            None if a.end is None else (a.end - NIGHT) / minute,
        )
        for a in alerts
        if a.situation != "inactivity"
    ]


def equipment(site: Judged) -> list[Alert]:
    """The home's alerts that concern no person."""
    return [alert for alert in site.alerts() if SITUATIONS[alert.situation].technical]


async def test_a_regular_device_that_falls_silent_is_told_a_minute_after_its_interval(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        mat = regular(0, 5 * DAY, "mat", "bed.occupied", every=30)
        hall = [*regular(0, 4.5 * DAY), *regular(4.75 * DAY, 5 * DAY)]
        await own_days(site, *mat, *hall, until=5 * DAY)
        assert silence(equipment(site)) == [(DEVICE, "hall", 4.5 * DAY + 61, 4.75 * DAY)]


async def test_a_door_may_be_silent_for_days(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        doors = [opens(DAY + n * 11) for n in range(40)]
        await own_days(site, *regular(0, 9 * DAY), *doors, until=9 * DAY)
        assert [a for a in site.alerts() if a.situation != "left_home_at_night"] == []


async def test_a_hole_of_days_in_a_recording_is_one_silence_of_the_home_and_no_flood(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        told_before = [
            event
            for device, quantity in (("hall", "motion"), ("mat", "bed.occupied"), ("button", "temperature"))
            for event in regular(0, 4 * DAY, device, quantity, every=20)
        ]
        told_after = [told(7 * DAY + n * 20) for n in range(70)]
        values = [e if e.quantity != "temperature" else told_temperature(e) for e in told_before]
        await own_days(site, *values, *told_after, until=7 * DAY + 30)
        assert silence(equipment(site)) == [(HOME, "mat", 4 * DAY + 41, 7 * DAY)]


def told_temperature(event: Event) -> Event:
    """The same, with a temperature."""
    minute = (event.time - NIGHT) / timedelta(minutes=1)
    return told(minute, event.device, "temperature", 21.0)


async def test_silence_is_the_same_whatever_the_steps_of_the_clock_and_after_restarts(tmp_path: Path) -> None:
    found = []
    for number, every in enumerate((37, 240, 240)):
        async with judged(tmp_path / str(number)) as site:
            hall = [*regular(0, 4.5 * DAY), *regular(4.75 * DAY, 5 * DAY)]
            events = sorted([*regular(0, 5 * DAY, "mat", "bed.occupied"), *hall], key=lambda event: event.order)
            halves = [e for e in events if e.time <= NIGHT + timedelta(minutes=4.6 * DAY)]
            await own_days(site, *halves, until=4.6 * DAY, every=every)
            if number == 2:
                site.start()
            await own_days(site, *events[len(halves) :], until=5 * DAY, every=every)
            found.append(silence(equipment(site)))
    assert found[0] == found[1] == found[2] == [(DEVICE, "hall", 4.5 * DAY + 61, 4.75 * DAY)]


async def test_a_last_will_is_told_at_once_for_its_connection_and_for_a_home_that_has_no_other(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(0, told(0, "c-h1", "online"), told(0))
        await site.go(5, told(5, "c-h1", "online", value=False))
        assert silence(site.alerts()) == [(HOME, "c-h1", 5, None)]
        await site.go(9, told(9, "c-h1", "online"))
        assert silence(site.alerts()) == [(HOME, "c-h1", 5, 9)]


async def test_nobody_is_said_to_have_left_a_home_from_which_nothing_can_come(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(3, told(0), opens(2), told(3, "c-h1", "online", value=False))
        await site.go(60)
        assert [a.situation for a in site.alerts()] == [HOME]
        await site.go(61, told(61, "c-h1", "online"))
        await site.go(72)
        assert silence(site.alerts()) == [(HOME, "c-h1", 3, 61), ("left_home_at_night", "door", 71, None)]


async def test_what_was_kept_while_a_home_was_dark_takes_its_place_when_it_comes(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(3, told(0), opens(2), told(3, "c-h1", "online", value=False))
        await site.go(60)
        await site.go(61, told(61, "c-h1", "online"), told(5, by=56))
        await site.go(90)
        assert silence(site.alerts()) == [(HOME, "c-h1", 3, 5)]


def calling(site: Judged) -> list[tuple[str, str | None]]:
    """Situation and home of the alerts that are to call people."""
    return [(a.situation, a.home) for a in site.registry.alerts.open(["a"]) if pages(a)]


async def test_many_homes_silent_at_once_are_one_alert_that_calls_and_the_rest_is_hidden_under_it(
    tmp_path: Path,
) -> None:
    homes = ["h1", "h2", "h3", "h4"]
    async with judged(tmp_path, ClockKind.WALL, homes) as site:
        await site.go(0, *(told(0, home=home) for home in homes))
        await site.go(5, *(told(5, f"c-{home}", "online", value=False, home=home) for home in homes))
        assert calling(site) == [(SITE, None)]
        (of_site,) = (a for a in site.registry.alerts.open(["a"]) if a.situation == SITE)
        assert {a.inhibited_by for home in homes for a in site.alerts(home)} == {of_site.id}

        site.start()  # it is the same after a restart
        await site.go(6)
        assert calling(site) == [(SITE, None)]
        assert len(site.registry.alerts.open(["a"])) == 5

        await site.go(9, *(told(9, f"c-{home}", "online", home=home) for home in homes[:3]))
        assert calling(site) == [(HOME, "h4")]
        assert {site.alerts(home)[0].state for home in homes[:3]} == {State.NORMAL}
        await site.go(12, told(12, "c-h4", "online", home="h4"))
        assert [a for a in site.registry.alerts.open(["a"]) if a.end is None] == []


async def test_homes_told_before_the_site_are_hidden_with_it_and_call_again_after_it(tmp_path: Path) -> None:
    homes = ["h1", "h2", "h3", "h4"]
    async with judged(tmp_path, ClockKind.WALL, homes) as site:
        await site.go(0, *(told(0, home=home) for home in homes))
        await site.go(5, told(5, "c-h1", "online", value=False))
        assert calling(site) == [(HOME, "h1")]
        for home in homes[1:]:
            await site.go(6, told(6, f"c-{home}", "online", value=False, home=home))
        assert calling(site) == [(SITE, None)]
        await site.go(9, *(told(9, f"c-{home}", "online", home=home) for home in homes[1:]))
        assert calling(site) == [(HOME, "h1")]
        assert silence(site.alerts("h1")) == [(HOME, "c-h1", 5, None)]


async def test_a_silence_that_was_told_ends_though_its_device_is_always_a_little_late(tmp_path: Path) -> None:
    async with judged(tmp_path, ClockKind.WALL) as site:
        await site.go(3, told(0), told(3, "c-h1", "online", value=False))
        await site.go(10, told(9, "door", "contact.open", value=False, by=1))
        await site.go(10.5, told(9.5, by=1))
        await site.go(11)
        (alert,) = site.alerts()
        assert alert.end is not None


async def test_a_battery_is_told_when_low_and_over_when_changed(tmp_path: Path) -> None:
    async with judged(tmp_path) as site:
        levels = [(0, "mat", 40), (10, "mat", 14), (20, "mat", 16), (20, "door", 3), (30, "mat", 10), (40, "mat", 100)]
        await own_days(site, *(told(at, device, "battery", float(left)) for at, device, left in levels), until=60)
        assert silence(site.alerts()) == [(BATTERY, "mat", 10, 40), (BATTERY, "door", 20, None)]
        site.start()
        await own_days(site, told(70, "door", "battery", 90.0), until=80)
        assert [end for *_, end in silence(site.alerts())] == [40, 70]
