"""A sweep as plots: recall on time and false alarms by combination, with intervals, by the extra ``lab``."""

from collections.abc import Mapping, Sequence
from typing import Any

from care.errors import SettingError
from evaluation.estimates import Estimate, Result
from evaluation.sweeps.figures import Row

WIDTH = 520
HEIGHT = 220


def drawn(rows: Sequence[Row]) -> Mapping[str, str]:
    """Give SVG by name; raises SettingError when the extra ``lab`` is not installed."""
    try:
        import altair as alt  # noqa: PLC0415 - optional
        import vl_convert  # noqa: PLC0415 - optional
    except ImportError as error:
        raise SettingError(
            "Plots need Altair and vl-convert, which are not installed: run `pip install 'mistel[lab]'` where Mistel is"
            " installed, or give --no-plots."
        ) from error
    charts = {
        "recall": _chart(alt, [(row, row.score.recall) for row in rows], "recall on time"),
        "false_alarms": _chart(alt, [(row, row.score.false_alarms) for row in rows], "false alarms a resident-week"),
    }
    return {name: vl_convert.vegalite_to_svg(chart.to_json()) for name, chart in charts.items() if chart is not None}


def _chart(alt: Any, figures: Sequence[tuple[Row, Result]], title: str) -> Any:
    data = [
        {"combination": label(row), "situation": row.situation, "value": one.value, "low": one.low, "high": one.high}
        for row, one in figures
        if isinstance(one, Estimate)
    ]
    if not data:
        return None
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("combination:N", sort=None, title=None, axis=alt.Axis(labelAngle=-30, labelLimit=240)),
        xOffset="situation:N",
    )
    shape = alt.Shape("situation:N", title=None)
    points = base.mark_point(filled=True, size=60).encode(
        y=alt.Y("value:Q", title=title), color="situation:N", shape=shape
    )
    bars = base.mark_rule().encode(y="low:Q", y2="high:Q", color="situation:N")
    return (bars + points).properties(width=WIDTH, height=HEIGHT, title=f"{title}, with 95 % intervals")


def label(row: Row) -> str:
    """Say a combination in a few words."""
    return ", ".join(f"{key} = {value}" for key, value in row.values.items()) or "as it is"
