"""Make the state folder's folders and files so that only this user can read them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from care.errors import StoreError
from care.ids import ID

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path} cannot be used ({error.strerror}). Make room or give this user the right to write there, "
            "or set MISTEL_STATE_DIR to another folder."
        ) from error


def private_folder(path: Path) -> Path:
    """Make this folder, and those above that are missing, with mode 0700; raise StoreError when it cannot be.

    One that is there already keeps its mode: it may be shared with others on purpose. What we put in it is private.
    """
    with usable(path):
        for folder in (*reversed(path.parents), path):
            if not folder.is_dir():
                folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    return path


def private_file(path: Path) -> Path:
    """Make this file, empty, if it is missing, and set its mode to 0600; raise StoreError when it cannot be."""
    with usable(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            os.fchmod(handle, PRIVATE_FILE)
        finally:
            os.close(handle)
    return path


def site_folder(state: Path, site: str) -> Path:
    """Give where a site's files lie; raise StoreError for a site id that could lead out of the state folder."""
    if ID.fullmatch(site) is None:
        raise StoreError(f"'{site:.64}' cannot be a site: an id is 1-32 of a-z, 0-9 and hyphen.")
    return state / "sites" / site
