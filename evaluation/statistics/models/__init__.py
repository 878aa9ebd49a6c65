"""Models of trials, as sensitivity beside the primary estimate: what it becomes under other assumptions."""

from collections.abc import Callable, Iterator
from typing import Final

from care.errors import SettingError
from care.trials import Design, Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Effect
from evaluation.statistics.models.exposure_time import by_exposure_time
from evaluation.statistics.models.marginal import marginal
from evaluation.statistics.models.segmented import segmented
from evaluation.statistics.models.told import nothing

Model = Callable[[Cells, Measure, str], Effect]

MODELS: Final[dict[Design, tuple[tuple[str, Model], ...]]] = {
    Design.BEFORE_AFTER: (("Marginal model (GEE)", marginal), ("Segmented regression", segmented)),
    Design.PARALLEL: (("Marginal model (GEE)", marginal),),
    Design.CROSSOVER: (("Marginal model (GEE)", marginal),),
    Design.STEPPED_WEDGE: (("Marginal model (GEE)", marginal), ("Effect by time since going over", by_exposure_time)),
}


def sensitivity(cells: Cells, measure: Measure, *, unit: str) -> list[tuple[str, Effect]]:
    """Give what each model of this design says, by its name: an English message id.

    Where the extra ``lab`` is not installed those that need it say so instead.
    """
    return list(_sensitivity(cells, measure, unit))


def _sensitivity(cells: Cells, measure: Measure, unit: str) -> Iterator[tuple[str, Effect]]:
    for name, model in MODELS[cells.design]:
        try:
            yield name, model(cells, measure, unit)
        except SettingError as missing:
            yield name, nothing(cells, measure, unit, str(missing))
