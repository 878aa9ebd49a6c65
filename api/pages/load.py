"""The page of staff's load, and its plots."""

from typing import Annotated, Final

from fastapi import Query, Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.staff_load import DAYS, Loads, site_asked
from care.errors import NotFound
from dashboards import load_plots
from dashboards.directory import Directory
from dashboards.load import shown_load

routes: Final = Routes()

Days = Annotated[int, Query(ge=1, le=92)]


@routes.get("/load", access=may(Right.SEE_CARE), include_in_schema=False)
def load(request: Request, here: Here, guest: Guest, site: str = "", days: Days = 7) -> Response:
    """Show what alerts asked of a site's staff, against the targets."""
    loads: Loads = request.app.state.loads
    directory: Directory = request.app.state.directory
    directory.refresh()
    words = tongue_of(request)
    sites, chosen = site_asked(here, guest.known, site)
    measured = loads.of(chosen, days) if chosen else None
    return page(
        request,
        "load.html",
        sites=sites,
        chosen=chosen,
        days=days,
        choices=[(each, words.count("{n} day", "{n} days", each)) for each in DAYS],
        load=shown_load(measured, directory, words) if measured else None,
        plots=[(name, words.say(load_plots.PLOT_WORDS[name])) for name in load_plots.plots_of(measured.load)]
        if measured and measured.load.calls
        else [],
        drawn=load_plots.may_draw(),
    )


@routes.get("/load/{plot}", access=may(Right.SEE_CARE), include_in_schema=False)
def plot(
    request: Request, plot: str, here: Here, guest: Guest, site: str = "", days: Days = 7, dark: bool = False
) -> Response:
    """Draw one plot of it as SVG."""
    loads: Loads = request.app.state.loads
    _, chosen = site_asked(here, guest.known, site)
    if chosen is None or plot not in load_plots.PLOTS or not load_plots.may_draw():
        raise NotFound(f"There is no plot '{plot}'.")
    measured = loads.of(chosen, days)
    if plot not in load_plots.plots_of(measured.load):
        raise NotFound(f"There is nothing to draw in '{plot}'.")
    svg = load_plots.plot(plot, measured.load, tongue_of(request), chosen.tz, dark=dark)
    return Response(svg, media_type="image/svg+xml")
