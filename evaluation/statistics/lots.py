"""All allocations that the lot could have given, or a sample of them."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evaluation.statistics.contrast import Batch
from evaluation.statistics.summaries import Mask, Summaries

ALL_UP_TO: Final = 20_000
"""So many allocations are all looked at; of more, ``DRAWN`` are drawn, and the one that was."""
DRAWN: Final = 9_999
_AT_ONCE: Final = 2_000_000


def count(allocation: NDArray[np.intp]) -> int:
    """Count the allocations that give each sequence to as many clusters as this one."""
    found = math.factorial(len(allocation))
    for times in Counter(allocation.tolist()).values():
        found //= math.factorial(times)
    return found


def allocations(allocation: NDArray[np.intp], seed: str) -> NDArray[np.intp]:
    """Give all of them as (lots, clusters), or this one and a seeded sample of them."""
    if count(allocation) <= ALL_UP_TO:
        return np.array(list(_arranged(sorted(allocation.tolist()))), dtype=np.intp)
    chance = np.random.default_rng(list(f"lots/{seed}".encode()))
    return np.vstack([allocation, chance.permuted(np.tile(allocation, (DRAWN, 1)), axis=1)])


def conditions(of: Summaries, lots: NDArray[np.intp]) -> Iterator[tuple[Batch, NDArray[np.bool_]]]:
    """Give, in parts of bearable size, what would hold under each lot, and which cells are known under it.

    What was neither with nor without the solution in fact is known under no lot.
    """
    part = max(1, _AT_ONCE // max(of.known.size, 1))
    washes_out = bool(np.isnan(of.sequences).any())
    for first in range(0, len(lots), part):
        would = of.sequences[lots[first : first + part]]
        known: Mask = of.known & ~np.isnan(would) if washes_out else of.known[None]
        yield np.where(known, would, 0.0), known


def _arranged(sequences: list[int]) -> Iterator[list[int]]:
    """Give every distinct order, each once."""
    if not sequences:
        yield []
    for number, first in enumerate(sequences):
        if number == 0 or first != sequences[number - 1]:
            for rest in _arranged(sequences[:number] + sequences[number + 1 :]):
                yield [first, *rest]
