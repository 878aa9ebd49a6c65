"""docs/wire.md says what the code does."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.errors import Reason
from devices import client, dialects, topics
from devices.broker import configuration
from devices.dialects import Known, Message, decode, readings, senml

PAGE = (Path(__file__).parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
KNOWN = Known("rosen", {"h1": {"mat": frozenset({"mat"})}})
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_every_reason_is_explained_and_no_other() -> None:
    section = PAGE[PAGE.index("## What is refused") : PAGE.index("## From Python")]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == [reason.value for reason in Reason]


@pytest.mark.parametrize(
    "said",
    [
        f"over {dialects.MAX_BYTES} bytes",
        f"over {configuration.MOST_BYTES // 2**20} MiB",
        f"at most {topics.MAX_LENGTH} characters",
        f"below {senml.RELATIVE_BELOW} (2^28)",
        f"at most {senml.VERSION}",
        f"from {readings.EARLIEST.date()} until {readings.MOST_AHEAD.seconds} s ahead",
        f"until {readings.LATEST_OF_OWN_CLOCKS.date()}",
        f"in the last {client.KEEP.seconds // 60} minutes",
    ],
)
def test_limits_are_those_of_the_code(said: str) -> None:
    assert said in " ".join(PAGE.split())


def test_topics_are_those_of_the_code() -> None:
    where = ("{site}", "{home}", "{connection}")
    for builder in (topics.events, topics.status, topics.alerts, topics.refused, topics.commands):
        assert f"`{builder(*where)}`" in PAGE
    assert f"`{topics.clock('{site}', '{home}')}`" in PAGE
    assert f"`{topics.processed('{site}', '{home}')}`" in PAGE


def test_the_example_of_a_reading_is_taken() -> None:
    example = next(line for line in PAGE.splitlines() if line.startswith('    [{"n"')).strip()
    events, refusals = decode(Message("mistel/rosen/h1/mat/events", example.encode(), NOW), KNOWN)
    assert [event.quantity for event in events] == ["bed.occupied"]
    assert refusals == ()


def test_the_example_of_a_refusal_is_one() -> None:
    told = json.loads(PAGE[PAGE.index('    {"topic"') : PAGE.index("| reason | when |")])
    payload = b'[{"n":"temperature","v":20},{"n":"temperature","v":"warm"},{"n":"motion","vb":true}]'
    _, (refusal,) = decode(Message(told["topic"], payload, NOW), KNOWN)
    assert {name: getattr(refusal, name) for name in told if name != "received"} == {
        name: value for name, value in told.items() if name != "received"
    }
