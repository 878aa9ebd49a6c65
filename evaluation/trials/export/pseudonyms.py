"""Other names for homes, clusters, people and alerts, made anew for each export; which is which is kept nowhere."""

from collections.abc import Iterable, Mapping
from random import Random


def pseudonyms(names: Iterable[str], word: str, rng: Random) -> Mapping[str, str]:
    """Give each name another, as ``home-07``, in an order that only ``rng`` knows: nothing follows from the number."""
    shuffled = sorted(set(names))
    rng.shuffle(shuffled)
    digits = max(2, len(str(len(shuffled))))
    return {name: f"{word}-{number:0{digits}}" for number, name in enumerate(shuffled, 1)}
