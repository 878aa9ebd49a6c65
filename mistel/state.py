"""The state folder, and who runs on it: ``instance.json`` tells other commands where the running instance listens."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from pydantic import BaseModel, ValidationError

from care.errors import StoreError

_FILE: Final = "instance.json"
_LOCK: Final = "instance.lock"
_LOWEST_FREE: Final = 64 * 1024 * 1024


class Running(BaseModel):
    """A running instance: where its broker and pages are. Readable by its owner only."""

    pid: int
    broker_url: str
    pages_url: str | None = None


def prepare(folder: Path) -> None:
    """Make the state folder, for its owner only; raises StoreError when it cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryFile(dir=folder) as probe:  # a name of its own: threads and commands probe side by side
            probe.write(b"x" * 4096)
            probe.flush()
        room = os.statvfs(folder)
    except OSError as error:
        raise StoreError(
            f"The state folder {folder} cannot be written: {error.strerror}. "
            "Make room or give rights there, or name another folder in MISTEL_STATE_DIR."
        ) from error
    if room.f_bavail * room.f_frsize < _LOWEST_FREE:
        raise StoreError(
            f"The state folder {folder} has under {_LOWEST_FREE >> 20} MB left. "
            "Make room, or name another folder in MISTEL_STATE_DIR."
        )


def running(folder: Path) -> Running | None:
    """Give the instance that runs on this state folder, or None; a file left by a killed one is not believed."""
    try:
        with (folder / _LOCK).open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Running.model_validate_json((folder / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return None


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Be the one instance on this state folder; raises StoreError that names the other one."""
    with (folder / _LOCK).open("ab") as lock:
        (folder / _LOCK).chmod(0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = running(folder)
            whose = f" (process {other.pid}, pages at {other.pages_url or 'none'})" if other else ""
            raise StoreError(
                f"Mistel runs already on {folder}{whose}. Stop it first, or name another folder in MISTEL_STATE_DIR."
            ) from None
        (folder / _FILE).unlink(missing_ok=True)
        try:
            yield
        finally:
            with suppress(FileNotFoundError):
                (folder / _FILE).unlink()


def announce(folder: Path, broker_url: str, pages_url: str | None) -> None:
    """Tell other commands where we listen."""
    path = folder / _FILE
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(Running(pid=os.getpid(), broker_url=broker_url, pages_url=pages_url).model_dump()))
    fresh.replace(path)
