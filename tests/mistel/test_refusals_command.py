"""``mistel gateway refusals`` says what was refused and how to mend it; ``--site`` without it runs gateways."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.events import Refusal
from care.people import Home, Organisation, Site, World
from mistel.cli import app
from mistel.commands import gateway
from store.journal import Journal, JournalReader
from store.registry import Registry

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def refused(minute: int, site: str = "a", home: str = "h1", reason: str = "wrong_unit") -> Refusal:
    return Refusal(
        site=site,
        home=home,
        connection=f"c-{home}",
        topic=f"mistel/{site}/{home}/c-{home}/events",
        reason=reason,
        field="u",
        says=f"temperature has 'Cel', not 'F' ({minute}).",
        mend="Send it with 'Cel', or leave 'u' out.",
        excerpt="[…]",
        received=NOON + timedelta(minutes=minute),
    )


@pytest.fixture
async def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        for site, home in (("a", "h1"), ("b", "h2")):
            registry.places.add_site(
                Site(id=site, organisation="own", name=site, zone="Europe/Stockholm", world=World.TEST)
            )
            registry.places.add_home(Home(id=home, site=site, name=home))
    with Journal.open(tmp_path, "a") as journal:
        await journal.keep([], [refused(0), refused(2), refused(3, reason="not_json")])
    with Journal.open(tmp_path, "b") as journal:
        await journal.keep([], [refused(1, "b", "h2")])
    return tmp_path


def said(*words: str) -> list[str]:
    done = CliRunner().invoke(app, ["gateway", "refusals", *words])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def minutes(lines: list[str]) -> list[int]:
    return [int(line.partition("(")[2].partition(")")[0]) for line in lines if line.startswith("    temp")]


def test_refusals_of_all_sites_are_listed_newest_first_with_field_rule_and_mend(state: Path) -> None:
    lines = said()
    assert minutes(lines) == [3, 2, 1, 0]
    assert lines[3:6] == [
        "2026-03-03 12:02:00 UTC  a/h1/c-h1  wrong_unit in u",
        "    temperature has 'Cel', not 'F' (2).",
        "    Send it with 'Cel', or leave 'u' out.",
    ]
    assert next(line.split() for line in lines if "wrong_unit" in line and "│" in line)[1::2] == [
        "a",
        "wrong_unit",
        "2",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--site", "b"], [1]),
        (["--home", "h1"], [3, 2, 0]),
        (["--connection", "c-h2"], [1]),
        (["--reason", "not_json"], [3]),
        (["--limit", "2"], [3, 2]),
    ],
)
def test_the_list_can_be_narrowed(words: list[str], found: list[int], state: Path) -> None:
    assert minutes(said(*words)) == found


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["refusals", "--site", "nowhere"], "nowhere"),
        (["refusals", "--home", "h1", "--site", "b"], "is of site a"),
        (["--site", "a"], "MISTEL_BROKER_URL"),
    ],
)
def test_what_is_not_there_is_named(words: list[str], says: str, state: Path) -> None:
    done = CliRunner().invoke(app, ["gateway", *words])
    assert says in str(done.exception)


@pytest.mark.parametrize("words", [[], ["--site", "a", "refusals"]])
def test_what_is_missing_or_misplaced_on_the_line_is_said(words: list[str], state: Path) -> None:
    done = CliRunner().invoke(app, ["gateway", *words])
    assert done.exit_code == 2
    assert "--site" in done.output


async def test_new_ones_are_followed_in_the_order_they_come(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with JournalReader.open(state, "a") as reader, Journal.open(state, "a") as journal:
        coming: Iterator[list[Refusal]] = iter([[], [refused(5), refused(6)], [refused(7)]])

        def wait(_seconds: float) -> None:
            for refusal in next(coming):
                journal._writer._keeper.begin()
                journal._writer._keeper.refuse([refusal])
                journal._writer._keeper.commit()

        monkeypatch.setattr("mistel.commands.gateway.time.sleep", wait)
        followed = list(islice(gateway._new([reader]), 3))
    assert [one.received.minute for one in followed] == [5, 6, 7]
