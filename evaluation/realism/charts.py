"""Plots of simulated homes beside real ones: Altair to SVG by vl-convert, the extra ``lab``, loaded here only."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from care.errors import SettingError
from evaluation.realism import reference
from evaluation.realism.criteria import DIFFER, mean_hours, spread
from evaluation.realism.figures import Home

WIDTH = 620
HEIGHT = 220
SIMULATED, REAL = "simulated", "real"
COLOURS = ("#0b6e99", "#b3541e")


def drawn(homes: Sequence[Home]) -> Mapping[str, str]:
    """Give SVG by name, in the order of the page; raises SettingError when the extra ``lab`` is not installed."""
    try:
        import altair as alt  # noqa: PLC0415 - optional
        import vl_convert  # noqa: PLC0415 - optional
    except ImportError as error:
        raise SettingError(
            "Plots need Altair and vl-convert, which are not installed: run `pip install 'mistel[lab]'` where Mistel is"
            " installed, or leave out --out."
        ) from error
    charts: Mapping[str, Callable[[Any, Sequence[Home]], Any]] = {
        "hours": _hours,
        "differ": _differ,
        "nights": _nights,
        "out": _out,
    }
    return {name: vl_convert.vegalite_to_svg(chart(alt, homes).to_json()) for name, chart in charts.items()}


def _hours(alt: Any, homes: Sequence[Home]) -> Any:
    mean = mean_hours(homes)
    bands = [spread([home.hours[hour] for home in homes]) for hour in range(len(mean))]
    rows = [
        {"hour": hour, "share": share, "whose": whose}
        for whose, profile in ((SIMULATED, mean), (REAL, reference.HOURS))
        for hour, share in enumerate(profile)
    ]
    band = [{"hour": hour, "low": one.p10, "high": one.p90} for hour, one in enumerate(bands)]
    area = (
        alt.Chart(alt.Data(values=band))
        .mark_area(opacity=0.2, color=COLOURS[0], interpolate="monotone")
        .encode(x="hour:Q", y="low:Q", y2="high:Q")
    )
    lines = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(interpolate="monotone")
        .encode(
            x=alt.X("hour:Q", title="hour of the day", scale=alt.Scale(domain=[0, 23])),
            y=alt.Y("share:Q", title="part of the day's events", axis=alt.Axis(format="%")),
            color=_whose(alt),
            strokeDash=alt.StrokeDash("whose:N", scale=alt.Scale(domain=[SIMULATED, REAL], range=[[1, 0], [5, 3]])),
        )
    )
    return (area + lines).properties(
        width=WIDTH, height=HEIGHT, title="Hours of the day: mean of homes; band: eight simulated homes of ten"
    )


def _differ(alt: Any, homes: Sequence[Home]) -> Any:
    rows = []
    for name, of, real in DIFFER:
        found = spread([of(home) for home in homes])
        for whose, one in ((SIMULATED, found), (REAL, real)):
            rows.append({"figure": name, "whose": whose, "low": one.p10, "mid": one.p50, "high": one.p90})
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("whose:N", title=None, sort=[SIMULATED, REAL]))
    bar = base.mark_bar(height=7).encode(
        x=alt.X("low:Q", title=None, scale=alt.Scale(zero=True)), x2="high:Q", color=_whose(alt)
    )
    middle = base.mark_tick(thickness=3, height=16, color="#222").encode(x="mid:Q")
    return (
        alt.layer(bar, middle)
        .properties(width=WIDTH, height=44)
        .facet(row=alt.Row("figure:N", title=None, sort=[name for name, _, _ in DIFFER], header=_above(alt)))
        .resolve_scale(x="independent")
        .properties(title="How homes differ: p10 to p90 over homes, and the median")
    )


def _nights(alt: Any, homes: Sequence[Home]) -> Any:
    rows = [{"onset": (onset + 12)} for home in homes for person in home.people for onset in person.onsets]
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color=COLOURS[0])
        .encode(
            x=alt.X("onset:Q", bin=alt.Bin(step=0.5), title="going to sleep (24 is midnight)"),
            y=alt.Y("count():Q", title="nights"),
        )
        .properties(
            width=WIDTH, height=HEIGHT, title="When people go to sleep (Aruba: p10 22:16, p50 23:55, p90 00:54)"
        )
    )


def _out(alt: Any, homes: Sequence[Home]) -> Any:
    rows = [{"minutes": min(lasted, 360.0)} for home in homes for person in home.people for lasted in person.out]
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(color=COLOURS[0])
        .encode(
            x=alt.X("minutes:Q", bin=alt.Bin(step=15), title="minutes out of home (360 and more together)"),
            y=alt.Y("count():Q", title="times"),
        )
    )
    real = alt.Chart(alt.Data(values=[{"at": reference.OUT_MINUTES.p50}])).mark_rule(color=COLOURS[1]).encode(x="at:Q")
    return (bars + real).properties(
        width=WIDTH,
        height=HEIGHT,
        title=f"Time out of home (line: Aruba, {reference.OUT_MINUTES.p50:.0f} min)",
    )


def _whose(alt: Any) -> Any:
    return alt.Color("whose:N", title=None, scale=alt.Scale(domain=[SIMULATED, REAL], range=list(COLOURS)))


def _above(alt: Any) -> Any:
    return alt.Header(labelOrient="top", labelAnchor="start")
