"""A connection's feed in words: what each message is, and how the connection is doing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from care.clock import ClockKind
from care.errors import Reason
from care.events import Event, Refusal
from care.people import Connection, Device, Home, Site, World
from care.quantities import Value
from dashboards.connections import listed
from dashboards.directory import Directory, HomeCard
from dashboards.feed import MOST_SHOWN, Figure, figures, line, messages
from dashboards.refusal_words import RULES, rule
from dashboards.tongue import tongue
from devices.doing import Doing
from store.journal import Numbered
from tests.api.world import HOMES, SITES, Town

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
ENGLISH = tongue("en")
SITE = Site(id="a", organisation="own", name="A", zone="Europe/Stockholm", world=World.TEST)
CARD = HomeCard(
    Home(id="h1", site="a", name="One"),
    SITE,
    {"climate": Device(id="climate", home="h1", connection="box", name="Climate box")},
    (),
    {},
)
OWN = replace(CARD, home=Home(id="h1", site="a", name="One", clock=ClockKind.OWN))
WELL = Doing(
    online=True,
    heard=NOW - timedelta(seconds=5),
    messages=10,
    over=timedelta(minutes=5),
    clock=timedelta(seconds=-0.2),
    batteries={"climate": 80.0},
    longest=timedelta(minutes=2),
    longest_end=NOW,
    since=NOW - timedelta(hours=1),
    refused={},
)


def told(value: Value = 21.0, quantity: str = "temperature", *, late: float = 0, home: str = "h1") -> Event:
    return Event("a", home, "climate", quantity, NOW - timedelta(seconds=late), value, NOW)


def said(event: Event, homes: dict[str, str] | None = None) -> tuple[str, str, str]:
    [message] = messages([Numbered(1, event)], [], [])
    [reading] = line(message, CARD, ENGLISH, NOW, homes or {}).readings
    return reading.device, reading.value, reading.time


def glance(doing: Doing, card: HomeCard = CARD, own: datetime | None = None) -> dict[str, Figure]:
    return {one.name: one for one in figures(doing, card, NOW, ENGLISH, own)}


def test_what_arrived_together_is_one_message_and_all_stand_in_order() -> None:
    refused = Refusal("a", "h1", "box", "t", Reason.NOTED, "v", "", "", "", NOW - timedelta(seconds=1))
    again = replace(told(), received=NOW + timedelta(seconds=1))
    found = messages([Numbered(4, told(1.0)), Numbered(5, told(2.0))], [Numbered(9, again)], [Numbered(7, refused)])
    assert [(one.id, one.kind, len(one.events)) for one in found] == [
        ("r7", "noted", 0),
        ("t4", "told", 2),
        ("a9", "again", 1),
    ]


def test_a_reading_says_its_time_only_where_that_is_not_when_it_came() -> None:
    assert said(told(late=0.5)) == ("Climate box", "21 °C", "")
    assert said(told(late=40))[2] == "12:59:20.000 (40 s late)"
    assert said(told(late=-40))[2] == "13:00:40.000 (40 s ahead)"
    assert said(told(late=3 * 86400))[2] == "Feb 28 13:00"


def test_a_status_names_no_device_and_an_alert_of_another_home_names_that() -> None:
    assert said(told(value=True, quantity="online"))[:2] == ("", "connected")
    claim = (
        '{"id":"7","situation":"fall","onset":"2026-03-03T11:58:00Z","ended":"2026-03-03T11:59:00Z",'
        '"resident":"r1","withdrawn":true}'
    )
    device, value, _ = said(told(claim, "alert", home="h2"), {"h2": "Two"})
    assert device == "Two"
    assert value == "Fall, since 12:58:00.000, ended 12:59:00.000, Resident r1, taken back, id 7"
    assert said(told("what?", "alert"))[:2] == ("One", "what?")


def test_of_a_long_message_the_first_readings_are_said_and_the_others_counted() -> None:
    [message] = messages([Numbered(n, told(float(n))) for n in range(MOST_SHOWN + 3)], [], [])
    shown = line(message, CARD, ENGLISH, NOW + timedelta(days=2), {})
    assert (len(shown.readings), shown.more) == (MOST_SHOWN, 3)
    assert shown.clock == "Mar 3 13:00:00.000"


def test_every_reason_has_its_rule_and_what_helps() -> None:
    assert RULES.keys() == set(Reason)
    assert rule("of another version").name == "Refused"
    assert rule("noted", "mistel/a/h1/c-1/events").name == "Kept, but noted"
    assert rule("noted", "mistel/a/h1/c-1/clock").name == "Not waited for"


def test_one_that_does_well_is_said_to() -> None:
    found = glance(WELL)
    assert [one.tone for one in found.values()] == ["good", "good", "good", "", "", "", "good"]
    assert (found["Messages a minute"].value, found["Clock"].value, found["Battery"].value) == ("2", "right", "80 %")


@pytest.mark.parametrize(
    ("name", "doing", "value", "tone"),
    [
        ("Connection", replace(WELL, online=False), "not connected", "bad"),
        ("Connection", replace(WELL, online=None), "not told", ""),
        ("Clock", replace(WELL, clock=None), "not told", ""),
        ("Clock", replace(WELL, clock=timedelta(seconds=4)), "4 s ahead", ""),
        ("Clock", replace(WELL, clock=timedelta(minutes=-3)), "3 min behind", "bad"),
        ("Clock", replace(WELL, clock=None, refused={"impossible_time": 2}), "wrong", "bad"),
        ("Clock", replace(WELL, refused={"impossible_time": 2}), "right", "good"),
        ("Battery", replace(WELL, batteries={}), "not told", ""),
        ("Battery", replace(WELL, batteries={"climate": 80.0, "door": True}), "battery low", "bad"),
        ("Last reading", replace(WELL, heard=None), "none yet", ""),
        ("Last reading", replace(WELL, heard=NOW - timedelta(hours=2)), "2 h ago", "bad"),
        ("Longest gap", replace(WELL, longest=None), "–", ""),
        ("Messages a minute", replace(WELL, messages=3, over=timedelta()), "3", ""),
        ("Refused in an hour", replace(WELL, refused={"not_json": 1, "wrong_unit": 4}), "5", "bad"),
    ],
)
def test_what_is_amiss_stands_out(name: str, doing: Doing, value: str, tone: str) -> None:
    found = glance(doing)[name]
    assert (found.value, found.tone) == (value, tone)


def test_a_home_with_its_own_clock_says_how_far_that_is() -> None:
    assert glance(WELL, OWN, NOW)["Clock"].value == "Mar 3 13:00"
    assert glance(WELL, OWN)["Clock"].value == "not begun"


def test_the_list_says_whether_a_connection_is_there_and_when_it_spoke(town: Town) -> None:
    home = HOMES["test"]
    box = Connection(id=f"box-{home}", site=SITES["test"], home=home, name="Box", created=NOW)
    events = [
        Event(box.site, home, "climate", "temperature", NOW, 21.0, NOW),
        Event(box.site, home, box.id, "online", NOW, True, NOW),
        Event(box.site, home, box.id, "online", NOW - timedelta(hours=1), False, NOW),
        Event(box.site, home, "anothers", "motion", NOW, True, NOW + timedelta(hours=1)),
    ]
    seen = listed(box, Directory(town.registry), events, ENGLISH, sees_care=True)
    assert (seen.online, seen.heard, seen.devices) == (True, "Mar 3 13:00", 5)
    assert listed(box, Directory(town.registry), events, ENGLISH, sees_care=False).heard == ""
