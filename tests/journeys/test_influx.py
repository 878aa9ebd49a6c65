"""With InfluxDB set, a replayed home is told by InfluxDB as by the journal: the same counts, hour by hour."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.events import TICK
from store.influx import InfluxReader, Server, Target
from store.influx.erasing import FOR_EVER
from store.journal import JournalFollower
from tests.store.influx.influxd import USER, Influxd

pytestmark = pytest.mark.server("influxd")


def replay(state: Path, target: Target, *files: Path) -> None:
    influx = {"MISTEL_INFLUX_URL": target.url, "MISTEL_INFLUX_TOKEN": USER, "MISTEL_INFLUX_BUCKET": target.bucket}
    done = subprocess.run(
        [sys.executable, "-m", "mistel", "replay", *map(str, files)],
        env={**os.environ, **influx, "MISTEL_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def same_in_both(state: Path, target: Target) -> int:
    with JournalFollower.open(state, "recordings") as journal, Server(target) as server:
        influx = InfluxReader(server, "recordings")
        series = journal.series(*FOR_EVER)
        assert influx.series(*FOR_EVER) == series
        for home in {each.home for each in series}:
            hours = [hour for hour in journal.per_hour(home, *FOR_EVER) if hour[1] != TICK]
            assert influx.per_hour(home, *FOR_EVER) == hours
        assert journal.counts().events == sum(each.events for each in series)
        return journal.counts().events


def test_a_replayed_home_is_in_influxdb_when_the_command_ends(influxd: Influxd, bucket: str, tmp_path: Path) -> None:
    start = datetime(2019, 1, 14, 8, tzinfo=UTC)
    rows = [f"{start + timedelta(seconds=37 * n):%Y-%m-%d %H:%M:%S},s{n % 9},motion" for n in range(5000)]
    recording = tmp_path / "flat.csv"
    recording.write_text("\n".join(["time,sensor,type", *rows, ""]))
    target = influxd.target(bucket=bucket)
    replay(tmp_path / "state", target, recording)
    assert same_in_both(tmp_path / "state", target) == 5000


@pytest.mark.shared
def test_real_homes_have_the_same_counts_in_both_stores(
    influxd: Influxd, bucket: str, tmp_path: Path, recordings: Path
) -> None:
    target = influxd.target(bucket=bucket)
    replay(tmp_path / "state", target, recordings / "home_c.csv")
    assert same_in_both(tmp_path / "state", target) > 1000
