from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.influx.influxd import Influxd


@pytest.fixture(scope="module")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influxd]:
    """A running influxd behind the shim; use it with the mark ``server("influxd")``."""
    folder: Path = tmp_path_factory.mktemp("influxd")
    with Influxd(folder) as running:
        yield running
