"""Topics, what a credential is granted, and passwords."""

from datetime import UTC, datetime

import pytest

from care.errors import Reason, Refused
from care.people import Connection
from devices import topics
from devices.credentials import Credentials, client_id, hash_password, matches, new_password

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "mistel",
        "mistel/s/h/c",
        "mistel/s/h/c/",
        "mistel/s/h//events",
        "mistel/s/H/c/events",
        "mistel/s/h/c\n/events",
        "mistel/s/h/c/events/more",
        "mistel/s/h/c/via",
        "mistel-out/s/h/c/events",
        f"mistel/s/h/{'c' * 33}/events",
        f"mistel/s/h/c/via/{'x' * 600}",
    ],
)
def test_a_topic_that_devices_do_not_speak_on_is_refused(topic: str) -> None:
    with pytest.raises(Refused) as refused:
        topics.parse(topic)
    assert refused.value.reason is Reason.BAD_TOPIC


def test_a_wrong_topic_is_still_ascribed_to_whom_it_names() -> None:
    assert topics.addressed("mistel/s/h/c/nonsense") == ("s", "h", "c")
    assert topics.addressed("mistel/s/HOME") == ("s", "", "")
    assert topics.addressed("") == ("", "", "")


def test_a_connection_is_granted_its_own_branch_and_nothing_else() -> None:
    grant = topics.connection_grant(Connection(id="c", site="s", home="h", name="Mat", created=NOW), "hash")
    assert grant == topics.Grant("c", "hash", ("mistel/s/h/c/#",), ("mistel-out/s/h/c/#", "mistel/s/h/c/via/#"))


def test_a_connection_that_keeps_the_clock_ticks_and_hears_how_far_the_rules_are() -> None:
    connection = Connection(id="c", site="s", home="h", name="Simulator", keeps_clock=True, created=NOW)
    grant = topics.connection_grant(connection, "hash")
    assert grant.publish == ("mistel/s/h/c/#", "mistel/s/h/clock/events")
    assert grant.subscribe == ("mistel-out/s/h/c/#", "mistel/s/h/c/via/#", "mistel-out/s/h/processed")


def test_a_gateway_hears_its_sites() -> None:
    assert topics.gateway_grant("g", "hash").subscribe == ("mistel/#",)
    some = topics.gateway_grant("g", "hash", sites=["b", "a"])
    assert some.subscribe == ("mistel/a/#", "mistel/b/#")
    assert some.publish == ("mistel-out/a/#", "mistel-out/b/#")


def test_a_password_is_new_every_time_matches_its_hash_and_never_shows() -> None:
    password, other = new_password(), new_password()
    hashed = hash_password(password)
    assert password != other
    assert matches(password, hashed)
    assert not matches(other, hashed)
    assert not matches("x" * 73, hashed)
    assert password not in repr(Credentials("mat", password))


def test_a_client_id_stays_the_same_and_takes_the_password_to_guess() -> None:
    mine = client_id("mistel-rosen", Credentials("gateway", "secret"))
    assert mine == client_id("mistel-rosen", Credentials("gateway", "secret"))
    assert mine.startswith("mistel-rosen-")
    assert len(mine) == len("mistel-rosen-") + 16
    assert mine != client_id("mistel-rosen", Credentials("gateway", "other"))
    assert mine != client_id("mistel-other", Credentials("gateway", "secret"))
    assert "secret" not in mine


@pytest.mark.parametrize(
    ("topic_filter", "topic", "takes"),
    [
        ("a/b", "a/b", True),
        ("a/+/c", "a/b/c", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/b", "a", False),
        ("a", "a/b", False),
        ("a/+", "a/b/c", False),
        ("b/#", "a/b", False),
    ],
)
def test_a_filter_takes_what_mqtt_says_it_takes(topic_filter: str, topic: str, takes: bool) -> None:
    assert topics.matches(topic_filter, topic) is takes
