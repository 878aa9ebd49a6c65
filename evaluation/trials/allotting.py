"""The lot: which cluster has which sequence, drawn from the plan's seed, so that anybody can draw it again."""

import hashlib
from collections import Counter
from collections.abc import Mapping

from care.trials import Plan


def allot(plan: Plan) -> dict[str, int]:
    """Draw each cluster's sequence, by its number from 0; each sequence has as many clusters as any other, or one more.

    Clusters are put in the order of SHA-256 of the plan's seed and their id, and dealt to the sequences in turn; which
    sequence is first, and so may have one more, is drawn in the same way. Where no lot is drawn (one sequence) all have
    it. Raises ValueError when there are fewer clusters than sequences.
    """
    if len(plan.clusters) < len(plan.sequences):
        raise ValueError(
            f"{len(plan.clusters)} clusters cannot be drawn into {len(plan.sequences)} sequences:"
            " plan with fewer sequences, or with more clusters"
        )
    order = sorted((cluster.id for cluster in plan.clusters), key=lambda one: _drawn(plan.seed, "cluster", one))
    dealt = sorted(range(len(plan.sequences)), key=lambda one: _drawn(plan.seed, "sequence", str(one)))
    return {cluster: dealt[number % len(dealt)] for number, cluster in enumerate(order)}


def told(plan: Plan, allocation: Mapping[str, int]) -> str:
    """Say for the log how it was drawn, and what came."""
    sizes = Counter(allocation.values())
    by_sequence = "; ".join(
        f"sequence {number + 1}: {', '.join(sorted(one for one, had in allocation.items() if had == number))}"
        for number in sorted(sizes)
    )
    return (
        f"Drawn from seed '{plan.seed}': clusters in order of SHA-256 of 'seed/cluster/id', dealt in turn to the"
        f" sequences in order of SHA-256 of 'seed/sequence/number'. {by_sequence}."
    )


def _drawn(seed: str, what: str, which: str) -> bytes:
    return hashlib.sha256(f"{seed}/{what}/{which}".encode()).digest()
