"""Simulate many homes to a folder, on several processes: resumable, and the same checksums whatever their number.

A folder holds ``events/`` and ``truth/`` (one file a home), ``progress.jsonl`` while it is being made (a line for each
home that is done), and at the end ``manifest.json`` instead.
"""

import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from care.errors import SettingError
from simulators.offline import EVENTS, TRUTH, Fitted, Written, checksum, files_of, write_home
from simulators.population import Population
from store.folder import usable

MANIFEST: Final = "manifest.json"
PROGRESS: Final = "progress.jsonl"


@dataclass(frozen=True, slots=True)
class Made:
    """A whole simulation: its homes by number, and one checksum over all of its files."""

    population: Population
    homes: tuple[Written, ...]

    @property
    def readings(self) -> int:
        """All readings of all homes."""
        return sum(home.readings for home in self.homes)

    @property
    def checksum(self) -> str:
        """SHA-256 over the checksums of all files, home by home."""
        lines = (f"{one.home} {one.events_sha256} {one.truth_sha256}\n" for one in self.homes)
        return sha256("".join(lines).encode()).hexdigest()


def before(population: Population, folder: Path) -> str | None:
    """Give the checksum of the same simulation that this folder holds whole, None where it does not.

    Raises SettingError when the folder holds another simulation, or something else.
    """
    for name in (MANIFEST, PROGRESS):
        with usable(folder):
            there = _first(folder / name)
        if there is not None:
            if there.get("simulation") != _spec(population):
                raise SettingError(
                    f"{folder} holds another simulation ({folder / name} says which): name another folder with --out,"
                    " or remove it."
                )
            return str(there["checksum"]) if "checksum" in there else None
    with usable(folder):
        if folder.exists() and any(folder.iterdir()):
            raise SettingError(f"{folder} holds something else: name an empty folder with --out.")
    return None


def make(population: Population, folder: Path, workers: int) -> Iterator[Written | Made]:
    """Write every home that is not there yet, each as soon as it is done, and at last the whole.

    What ``before`` would refuse must have been refused. Homes of an earlier try are taken over when their files are as
    noted; a whole simulation is made anew. Raises StoreError when the folder cannot be used.
    """
    with usable(folder):
        for part in (folder / EVENTS, folder / TRUTH):
            part.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        done = {one.number: one for one in _noted(population, folder)}
        with (folder / PROGRESS).open("w", encoding="utf-8") as notes:
            _note(notes, {"simulation": _spec(population)})
            for one in done.values():
                _note(notes, asdict(one))
            yield from done.values()
            missing = [number for number in range(population.homes) if number not in done]
            for one in _written(population, missing, folder, workers):
                done[one.number] = one
                _note(notes, asdict(one))
                yield one
        made = Made(population, tuple(done[number] for number in range(population.homes)))
        _finish(made, folder)
    yield made


def _written(population: Population, numbers: list[int], folder: Path, workers: int) -> Iterator[Written]:
    if workers <= 1 or len(numbers) <= 1:
        yield from (write_home(population, number, folder) for number in numbers)
        return
    pool = ProcessPoolExecutor(min(workers, len(numbers)), mp_context=get_context("spawn"))
    try:
        futures: list[Future[Written]] = [pool.submit(write_home, population, number, folder) for number in numbers]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _noted(population: Population, folder: Path) -> Iterator[Written]:
    """Give the homes that an earlier try wrote, and whose files are what was noted of them."""
    try:
        lines = (folder / PROGRESS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines[1:]:
        with suppress(ValueError, TypeError, KeyError, OSError):  # a line cut off, a file gone: made anew
            noted = json.loads(line)
            one = Written(**{**noted, "devices": tuple(Fitted(**device) for device in noted["devices"])})
            events, truth = files_of(folder, one.home)
            if one.number < population.homes and (checksum(events), checksum(truth)) == (
                one.events_sha256,
                one.truth_sha256,
            ):
                yield one


def _finish(made: Made, folder: Path) -> None:
    manifest = {
        "simulation": _spec(made.population),
        "checksum": made.checksum,
        "readings": made.readings,
        "homes": [asdict(home) for home in made.homes],
    }
    part = folder / f"{MANIFEST}.part"
    part.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)
    (folder / PROGRESS).unlink()


def _note(notes: Any, what: Mapping[str, Any]) -> None:
    notes.write(json.dumps(what) + "\n")
    notes.flush()
    os.fsync(notes.fileno())


def _first(path: Path) -> dict[str, Any] | None:
    """Give what a file of ours begins with; None when it is not there, an empty one when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    with suppress(ValueError):
        found = json.loads(text if path.name == MANIFEST else text.partition("\n")[0])
        if isinstance(found, dict):
            return found
    return {}


def _spec(population: Population) -> dict[str, Any]:
    """Give what makes a simulation this one: what was asked for, and by which version."""
    said = asdict(population)
    return {**said, "start": population.start.isoformat(), "kits": [*population.kits], "mistel": version("mistel")}
