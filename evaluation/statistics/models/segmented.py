"""Segmented regression of before and after: a trend, and a step where the solution came (Wagner et al. 2002)."""

import warnings
from typing import Final

import numpy as np

from care.errors import SettingError
from care.trials import Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Checked, Effect
from evaluation.statistics.models.rows import rows
from evaluation.statistics.models.told import nothing, told

FEWEST: Final = 3
"""Periods on each side that a trend needs."""
METHOD: Final = "segmented quasi-Poisson regression, t with {freedom} degrees of freedom"


def segmented(cells: Cells, measure: Measure, unit: str) -> Effect:
    """Give the step as a RATIO, all clusters summed by period; overdispersion from Pearson's chi-squared.

    It takes off what a straight trend would have brought. No verdict on the cause: whatever else came then is in it.
    """
    if measure is not Measure.RATIO:
        return nothing(cells, measure, unit, "Segmented regression is for counts.")
    try:
        import statsmodels.api as sm  # noqa: PLC0415 - the extra lab, slow to import
    except ImportError as missing:
        raise SettingError("Models need the extra lab: pip install 'mistel[lab]'.") from missing
    of = rows(cells)
    periods = np.unique(of.period)
    value, exposure = (np.array([one[of.period == p].sum() for p in periods]) for one in (of.value, of.exposure))
    treated = np.array([of.treated[of.period == p].max() for p in periods])
    sides = [int((treated == one).sum()) for one in (0.0, 1.0)]
    if min(sides) < FEWEST:
        why = f"A trend needs {FEWEST} periods on each side; there are {sides[0]} and {sides[1]}."
        return nothing(cells, measure, unit, why)
    if not all(value[treated == one].any() for one in (0.0, 1.0)):
        return nothing(cells, measure, unit, "All counts of one side are zero: the model has no estimate.")
    columns = np.column_stack([np.ones(len(periods)), treated, periods - periods.mean()])
    freedom = len(periods) - columns.shape[1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = sm.GLM(value, columns, family=sm.families.Poisson(), exposure=exposure).fit(scale="X2")
        except (ValueError, np.linalg.LinAlgError):  # nothing is left over for chance
            return nothing(cells, measure, unit, "The model does not converge.")
        effect, error = float(found.params[1]), float(found.bse[1])
    steadier = max(1.0, float(found.scale)) / float(found.scale) if found.scale > 0 else 1.0
    checks = (
        Checked("The trend before would have gone on.", None, "No lot was drawn: the data cannot tell."),
        Checked("Periods do not follow each other's ups and downs.", None, "Too few periods to see."),
    )
    return told(
        cells,
        measure,
        unit,
        value=effect,
        error=error * float(np.sqrt(steadier)),
        freedom=freedom,
        method=METHOD.format(freedom=freedom),
        checks=checks,
    )
