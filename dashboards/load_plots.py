"""Staff's load as plots: Altair, made into SVG by vl-convert. Both are the extra ``lab``, loaded only for a plot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from alerts.load import Load, Period
from alerts.load.answers import LATEST, SOON
from alerts.load.periods import MANY, PERIOD
from care.estimates import Estimate
from care.situations import SITUATIONS
from dashboards.tongue import Tongue, message

WIDTH: Final = 1000
HEIGHT: Final = 240
FINE: Final = timedelta(days=2)
"""Up to this much time each bar is ten minutes, else an hour."""

MOST_RULES: Final = 12
MOST_POINTS: Final = 400
"""So many points of the curve of answers are drawn; a finer one could not be seen."""

_LEAST_WAIT: Final = 1.0

Drawer = Callable[[Any, Load, Tongue, ZoneInfo, "Colours"], Any]


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a plot: those of the pages."""

    ink: str
    line: str
    bar: str
    over: str
    card: str


LIGHT: Final = Colours(ink="#4d5960", line="#d3d1c9", bar="#2f6f9f", over="#b3201b", card="#ffffff")
DARK: Final = Colours(ink="#b4bcc0", line="#353e43", bar="#7fb6e0", over="#ff9a91", card="#1c2225")


def may_draw() -> bool:
    """Tell whether the extra ``lab`` is installed."""
    return find_spec("altair") is not None and find_spec("vl_convert") is not None


def plot(name: str, load: Load, tongue: Tongue, zone: ZoneInfo, *, dark: bool) -> str:
    """Draw a plot as SVG. Raises KeyError for an unknown one, ImportError where ``lab`` is not installed."""
    draw = PLOTS[name]
    import altair as alt  # noqa: PLC0415 - optional, and slow to load
    import vl_convert  # noqa: PLC0415

    colours = DARK if dark else LIGHT
    drawn = draw(alt, load, tongue, zone, colours).properties(background=colours.card)
    svg: str = vl_convert.vegalite_to_svg(dressed(drawn, colours).to_json())
    return svg


def plots_of(load: Load) -> list[str]:
    """Name the plots that there is something to draw in."""
    there = {"calls": bool(load.periods), "answers": bool(load.answers.waits), "false": bool(load.false_by_rule)}
    return [name for name, drawn in there.items() if drawn]


def _calls(alt: Any, load: Load, tongue: Tongue, zone: ZoneInfo, colours: Colours) -> Any:
    fine = load.until - load.since <= FINE
    rows = [
        {"from": _local(start, zone), "to": _local(end, zone), "calls": each, "flood": each > MANY}
        for start, end, each in (_each(load.periods) if fine else _hours(load.periods))
    ]
    title = message("Alerts for each person in 10 minutes") if fine else message("Most in 10 minutes, hour by hour")
    clock, ticks = ("%H:%M", 12) if fine else ("%-d/%-m", "day")
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("from:T", title=None, axis=alt.Axis(format=clock, tickCount=ticks, labelOverlap=True)),
            x2="to:T",
            y=alt.Y("calls:Q", title=tongue.say(title), scale=alt.Scale(domainMin=0), axis=alt.Axis(tickMinStep=1)),
            y2=alt.datum(0),
            color=alt.condition("datum.flood", alt.value(colours.over), alt.value(colours.bar)),
        )
    )
    limits: list[dict[str, object]] = [{"at": MANY, "words": tongue.say("10: a flood begins")}]
    return (bars + _rules(alt, limits, "y", colours)).properties(width=WIDTH, height=HEIGHT)


def _answers(alt: Any, load: Load, tongue: Tongue, zone: ZoneInfo, colours: Colours) -> Any:  # noqa: ARG001
    counted = load.answers.counted
    waits = load.answers.waits
    step = max(1, len(waits) // MOST_POINTS)
    drawn = [*range(0, len(waits), step), len(waits) - 1]
    rows = [{"wait": max(_LEAST_WAIT, waits[n].total_seconds()), "share": (n + 1) / counted} for n in drawn]
    line = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(interpolate="step-after", color=colours.bar, strokeWidth=2.5)
        .encode(
            x=alt.X("wait:Q", scale=alt.Scale(type="log"), title=tongue.say("Seconds until somebody answered")),
            y=alt.Y(
                "share:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%"),
                title=tongue.say("Part of the alerts that were answered"),
            ),
        )
    )
    limits = [
        {"at": SOON.total_seconds(), "words": tongue.say("60 s: 97.5 % wanted")},
        {"at": LATEST.total_seconds(), "words": tongue.say("180 s: 99 % wanted")},
    ]
    return (line + _rules(alt, limits, "x", colours)).properties(width=WIDTH, height=HEIGHT)


def _false(alt: Any, load: Load, tongue: Tongue, zone: ZoneInfo, colours: Colours) -> Any:  # noqa: ARG001
    rows = []
    for one in load.false_by_rule[:MOST_RULES]:
        share = one.share
        if isinstance(share, Estimate):
            name = f"{tongue.say(SITUATIONS[one.name].words)} ({share.n})"
            rows.append({"rule": name, "share": share.value, "low": share.low, "high": share.high})
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("rule:N", title=None, sort=None, axis=alt.Axis(labelLimit=320))
    )
    interval = base.mark_rule(color=colours.bar, strokeWidth=2).encode(
        x=alt.X(
            "low:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%"),
            title=tongue.say("Part that proved false, with 95 % interval (number of alerts)"),
        ),
        x2="high:Q",
    )
    point = base.mark_point(color=colours.bar, filled=True, size=90, opacity=1).encode(x="share:Q")
    return (interval + point).properties(width=WIDTH - 200, height={"step": 34})


PLOTS: Final[Mapping[str, Drawer]] = MappingProxyType({"calls": _calls, "answers": _answers, "false": _false})
PLOT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "calls": message("How often alerts called, over time; the same stands in the table above."),
        "answers": message("How soon alerts were answered; the same stands in the table above."),
        "false": message("What proved false, rule by rule; the same stands in the table below."),
    }
)


def _rules(alt: Any, limits: list[dict[str, object]], side: str, colours: Colours) -> Any:
    base = alt.Chart(alt.Data(values=limits))
    rule = base.mark_rule(color=colours.over, strokeDash=[6, 4]).encode(**{side: "at:Q"})
    away = {"x": alt.value(4), "y": "at:Q"} if side == "y" else {"x": "at:Q", "y": alt.value(HEIGHT - 8)}
    text = base.mark_text(align="left", dx=0 if side == "y" else 5, dy=-6, color=colours.ink).encode(
        text="words:N", **away
    )
    return rule + text


def dressed(chart: Any, colours: Colours) -> Any:
    """Give a chart the letters and colours of the pages."""
    return chart.configure(
        font="Arial, sans-serif",
        padding={"left": 24, "right": 12, "top": 12, "bottom": 8},  # a reader's letters may be wider than vl-convert's
        view={"stroke": colours.line},
        axis={
            "labelColor": colours.ink,
            "titleColor": colours.ink,
            "domainColor": colours.line,
            "gridColor": colours.line,
            "tickColor": colours.line,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
        },
        text={"fontSize": 13},
    )


def _each(periods: tuple[Period, ...]) -> list[tuple[datetime, datetime, float]]:
    return [(one.since, one.since + PERIOD, one.each) for one in periods if one.calls]


def _hours(periods: tuple[Period, ...]) -> list[tuple[datetime, datetime, float]]:
    most: dict[datetime, float] = {}
    for one in periods:
        if one.calls:
            hour = one.since.replace(minute=0)
            most[hour] = max(most.get(hour, 0), one.each)
    return [(hour, hour + timedelta(hours=1), each) for hour, each in most.items()]


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).replace(tzinfo=None).isoformat()
