"""A registry with a test site, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from care.people import Organisation, Site, World
from store.registry import Registry


@pytest.fixture(scope="session")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the registry; not to be changed."""
    folder = tmp_path_factory.mktemp("laboratory")
    with Registry.open(folder) as opened:
        opened.places.add_organisation(Organisation(id="north", name="North"))
        lab = Site(id="north-lab", organisation="north", name="Lab", zone="Europe/Stockholm", world=World.TEST)
        opened.places.add_site(lab)
    return folder


@pytest.fixture
def registry(laboratory: Path, tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(shutil.copytree(laboratory, tmp_path / "state")) as opened:
        yield opened
