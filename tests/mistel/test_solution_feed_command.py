"""``mistel solution feed`` shows what a solution's connections said: taken, again, or refused and how to mend it."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.events import Event, Refusal
from care.people import Connection, Device, Organisation
from care.solutions import Kind
from evaluation.solutions.sandbox import Coming, bench_of, open_sandbox
from mistel.cli import app
from mistel.commands import solution_feed
from store.journal import Ends, Journal, JournalReader, Whose
from store.registry import Registry

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sandbox of a solution 'mat' with one connection, two messages and a refusal."""
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        made = open_sandbox(registry, "own", Coming("Mat", frozenset({Kind.DEVICE}), "mat"), NOON)
        home = bench_of(registry, made).id
        box = Connection(id="c-1", site=made.site, home=home, name="Box", created=NOON)
        registry.connections.add(box, "hash")
        registry.places.add_device(Device(id="bed", home=home, connection="c-1", name="Bed"))
    refusal = Refusal(
        made.site, home, "c-1", "topic", "wrong_unit", "u", "It has 'Cel'.", "Send it with 'Cel'.", "[…]", later(3)
    )
    with Journal.open(tmp_path, made.site) as journal:
        await journal.keep([told(made.site, home, 1)], [refusal])
        await journal.keep([told(made.site, home, 1, received=4)])
    return made.site


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def told(site: str, home: str, seconds: float, received: float | None = None) -> Event:
    return Event(site, home, "bed", "temperature", later(seconds), 21.5, later(received or seconds))


def said(*words: str) -> list[str]:
    done = CliRunner().invoke(app, ["solution", "feed", *words])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_messages_come_in_their_order_with_what_is_wrong_and_how_to_mend_it(site: str) -> None:
    assert said("mat") == [
        "2026-03-03 12:00:01.000 UTC  c-1  taken",
        "    bed/temperature 21.5 Cel  2026-03-03T12:00:01+00:00",
        "2026-03-03 12:00:03.000 UTC  c-1  REFUSED  wrong_unit in u",
        "    It has 'Cel'.",
        "    Send it with 'Cel'.",
        "    topic  […]",
        "2026-03-03 12:00:04.000 UTC  c-1  again",
        "    bed/temperature 21.5 Cel  2026-03-03T12:00:01+00:00",
    ]
    assert said("Mat", "--refused")[0].endswith("REFUSED  wrong_unit in u")
    assert len(said("mat", "--limit", "1")) == 2


def test_a_connection_that_is_not_there_is_said_so(site: str) -> None:
    done = CliRunner().invoke(app, ["solution", "feed", "mat", "--connection", "c-9"])
    assert "no connection c-9" in str(done.exception)


def test_what_comes_is_given_as_it_comes(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Registry.open(tmp_path) as registry:
        [box] = registry.connections.all(site)
        watched = [(box, Whose.of(box, registry.places.devices(home=box.home)))]
    with JournalReader.open(tmp_path, site) as reader:
        coming = solution_feed.coming(reader, watched, Ends(1, 0, 0))
        assert [message.kind for _, message in islice(coming, 2)] == ["refused", "again"]
