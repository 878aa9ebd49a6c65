"""GEE with an exchangeable correlation and the correction of Mancl and DeRouen (2001), by statsmodels."""

import warnings
from typing import Any, Final

import numpy as np

from care.errors import SettingError
from care.trials import Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Effect
from evaluation.statistics.models.rows import Rows, rows, tells_periods_apart
from evaluation.statistics.models.told import nothing, told

METHOD: Final = "GEE, exchangeable, Mancl-DeRouen, t with {freedom} degrees of freedom"
_NO_CLUSTERS: Final = "With {clusters} clusters and {parameters} parameters no degree of freedom is left."


def marginal(cells: Cells, measure: Measure, unit: str) -> Effect:
    """Give the effect beside periods: Poisson with exposures for a RATIO, else means.

    t with as many degrees of freedom as there are clusters more than parameters. Where that leaves none, periods are
    told by a straight line instead of one by one.
    """
    of = rows(cells)
    columns = of.columns(periods=tells_periods_apart(cells))
    if of.clusters <= columns.shape[1] and tells_periods_apart(cells):
        columns = np.column_stack([of.columns(periods=False), of.period.astype(np.float64)])
    freedom = of.clusters - columns.shape[1]
    if freedom < 1:
        says = _NO_CLUSTERS.format(clusters=of.clusters, parameters=columns.shape[1])
        return nothing(cells, measure, unit, says)
    if measure is Measure.RATIO and not all(of.value[of.treated == one].any() for one in (0.0, 1.0)):
        return nothing(cells, measure, unit, "All counts of one side are zero: the model has no estimate.")
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        return nothing(cells, measure, unit, "The solution cannot be told from the periods.")
    fitted = fit(of, columns, measure)
    if fitted is None:
        return nothing(cells, measure, unit, "The model does not converge.")
    value, error = fitted
    method = METHOD.format(freedom=freedom)
    return told(cells, measure, unit, value=value, error=error, freedom=freedom, method=method)


def fit(of: Rows, columns: Any, measure: Measure) -> tuple[float, float] | None:
    """Give the second column's coefficient and its standard error; None where the fit does not converge."""
    try:
        import statsmodels.api as sm  # noqa: PLC0415 - the extra lab, slow to import
    except ImportError as missing:
        raise SettingError("Models need the extra lab: pip install 'mistel[lab]'.") from missing
    ratio = measure is Measure.RATIO
    model = sm.GEE(
        of.value if ratio else of.value / of.exposure,
        columns,
        groups=of.cluster,
        family=sm.families.Poisson() if ratio else sm.families.Gaussian(),
        cov_struct=sm.cov_struct.Exchangeable(),
        exposure=of.exposure if ratio else None,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not converge is told as such
        try:
            found = model.fit(cov_type="bias_reduced", maxiter=200)
            value, error = float(found.params[1]), float(found.bse[1])
        except (ValueError, np.linalg.LinAlgError):
            return None
    return (value, error) if found.converged else None
