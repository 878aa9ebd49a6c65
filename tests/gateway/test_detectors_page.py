"""docs/detectors.md says what the code does; and what a detector hears is what the gateway takes."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.claims import ABOUT_PEOPLE, Claim
from care.clock import ClockKind
from care.people import Connection
from devices.claims import MOST_AHEAD, claimed, is_alert, is_clock, pack_clock
from devices.dialects import Message
from devices.dialects.senml import pack
from devices.heard import About, HomeDevice, heard
from devices.topics import connection_grant
from gateway.claiming import MOST_NEW, MOST_TOLD, TELL_EVERY
from gateway.in_step import LONGEST

PAGE = (Path(__file__).parents[2] / "docs" / "detectors.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DOOR = HomeDevice("front-door", "box", "hall", "outer_door", None)
ABOUT = About("h1", "Europe/Stockholm", ClockKind.WALL, ("r1",), {"hall": "Hall"}, {"front-door": DOOR})


def test_the_page_lists_every_situation_that_may_be_told() -> None:
    listed = PAGE[PAGE.index("Situations:") : PAGE.index("**What counts")]
    assert re.findall(r"`(\w+)`", listed) == list(ABOUT_PEOPLE)


def test_the_page_lists_every_field_of_an_alert_and_its_example_is_one() -> None:
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE) == list(Claim.model_fields)
    example = re.search(r'^    (\{"id".*\})$', PAGE, re.MULTILINE)
    assert example is not None
    Claim.model_validate_json(example[1])


def test_the_page_says_the_same_figures_as_the_code() -> None:
    said = (
        f"up to {MOST_AHEAD // timedelta(minutes=1)} minutes ahead",
        f"at most {MOST_NEW} new alerts",
        f"and {MOST_TOLD - MOST_NEW} changes",
        f"every {TELL_EVERY.seconds} seconds",
        f"for {LONGEST.seconds} seconds",
    )
    assert [text for text in said if text not in PAGE] == []


def test_the_page_lists_what_one_that_listens_is_granted() -> None:
    listener = Connection(id="it", site="s", home="bench", name="It", listens=True, created=NOW)
    plain = connection_grant(listener.model_copy(update={"listens": False}), "hash")
    grant = connection_grant(listener, "hash")
    more = {*grant.subscribe, *grant.publish} - {*plain.subscribe, *plain.publish}
    for topic in more:
        assert f"`{topic.replace('/s/', '/{site}/').replace('/it/', '/{connection}/')}`" in PAGE


def test_a_home_is_described_as_the_page_says() -> None:
    example = re.search(r'^    (\{"home": (?:.|\n)*?\]\})$', PAGE, re.MULTILINE)
    assert example is not None
    told = About.read(example[1].encode())
    assert told is not None
    assert told.devices["front-door"].spot == "outer_door"
    assert json.loads(told.write()) == json.loads(example[1])
    assert About.read(ABOUT.write()) == ABOUT


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b'{"home": "h1"}', b"\xff", b'{"devices": [1]}'])
def test_what_is_no_description_is_none(payload: bytes) -> None:
    assert About.read(payload) is None


def test_readings_are_heard_as_the_gateway_takes_them() -> None:
    message = Message("mistel/s/h1/box/events", pack([("contact.open", True, NOW)]), NOW)
    (one,) = heard(message, ABOUT, ABOUT.known("s"))
    assert (one.device, one.quantity, one.value, one.room, one.spot) == (
        "front-door",
        "contact.open",
        True,
        "hall",
        "outer_door",
    )
    for payload in (b"no json", pack([("contact.open", 3.0, NOW)]), pack([("other/motion", True, NOW)])):
        assert heard(message._replace(payload=payload), ABOUT, ABOUT.known("s")) == []
    (gone,) = heard(message._replace(topic="mistel/s/h1/box/status", payload=b"offline"), ABOUT, ABOUT.known("s"))
    assert (gone.quantity, gone.value) == ("online", False)


def test_ticks_are_heard_of_homes_that_have_a_clock_of_their_own() -> None:
    own = replace(ABOUT, clock=ClockKind.OWN)
    tick = Message("mistel/s/h1/clock/events", pack([("tick", True, NOW)]), NOW)
    (one,) = heard(tick, own, own.known("s"))
    assert one.is_tick
    assert heard(tick, ABOUT, ABOUT.known("s")) == []


def test_an_alert_without_a_name_is_named_by_situation_and_onset() -> None:
    again = claimed("no_response_to_reminders", NOW), claimed("no_response_to_reminders", NOW)
    assert again[0] == again[1]
    assert claimed("fall", NOW).id != claimed("fall", NOW + timedelta(seconds=1)).id
    longest = claimed("no_response_to_reminders", NOW, ended=NOW, resident="r" * 32, id="x" * 64, withdrawn=True)
    assert len(longest.text) <= 256
    with pytest.raises(ValueError, match="there is no situation"):
        claimed("ufo", NOW)


def test_alerts_and_answers_are_known_by_their_topics() -> None:
    assert is_alert("mistel/s/h1/it/alerts")
    assert not is_alert("mistel/s/h1/it/via/zigbee2mqtt/alerts")
    assert is_clock("mistel/s/-/it/clock")
    assert not is_clock("mistel/s/h1/clock/events")
    assert json.loads(pack_clock(NOW))["time"].startswith("2026-11-22T03:00:00")
