"""``mistel alerts load``: what alerts asked of a site's staff, against ISA-18.2's and telecare's targets."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from alerts.load import Verdict
from alerts.load.site import of_site, up_to
from care.clock import wall_now
from care.errors import SettingError
from dashboards import load_plots
from dashboards.directory import Directory
from dashboards.load import shown_load
from dashboards.tongue import tongue
from mistel.commands.opened import console, registry, table

_COLOURS = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.TOO_LITTLE: "dim"}


def load(
    site: Annotated[str, typer.Option(help="The site.")],
    *,
    days: Annotated[int, typer.Option(min=1, max=92, help="How many days back.")] = 7,
    plots: Annotated[Path | None, typer.Option(help="A folder to write plots to, as SVG; needs the extra lab.")] = None,
) -> None:
    """Print staff's load at a site: each figure against its target, and the sources that load most."""
    if plots is not None and not load_plots.may_draw():
        raise SettingError("Plots need Altair and vl-convert: run `pip install 'mistel[lab]'`, or leave out --plots.")
    words = tongue("en")
    with registry() as opened:
        found = opened.places.site(site)
        until = up_to(opened, found, wall_now())
        measured = of_site(opened, found, until - timedelta(days=days), until)
        shown = shown_load(measured, Directory(opened), words)
    console.print(f"{shown.sentence}\n{shown.span}. {shown.operators}", highlight=False)
    table(
        f"Load of {found.name}",
        ("figure", "value", "95 % interval", "target", "n", "verdict"),
        [
            (one.words, one.value, one.interval, one.target, one.n, f"[{_COLOURS[one.verdict]}]{one.verdict_words}[/]")
            for one in shown.figures
        ],
    )
    for said in (*shown.waits, *(f"Flood: {flood}" for flood in shown.floods)):
        console.print(said, highlight=False)
    if shown.worst:
        rows = [(one.rule, one.home, one.device, one.number, one.share) for one in shown.worst]
        table("The ten worst sources", ("alert", "home", "device", "alerts", "share"), rows)
    if shown.by_rule:
        proved = [(one.name, one.share, one.false, one.true, one.unclear) for one in shown.by_rule]
        table("What proved false", ("rule", "share, 95 % interval", "false", "true", "unclear"), proved)
    for why, number in shown.left_out:
        console.print(f"Left out: {number} {why}", highlight=False)
    if plots is not None:
        plots.mkdir(parents=True, exist_ok=True)
        for name in load_plots.plots_of(measured.load):
            path = plots / f"{name}.svg"
            path.write_text(load_plots.plot(name, measured.load, words, found.tz, dark=False), encoding="utf-8")
            console.print(f"Wrote {path}", highlight=False, soft_wrap=True)
