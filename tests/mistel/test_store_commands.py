"""``mistel store`` and ``mistel export``, as a person gives them: InfluxDB is set up, shown, exported from, erased."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.clock import ClockKind
from care.errors import MistelError, NotFound, SettingError, StoreError
from care.events import Event
from care.people import Home, Organisation, Site, World
from mistel.cli import app
from store.influx import InfluxError, InfluxReader, Server, Writer
from store.influx.erasing import FOR_EVER
from store.journal import Journal, JournalFollower
from store.registry import Registry
from tests.store.influx.influx_shim import Answer
from tests.store.influx.influxd import ADMIN, Influxd

START = datetime(2026, 1, 1, 22, tzinfo=UTC)

Mistel = Callable[..., str]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with a site of two homes that told something."""
    folder = tmp_path / "state"
    monkeypatch.setenv("MISTEL_STATE_DIR", str(folder))
    with Registry.open(folder) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        registry.places.add_site(
            Site(id="north", organisation="own", name="North", zone="Europe/Stockholm", world=World.TEST)
        )
        for home in ("h1", "h2"):
            registry.places.add_home(Home(id=home, site="north", name=home, clock=ClockKind.WALL))
    times = [START + timedelta(hours=n) for n in range(24)]
    events = [Event("north", home, "hall", "motion", time, True, time) for home in ("h1", "h2") for time in times]

    async def keep() -> None:
        async with Journal.open(folder, "north") as journal:
            await journal.keep(events)

    asyncio.run(keep())
    return folder


@pytest.fixture
def mistel(state: Path) -> Mistel:
    """Give a command; tells what it printed, raises what it raised."""

    def give(*words: str, answer: str | None = None) -> str:
        result = CliRunner().invoke(app, words, input=answer)
        if isinstance(result.exception, MistelError):
            raise result.exception
        return " ".join(result.output.split())

    return give


@pytest.fixture
def influx(influxd: Influxd, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Influxd:
    """The settings name influxd."""
    monkeypatch.setenv("MISTEL_INFLUX_URL", influxd.shim.url)
    monkeypatch.setenv("MISTEL_INFLUX_TOKEN", ADMIN)
    monkeypatch.setenv("MISTEL_INFLUX_BUCKET", bucket)
    return influxd


def forward(state: Path, server: Server) -> None:
    with JournalFollower.open(state, "north") as follower:
        assert Writer(server).write(follower.arrivals(0, 1000)) == []


@pytest.mark.server("influxd")
def test_init_says_what_it_did(influx: Influxd, bucket: str, mistel: Mistel) -> None:
    said = mistel("store", "init", "--keep-days", "400")
    assert f"Database {bucket} was there." in said
    assert "Readings are now kept for 400 days" in said


def test_without_influxdb_what_needs_it_says_how_to_name_it(mistel: Mistel, tmp_path: Path) -> None:
    for words in (("store", "init"), ("export", "--site", "north", "--from", "influx", str(tmp_path / "a.csv"))):
        with pytest.raises(SettingError, match="MISTEL_INFLUX_URL"):
            mistel(*words)


@pytest.mark.server("influxd")
def test_status_shows_how_far_influxdb_is(influx: Influxd, mistel: Mistel) -> None:
    assert "48 behind" in mistel("store", "status")


@pytest.mark.server("influxd")
def test_a_home_is_erased_from_journal_and_influxdb(influx: Influxd, bucket: str, mistel: Mistel, state: Path) -> None:
    with Server(influx.target(bucket=bucket)) as server:
        forward(state, server)
        assert "Aborted" in mistel("store", "erase", "--home", "h1", answer="n\n")
        said = mistel("store", "erase", "--home", "h1", answer="y\n")
        assert "24 readings and 0 refusals of home h1 erased" in said
        assert f"InfluxDB at {influx.shim.url}: 24 readings of home h1 erased" in said.replace("\n", " ")
        assert "Registry: 0 alerts" in said
        (left,) = InfluxReader(server, "north").series(*FOR_EVER)
    assert (left.home, left.events) == ("h2", 24)
    with JournalFollower.open(state, "north") as follower:
        assert follower.counts().by_home == {"h2": 24}
    assert "0 readings" in mistel("store", "erase", "--home", "h1", "--yes")


@pytest.mark.server("influxd")
def test_nothing_is_erased_where_influxdb_cannot_erase_or_is_away(influx: Influxd, mistel: Mistel, state: Path) -> None:
    three = Answer(200, b'{"version":"3.4.1"}', {"Content-Type": "application/json"})
    for answer, said in ((three, "nothing was erased"), (Answer(502), "does not answer")):
        influx.shim.instead.append(answer)
        with pytest.raises(InfluxError, match=said):
            mistel("store", "erase", "--home", "h1", "--yes")
    with JournalFollower.open(state, "north") as follower:
        assert follower.counts().by_home == {"h1": 24, "h2": 24}


def test_an_influxdb_that_followed_once_is_named_after_an_erasure(mistel: Mistel, state: Path) -> None:
    async def follow() -> None:
        async with Journal.open(state, "north") as journal:
            await journal.forwarded("influxdb http://old:8086  mistel", 48)

    asyncio.run(follow())
    said = mistel("store", "erase", "--home", "h1", "--yes")
    assert "InfluxDB http://old:8086 mistel was given this site's readings too" in said


def test_erasing_needs_a_home_that_is_known_or_its_site(mistel: Mistel) -> None:
    with pytest.raises(NotFound, match="--site"):
        mistel("store", "erase", "--home", "h9", "--yes")
    assert "0 readings" in mistel("store", "erase", "--home", "h9", "--site", "north", "--yes")


def test_while_a_gateway_runs_nothing_is_erased(mistel: Mistel, state: Path) -> None:
    with Journal.open(state, "north"), pytest.raises(StoreError, match="Stop it first"):
        mistel("store", "erase", "--home", "h1", "--yes")


def test_an_export_is_of_the_site_s_days_and_never_writes_over_a_file(mistel: Mistel, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    words = ("--site", "north", "--home", "h1", "--since", "2026-01-02", str(file))
    assert "23 readings of site north written" in mistel("export", *words)
    assert file.read_text().splitlines()[1].startswith("north,h1,hall,motion,2026-01-01T23:00:00.000000Z,,true")
    with pytest.raises(SettingError, match="--force"):
        mistel("export", *words)
    assert "22 readings" in mistel("export", "--force", "--until", "2026-01-02T22:00", *words)


@pytest.mark.server("influxd")
def test_both_stores_export_as_many(influx: Influxd, bucket: str, mistel: Mistel, state: Path, tmp_path: Path) -> None:
    with Server(influx.target(bucket=bucket)) as server:
        forward(state, server)
    for source in ("journal", "influx"):
        said = mistel("export", "--site", "north", "--from", source, str(tmp_path / f"{source}.parquet"))
        assert "48 readings" in said


def test_what_is_not_there_is_named(mistel: Mistel, tmp_path: Path) -> None:
    file = str(tmp_path / "a.csv")
    for words, named in (
        (("--site", "south"), "south"),
        (("--site", "north", "--home", "h9"), "mistel home list"),
        (("--site", "north", "--since", "yesterday"), "--since yesterday"),
    ):
        with pytest.raises(MistelError, match=named):
            mistel("export", *words, file)
