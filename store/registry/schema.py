"""Bring the registry's database to the form that this Mistel knows: Alembic's migrations, one opener at a time."""

import fcntl
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, make_url, text

from care.errors import StoreError
from store.folder import private_file
from store.registry.database import open_engine, told

HEAD: Final = "0016"
"""The newest migration; kept here so that an opener need not load Alembic to see that nothing is to do."""

MIGRATIONS: Final = Path(__file__).parent.parent / "migrations"
_ADVISORY_LOCK: Final = 0x4D495354  # any number of our own; only PostgreSQL needs it


def sqlite_url(path: Path) -> str:
    """Give the URL of an SQLite file."""
    return f"sqlite:///{path.absolute()}"


def prepare(url: str) -> None:
    """Bring a database to HEAD, and make it if it is an SQLite file; raise StoreError for one of a newer Mistel."""
    made = make_url(url)
    file = made.database if made.get_backend_name() == "sqlite" else None
    if file is None or file == ":memory:":
        _migrate(url)
        return
    path = Path(file)
    with private_file(path.with_suffix(".lock")).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        private_file(path)
        _migrate(url)


def _migrate(url: str) -> None:
    engine = open_engine(url, foreign_keys=False)  # some migrations rebuild tables that others point to
    try:
        with told(engine), engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            if _revision(connection) != HEAD:
                _upgrade(connection)
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - loaded only when there is something to migrate
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"The registry has the form {_revision(connection)}, this Mistel knows {HEAD}. "
            "Update Mistel, or use another state folder."
        ) from error
