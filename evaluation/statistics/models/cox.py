"""Cox's proportional hazards of waits, robust to homes (Lin and Wei 1989), by lifelines: with a t interval."""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy.special import stdtr, stdtrit

from care.errors import SettingError
from care.estimates import LEVEL, Estimate, Result, TooLittle
from evaluation.statistics.models.told import WIDEST

FEWEST: Final = 6
"""Clusters; with fewer a robust standard error is far too small."""
METHOD: Final = "Cox model, standard errors clustered, t with {freedom} degrees of freedom"


@dataclass(frozen=True, slots=True)
class ClusteredWait:
    """One wait in ``minutes``; ``seen``: it ended so, else it was only watched that long. ``treated`` is 0 or 1."""

    cluster: str
    minutes: float
    seen: bool
    treated: int


def hazard_ratio(waits: Sequence[ClusteredWait]) -> tuple[Result, float | None]:
    """Give with / without as a ratio of hazards (above 1: sooner with it) and its p; n is the clusters.

    The standard error is made wider by sqrt(clusters / (clusters - 1)), and t has one degree less than clusters.
    Where the extra ``lab`` is not installed it says so instead.
    """
    clusters = len({one.cluster for one in waits})
    if clusters < FEWEST:
        return TooLittle(f"A Cox model needs {FEWEST} clusters; there are {clusters}.", clusters), None
    for treated, name in ((0, "without"), (1, "with")):
        if not any(one.seen for one in waits if one.treated == treated):
            return TooLittle(f"No wait {name} the solution came to its end.", clusters), None
    try:
        found = _fitted(waits)
    except SettingError as missing:
        return TooLittle(str(missing), clusters), None
    if found is None:
        return TooLittle("The model does not converge.", clusters), None
    value, error = found
    error *= math.sqrt(clusters / (clusters - 1))
    freedom = clusters - 1
    half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error
    if abs(value) + half > math.log(WIDEST):
        return TooLittle("The model's interval has no bounds: the data separate it.", clusters), None
    method = METHOD.format(freedom=freedom)
    estimate = Estimate(math.exp(value), math.exp(value - half), math.exp(value + half), clusters, method, "times")
    return estimate, float(2 * stdtr(freedom, -abs(value / error)))


def _fitted(waits: Sequence[ClusteredWait]) -> tuple[float, float] | None:
    try:
        import pandas as pd  # noqa: PLC0415 - the extra lab, slow to import
        from lifelines import CoxPHFitter  # noqa: PLC0415
        from lifelines.exceptions import ConvergenceError  # noqa: PLC0415
    except ImportError as missing:
        raise SettingError("Models need the extra lab: pip install 'mistel[lab]'.") from missing
    table = pd.DataFrame(
        {
            "minutes": [one.minutes for one in waits],
            "seen": [one.seen for one in waits],
            "treated": [one.treated for one in waits],
            "cluster": [one.cluster for one in waits],
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not converge is told as such
        try:
            fitted = CoxPHFitter().fit(table, "minutes", "seen", cluster_col="cluster", robust=True)
        except ConvergenceError:
            return None
    value, error = float(fitted.params_["treated"]), float(fitted.standard_errors_["treated"])
    return (value, error) if math.isfinite(value) and math.isfinite(error) and error > 0 else None
