"""A disk that is soon full: a real one, a small tmpfs, where root may mount it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


class SmallDisk:
    """A mounted disk of so many megabytes; somebody else's file may take all room that is left on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._others = folder / "others"

    def fill(self, megabytes: float | None = None) -> None:
        """Take so much room, or all that is left."""
        with self._others.open("wb", buffering=0) as file, suppress(OSError):
            while megabytes is None or file.tell() < megabytes * 2**20:
                file.write(b"x" * 4096)

    def make_room(self) -> None:
        self._others.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk | None]:
    """Mount one at ``folder`` for the block; None where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", folder], check=True)


def no_small_disk() -> None:
    """Skip the test, with the reason."""
    pytest.skip("only root may mount a small disk: sudo make test")
