from collections.abc import Iterator
from pathlib import Path

import pytest

from store.registry import Registry
from tests.alerts.desk.place import Place, furnish


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A desk on the real registry, with a test site of three homes and a real site of one."""
    with Registry.open(tmp_path) as registry:
        furnish(registry)
        yield Place(registry)
