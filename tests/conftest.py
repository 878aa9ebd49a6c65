"""What tests may ask for: servers that pip cannot bring, and recordings that lie beside a checkout.

A missing server is a failure with ``CI=true``; elsewhere its tests are skipped, and named with the command that would
install it. Missing recordings skip the extra tests that use them.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import servers

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
