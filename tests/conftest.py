"""What tests may ask for: servers that pip cannot bring, and recordings that lie beside a checkout.

A missing server is a failure with ``CI=true``; elsewhere its tests are skipped, and named with the command that would
install it. Missing recordings skip the extra tests that use them.

Generated examples are the same at every run, so that a change is judged by what it changes;
``make test ARGS=--hypothesis-profile=explore`` looks for new ones.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tools import servers

if TYPE_CHECKING:
    from tests.store.influx.influxd import Influxd

settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("same")

ROOT = Path(__file__).resolve().parent.parent
RECORDINGS = ROOT.parent / "shared" / "recordings"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("server"):
        need(mark.args[0])
    if item.get_closest_marker("shared") and not RECORDINGS.is_dir():
        pytest.skip("needs the recordings of real homes in shared/recordings beside the checkout")


def need(name: str) -> None:
    """Skip the test where the server is missing, or fail it in CI; raises LookupError for an unknown name."""
    if name not in servers.SERVERS:
        raise LookupError(f"tools/servers.py does not know the server '{name}'")
    if servers.find(name) is None:
        missing = f"{name} is missing; install it with: {servers.command([name])}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recordings; use it with the mark ``shared``."""
    return RECORDINGS


@pytest.fixture(scope="session")
def server_path() -> Callable[[str], str]:
    """Tells where a server's command is; use it with the mark ``server``."""

    def path(name: str) -> str:
        found = servers.find(name)
        if found is None:
            raise LookupError(f"{name} is not there: mark the test with server('{name}')")
        return found

    return path


@pytest.fixture(scope="session")
def influxd(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Influxd]":
    """Debian's influxd, with authentication, behind the shim that makes it 1.8; use it with the mark ``server``."""
    from tests.store.influx.influxd import Influxd

    with Influxd(tmp_path_factory.mktemp("influxd")) as running:
        yield running


_buckets = count()


@pytest.fixture
def bucket(influxd: "Influxd") -> Iterator[str]:
    """A database of the test's own at influxd; whatever the test made the shim do ends with it."""
    name = f"bucket-{next(_buckets)}"
    influxd.add_database(name)
    yield name
    influxd.shim.behave()
