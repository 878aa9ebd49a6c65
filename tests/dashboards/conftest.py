"""The small world, for every test of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.world import Town, build


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    made = await build(tmp_path)
    yield made
    for reader in made.readers.values():
        reader.close()
    made.registry.close()
