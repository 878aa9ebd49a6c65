"""Opening the registry: migrations, several at once, and what cannot be opened."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from care.errors import StoreError
from care.people import Organisation
from store.registry import Registry
from store.registry.database import open_engine
from store.registry.schema import HEAD, MIGRATIONS, sqlite_url


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def test_models_and_migrations_agree(state: Path) -> None:
    Registry.open(state).close()
    engine = open_engine(sqlite_url(state / "registry.sqlite"))
    config = _config()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.check(config)  # raises when a migration is missing
    finally:
        engine.dispose()


def test_the_newest_migration_is_the_one_that_openers_look_for() -> None:
    assert ScriptDirectory.from_config(_config()).get_heads() == [HEAD]


def test_what_was_kept_is_there_after_reopening(state: Path) -> None:
    with Registry.open(state) as registry:
        registry.places.add_organisation(Organisation(id="town", name="The town"))
    with Registry.open(state) as registry:
        assert [organisation.id for organisation in registry.places.organisations()] == ["town"]


def test_several_threads_may_open_a_new_registry_at_once(state: Path) -> None:
    ready = threading.Barrier(6)

    def open_and_add(number: int) -> None:
        ready.wait()
        with Registry.open(state) as registry:
            registry.places.add_organisation(Organisation(id=f"o{number}", name="O"))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(open_and_add, range(6)))
    with Registry.open(state) as registry:
        assert len(registry.places.organisations()) == 6
        assert registry.changes.last() == 6


def test_several_processes_may_open_a_new_registry_at_once(state: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", _ADD, str(state), f"o{number}"]) for number in range(3)
    ]
    assert [child.wait() for child in children] == [0, 0, 0]
    with Registry.open(state) as registry:
        assert len(registry.places.organisations()) == 3


_ADD = """
import sys
from pathlib import Path
from care.people import Organisation
from store.registry import Registry
with Registry.open(Path(sys.argv[1])) as registry:
    registry.places.add_organisation(Organisation(id=sys.argv[2], name="O"))
"""


def test_a_database_by_url_is_used_instead(state: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    with Registry.open(state, url) as registry:
        registry.places.add_organisation(Organisation(id="town", name="The town"))
    assert (tmp_path / "other.sqlite").stat().st_mode & 0o777 == 0o600
    assert not state.exists()


def test_a_registry_of_a_newer_mistel_is_left_alone(state: Path) -> None:
    Registry.open(state).close()
    connection = sqlite3.connect(state / "registry.sqlite", isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"form 9999, this Mistel knows .*Update Mistel"):
        Registry.open(state)


def test_a_damaged_file_is_named(state: Path) -> None:
    Registry.open(state).close()
    (state / "registry.sqlite").write_bytes(b"no registry " * 1000)
    with pytest.raises(StoreError, match=r"registry\.sqlite.*not a database"):
        Registry.open(state)


def test_a_full_disk_is_said_and_nothing_half_done_is_kept(registry: Registry) -> None:
    engine = registry._database.engine
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # of this, the pool's only connection
    with pytest.raises(StoreError, match=r"full.*Make room"):
        _add_many(registry)
    assert len(registry.places.organisations()) == registry.changes.last()


def _add_many(registry: Registry) -> None:
    for number in range(1000):
        registry.places.add_organisation(Organisation(id=f"o{number}", name="O" * 100))
