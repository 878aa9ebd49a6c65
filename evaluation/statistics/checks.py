"""What the primary method rests on, and what the data say of it."""

import numpy as np

from care.trials import Design
from evaluation.statistics.effect import Checked
from evaluation.statistics.summaries import Summaries


def checks(of: Summaries, *, by_lot: bool, smallest_p: float | None) -> tuple[Checked, ...]:
    """Give each assumption and whether it holds: None where no data could tell."""
    found = []
    if of.design.is_randomised:
        found.append(
            Checked(
                "The lot can speak at 95 %.",
                by_lot,
                f"The smallest p that the lot could give is {smallest_p:.3g}.",
            )
        )
    else:
        found.append(
            Checked(
                "Nothing else changed at the same time.",
                None,
                "No lot was drawn: whatever else changed is part of the estimate.",
            )
        )
    if not by_lot:
        found.append(
            Checked("Clusters are about normal.", None, f"{of.clusters} clusters are too few to see whether they are.")
        )
    whole = bool(of.known.all())
    missing = int((~of.known).sum())
    found.append(
        Checked(
            "Every cluster has data in every period that counts.",
            whole,
            "It has." if whole else f"{missing} of {of.known.size} summaries are missing or count for neither.",
        )
    )
    if of.design in (Design.STEPPED_WEDGE, Design.CROSSOVER):
        found.append(
            Checked("The passing of time is alike in all clusters.", None, "The lot keeps this fair, not exact.")
        )
    if of.design is Design.CROSSOVER:
        found.append(Checked("Nothing is carried over from one period to the next.", None, "A washout helps."))
    if of.design is Design.STEPPED_WEDGE:
        found.append(
            Checked(
                "The effect is there at once and stays.",
                None,
                "See the sensitivity analysis by time since each cluster went over.",
            )
        )
    first = of.outcome[:, 0][of.known[:, 0]]
    if len(first) and np.ptp(first) > 0 and of.clusters >= 2:  # noqa: PLR2004 - a spread needs two
        middle = float(np.median(first))
        far = int((np.abs(first - middle) > 3 * 1.4826 * np.median(np.abs(first - middle)) + 1e-12).sum())
        found.append(
            Checked(
                "No cluster is unlike all others at the beginning.",
                far == 0,
                "None is." if far == 0 else f"{far} of {len(first)} lie far from the others.",
            )
        )
    return tuple(found)
