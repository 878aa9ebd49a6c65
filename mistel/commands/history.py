"""``mistel alerts history``: every move of every alert, as lines that other programs read."""

import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from care.errors import NotFound, SettingError
from mistel.commands.moments import moment
from mistel.commands.opened import notes, registry
from store.history_lines import history_lines
from store.lines import Form
from store.registry.history import Asked


def history(
    *,
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    home: Annotated[str | None, typer.Option(help="Only this home.")] = None,
    since: Annotated[str | None, typer.Option(help="Made then or later by the home's clock: 2026-01-31T22:00.")] = None,
    until: Annotated[str | None, typer.Option(help="Made before then.")] = None,
    form: Annotated[Form, typer.Option(help="Kind of lines.")] = Form.CSV,
    out: Annotated[Path | None, typer.Option(help="The file to write; standard output when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write what was done with alerts, in order. Times without a zone are the site's, or UTC without one."""
    if out is not None and out.exists() and not force:
        raise SettingError(f"{out} is there already: name another file, or give --force to write over it.")
    with registry() as opened:
        places = opened.places
        zone = ZoneInfo("UTC") if site is None else places.site(site).tz
        sites = [one.id for one in places.sites()] if site is None else [site]
        if home is not None and places.home(home).site not in sites:
            raise NotFound(f"Site {site} has no home {home}; `mistel home list --site {site}` lists them.")
        asked = Asked(
            sites=sites, home=home, since=moment(since, "--since", zone), until=moment(until, "--until", zone)
        )
        lines = history_lines(form, opened.alerts.history.all(asked))
        if out is None:
            sys.stdout.writelines(lines)
            return
        with out.open("w", newline="", encoding="utf-8") as file:
            file.writelines(lines)
    notes.print(f"Written to {out}.", highlight=False)
