"""One gateway a site: the lock that a second one meets."""

import fcntl
import os
from pathlib import Path

from care.errors import StoreError
from store.folder import private_file, usable


class SiteLock:
    """Held from when it is made until ``release``, or until this process ends, however it ends."""

    def __init__(self, path: Path, site: str) -> None:
        self._handle = os.open(private_file(path), os.O_RDWR)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip()
            os.close(self._handle)
            who = f"process {holder}" if holder else "another process"
            stop = f"Stop it first (kill {holder})" if holder else "Stop it first"
            raise StoreError(
                f"The journal of site '{site}' is in use by {who}: a site has one gateway. "
                f"{stop}, or give this one another state folder (MISTEL_STATE_DIR)."
            ) from None
        try:
            with usable(path):
                os.ftruncate(self._handle, 0)
                os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)
        except StoreError:
            os.close(self._handle)
            raise

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two hold it at once."""
        os.ftruncate(self._handle, 0)
        os.close(self._handle)
