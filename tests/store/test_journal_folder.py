"""Where the journal lies: private, one gateway a site, and clear words when it cannot be."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from care.errors import StoreError
from care.events import Event
from store.journal import Journal, JournalReader
from store.journal.schema import journal_path
from store.registry import Registry

_HOLD = """
import sys
from pathlib import Path
from store.journal import Journal
with Journal.open(Path(sys.argv[1]), "north"):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the journal open."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        try:
            yield child
        finally:
            child.kill()


def test_a_second_gateway_is_refused_and_told_which_process_to_stop(state: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(StoreError, match=f"in use by process {holder.pid}.*kill {holder.pid}.*MISTEL_STATE_DIR"):
        Journal.open(state, "north")
    Journal.open(state, "south").close()


def test_the_next_gateway_gets_in_when_the_first_was_killed(state: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    Journal.open(state, "north").close()


def test_a_second_one_in_the_same_process_is_refused_too(state: Path) -> None:
    with Journal.open(state, "north"), pytest.raises(StoreError, match=f"process {os.getpid()}"):
        Journal.open(state, "north")
    Journal.open(state, "north").close()


async def test_everything_below_the_state_folder_is_private(state: Path, told: Callable[..., Event]) -> None:
    lax = os.umask(0)
    try:
        async with Journal.open(state, "north") as journal:
            await journal.keep([told()])
            with Registry.open(state) as registry, JournalReader.open(state, "north") as reader:
                registry.places.organisations()
                reader.latest()
                found = _modes(state)
    finally:
        os.umask(lax)
    assert {"sites/north/journal.sqlite-wal", "sites/north/journal.sqlite-shm", "registry.sqlite-wal"} <= set(found)
    assert {name: mode for name, mode in found.items() if mode != 0o600} == {
        ".": 0o700,
        "sites": 0o700,
        "sites/north": 0o700,
    }


def _modes(state: Path) -> dict[str, int]:
    return {path.relative_to(state).as_posix(): path.stat().st_mode & 0o777 for path in (state, *state.rglob("*"))}


@pytest.mark.parametrize("site", ["../elsewhere", "a/b", "", "Å", "north\n", "x" * 33])
def test_a_site_id_cannot_lead_out_of_the_state_folder(state: Path, site: str) -> None:
    with pytest.raises(StoreError, match="cannot be a site"):
        Journal.open(state, site)
    with pytest.raises(StoreError, match="cannot be a site"):
        JournalReader.open(state, site)


@pytest.mark.parametrize("opening", [lambda state: Journal.open(state, "north"), Registry.open])
def test_a_state_folder_below_a_file_says_what_to_do(tmp_path: Path, opening: Callable[[Path], object]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file.* cannot be used .*MISTEL_STATE_DIR"):
        opening(tmp_path / "file" / "state")


@pytest.mark.parametrize("opening", [lambda state: Journal.open(state, "north"), Registry.open])
def test_a_state_folder_that_may_not_be_written_says_what_to_do(
    unwritable: Path, opening: Callable[[Path], object]
) -> None:
    with pytest.raises(StoreError, match=re.escape(str(unwritable)) + r".* cannot be used .*MISTEL_STATE_DIR"):
        opening(unwritable)


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    """A folder that is there but cannot be written; root may write anywhere but on a disk that is read-only."""
    folder = tmp_path / "unwritable"
    folder.mkdir(mode=0o500)
    if os.geteuid() != 0:
        yield folder
        return
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], check=False).returncode:
        pytest.skip("root may write in every folder here; run the tests as another user")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_damaged_file_is_named_and_left_as_it_is(state: Path) -> None:
    Journal.open(state, "north").close()
    path = journal_path(state, "north")
    path.write_bytes(b"no journal " * 1000)
    with pytest.raises(StoreError, match=r"journal\.sqlite: .*not a database.*move it away"):
        Journal.open(state, "north")
    with pytest.raises(StoreError, match="not a database"):
        JournalReader.open(state, "north")
    assert path.read_bytes() == b"no journal " * 1000


def test_a_journal_of_a_newer_mistel_is_left_alone(state: Path) -> None:
    Journal.open(state, "north").close()
    connection = sqlite3.connect(journal_path(state, "north"))
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match=r"version 99.*Update Mistel"):
        Journal.open(state, "north")
    with pytest.raises(StoreError, match="version 99"):
        JournalReader.open(state, "north")
