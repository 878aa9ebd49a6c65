"""Power as a plot: by weeks, a line for each number of homes, a picture for each design; by the extra ``lab``."""

from collections.abc import Sequence
from typing import Any, Final

from care.errors import SettingError
from care.estimates import Estimate
from care.trials import Aim
from evaluation.trials.planning.advice import power
from evaluation.trials.planning.power import ENOUGH, Power

WIDTH: Final = 260
HEIGHT: Final = 220


def drawn(aim: Aim, powers: Sequence[Power]) -> str:
    """Give SVG; raises SettingError when the extra ``lab`` is not installed."""
    try:
        import altair as alt  # noqa: PLC0415 - optional, and slow to load
        import vl_convert  # noqa: PLC0415 - optional
    except ImportError as error:
        raise SettingError(
            "Plots need Altair and vl-convert, which are not installed: run `pip install 'mistel[lab]'` where Mistel is"
            " installed, or leave out --out."
        ) from error
    rows = [
        {
            "design": one.setup.design.replace("_", " "),
            "homes": str(one.setup.homes),
            "weeks": one.setup.weeks,
            "power": found.value,
            "low": found.low,
            "high": found.high,
        }
        for one in powers
        if isinstance(found := power(aim, one), Estimate)
    ]
    svg: str = vl_convert.vegalite_to_svg(_chart(alt, rows).to_json())
    return svg


def _chart(alt: Any, rows: list[dict[str, Any]]) -> Any:
    homes = sorted({row["homes"] for row in rows}, key=int)
    colour = alt.Color("homes:N", title="homes", sort=homes)
    base = alt.Chart().encode(x=alt.X("weeks:Q", title="weeks"))
    axis = alt.Y("power:Q", title="power", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    lines = base.mark_line().encode(y=axis, color=colour)
    points = base.mark_point(filled=True, size=60).encode(
        y=axis, color=colour, shape=alt.Shape("homes:N", sort=homes, legend=None)
    )
    bars = base.mark_rule().encode(y="low:Q", y2="high:Q", color=colour)
    asked = alt.Chart().mark_rule(strokeDash=[4, 4]).encode(y=alt.datum(ENOUGH))
    layers = alt.layer(bars, lines, points, asked, data=alt.Data(values=rows)).properties(width=WIDTH, height=HEIGHT)
    return layers.facet(column=alt.Column("design:N", title=None, sort=None))
