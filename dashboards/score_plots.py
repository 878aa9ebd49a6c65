"""A score as plots: how soon it was told, and each scenario and level with intervals. Altair, by the extra ``lab``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from care.estimates import Estimate
from dashboards.figures_said import source_words
from dashboards.load_plots import DARK, LIGHT, WIDTH, Colours, dressed
from dashboards.plays import level_words, scenario_words
from dashboards.tongue import Tongue, message
from evaluation.solutions.scored import Card, Part

HEIGHT: Final = 260
STEP: Final = 22
MOST_SCENARIOS: Final = 40
"""So many scenarios are drawn; the table has all."""
FIT: Final = {"type": "fit-x", "contains": "padding"}
"""All plots are equally wide, so that their letters are equally large."""
_MINUTE: Final = 60

Drawer = Callable[[Any, Sequence[Card], Sequence[str], Tongue, Colours], Any]


def plot(name: str, cards: Sequence[Card], solution: str, tongue: Tongue, *, dark: bool) -> str:
    """Draw a plot as SVG. Raises KeyError for an unknown one, ImportError where ``lab`` is not installed."""
    draw = PLOTS[name]
    import altair as alt  # noqa: PLC0415 - optional, and slow to load
    import vl_convert  # noqa: PLC0415

    colours = DARK if dark else LIGHT
    names = [source_words(card.source, solution, tongue) for card in cards]
    drawn = draw(alt, cards, names, tongue, colours).properties(background=colours.card)
    svg: str = vl_convert.vegalite_to_svg(dressed(drawn, colours).configure_legend(**_legend(colours)).to_json())
    return svg


def plots_of(cards: Sequence[Card]) -> list[str]:
    """Name the plots that there is something to draw in."""
    there = {
        "delay": any(card.total.score.delay.steps for card in cards),
        "scenarios": any(isinstance(one.recall, Estimate) for card in cards for one in card.by_scenario),
        "levels": any(len(card.levels) > 1 for card in cards),
    }
    return [name for name, drawn in there.items() if drawn]


def _delay(alt: Any, cards: Sequence[Card], names: Sequence[str], tongue: Tongue, colours: Colours) -> Any:
    rows = [row for card, name in zip(cards, names, strict=True) for row in _curve(card, name)]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("minutes:Q", title=tongue.say("Minutes from the danger on")),
        color=_colour(alt, names, colours),
    )
    bands = [
        alt.Chart(alt.Data(values=[row for row in rows if row["source"] == name]))
        .mark_area(interpolate="step-after", opacity=0.15, color=colour)
        .encode(x="minutes:Q", y="low:Q", y2="high:Q")
        for name, colour in zip(names, (colours.bar, colours.over), strict=False)
    ]
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        y=alt.Y(
            "told:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%"),
            title=tongue.say("Part that was told by then"),
        ),
        strokeDash=alt.StrokeDash(
            "source:N", sort=None, title=None, scale=alt.Scale(domain=list(names), range=[[1, 0], [6, 4]])
        ),
    )
    return alt.layer(*bands, line).properties(width=WIDTH, height=HEIGHT, autosize=FIT)


def _curve(card: Card, name: str) -> Iterator[dict[str, object]]:
    """Give the Kaplan-Meier curve upside down: the part told, with its pointwise interval; up to the longest wait."""
    steps = card.total.score.delay.steps
    yield {"source": name, "minutes": 0.0, "told": 0.0, "low": 0.0, "high": 0.0}
    for step in steps:
        minutes = step.after.total_seconds() / _MINUTE
        told = {"told": 1 - step.waiting, "low": 1 - step.high, "high": 1 - step.low}
        yield {"source": name, "minutes": minutes, **told}
    scored = card.total.score
    longest = max((episode.end - episode.hazard_from for episode in card.results.truth), default=None)
    if longest is not None and (not steps or longest > steps[-1].after):
        last = steps[-1] if steps else None
        told = {"told": 1 - last.waiting, "low": 1 - last.high, "high": 1 - last.low} if last else {}
        if told or scored.missed:
            empty = {"told": 0.0, "low": 0.0, "high": 0.0}
            yield {"source": name, "minutes": longest.total_seconds() / _MINUTE, **(told or empty)}


def _scenarios(alt: Any, cards: Sequence[Card], names: Sequence[str], tongue: Tongue, colours: Colours) -> Any:
    parts = [[one for one in card.by_scenario if isinstance(one.recall, Estimate)] for card in cards]
    rows = [
        row
        for those, name in zip(parts, names, strict=True)
        for one in those[:MOST_SCENARIOS]
        for row in _interval(one, scenario_words(one.scenario or "", tongue), name)
    ]
    return _intervals(alt, rows, names, tongue.say("Told on time, with 95 % interval"), colours)


def _levels(alt: Any, cards: Sequence[Card], names: Sequence[str], tongue: Tongue, colours: Colours) -> Any:
    rows = [
        row
        for card, name in zip(cards, names, strict=True)
        for one in card.by_level
        for row in _interval(one, level_words(one.level or "", tongue), name)
    ]
    return _intervals(alt, rows, names, tongue.say("Told on time, with 95 % interval"), colours)


def _interval(part: Part, where: str, source: str) -> Iterator[dict[str, object]]:
    one = part.recall
    if isinstance(one, Estimate):
        label = f"{where} ({one.n})"
        yield {"where": label, "source": source, "value": one.value, "low": one.low, "high": one.high}


def _intervals(alt: Any, rows: list[dict[str, object]], names: Sequence[str], title: str, colours: Colours) -> Any:
    shape = alt.Shape(
        "source:N", sort=None, title=None, scale=alt.Scale(domain=list(names), range=["circle", "diamond"])
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("where:N", title=None, sort=None, axis=alt.Axis(labelLimit=360)),
        yOffset=alt.YOffset("source:N", sort=None),
        color=_colour(alt, names, colours),
    )
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title=title), x2="high:Q"
    )
    point = base.mark_point(filled=True, size=90, opacity=1).encode(x="value:Q", shape=shape)
    return (interval + point).properties(width=WIDTH, height={"step": STEP}, autosize=FIT)


def _colour(alt: Any, names: Sequence[str], colours: Colours) -> Any:
    pair = [colours.bar, colours.over]
    return alt.Color(
        "source:N",
        sort=None,
        title=None,
        scale=alt.Scale(domain=list(names), range=pair[: len(names)]),
        legend=alt.Legend(orient="top", labelLimit=300),
    )


def _legend(colours: Colours) -> dict[str, object]:
    return {"labelColor": colours.ink, "labelFontSize": 13, "symbolStrokeWidth": 2.5}


PLOTS: Final[Mapping[str, Drawer]] = MappingProxyType({"delay": _delay, "scenarios": _scenarios, "levels": _levels})
PLOT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "delay": message("How soon it was told, of what was dangerous; the same stands in the figures above."),
        "scenarios": message("Told on time, scenario by scenario; the same stands in the table below."),
        "levels": message("Told on time, at each level of faults; the same stands in the table below."),
    }
)
