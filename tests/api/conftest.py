"""The small world, for every test of this folder: made once, and copied for each test."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.world import Town, build, open_town


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the world; not to be changed."""
    folder = tmp_path_factory.mktemp("settled")
    asyncio.run(build(folder)).close()
    return folder


@pytest.fixture
def town(settled: Path, tmp_path: Path) -> Iterator[Town]:
    made = open_town(shutil.copytree(settled, tmp_path / "state"))
    yield made
    made.close()
