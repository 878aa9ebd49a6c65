"""``mistel export FILE``: readings for other programs, as CSV or Parquet, from the journal or from InfluxDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import EPOCH
from care.errors import NotFound, SettingError
from mistel.commands.moments import moment
from mistel.commands.opened import console, notes, registry
from mistel.influx import needed
from mistel.settings import Settings
from store.export import Format, export, kind_of
from store.influx import END, InfluxReader, Server
from store.journal import JournalFollower
from store.readings import Readings


class Source(StrEnum):
    """Which store is read."""

    JOURNAL = "journal"
    INFLUX = "influx"


def export_readings(
    file: Annotated[Path, typer.Argument(help="The file to write; .csv or .parquet.")],
    *,
    site: Annotated[str, typer.Option(help="The site.")],
    home: Annotated[str | None, typer.Option(help="Only this home.")] = None,
    since: Annotated[str | None, typer.Option(help="From when on, such as 2026-01-31 or 2026-01-31T22:00.")] = None,
    until: Annotated[str | None, typer.Option(help="Until when, without it.")] = None,
    kind: Annotated[Format | None, typer.Option("--format", help="By the file's name when not told.")] = None,
    source: Annotated[Source, typer.Option("--from", help="The store to read.")] = Source.JOURNAL,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a site's readings to a file. Times without a zone are the site's; in the file all are UTC."""
    wanted = kind_of(file, kind)
    if file.exists() and not force:
        raise SettingError(f"{file} is there already: name another file, or give --force to write over it.")
    with registry() as opened:
        where = opened.places.site(site)
        if home is not None and home not in {each.id for each in opened.places.homes(site)}:
            raise NotFound(f"Site {site} has no home {home}; `mistel home list --site {site}` lists them.")
    span = (moment(since, "--since", where.tz) or EPOCH, moment(until, "--until", where.tz) or END)
    homes = None if home is None else [home]
    with _opened(source, site) as readings, _bar(file) as bar:
        done = 0
        for done, total in export(readings, file, wanted, since=span[0], until=span[1], homes=homes):
            bar.update(bar.task_ids[0], completed=done, total=total)
    console.print(f"{done} readings of site {site} written to {file}.", highlight=False)


@contextmanager
def _opened(source: Source, site: str) -> Iterator[Readings]:
    settings = Settings.load()
    if source is Source.JOURNAL:
        with JournalFollower.open(settings.state_dir, site) as follower:
            yield follower
    else:
        with Server(needed(settings)) as server:
            yield InfluxReader(server, site)


@contextmanager
def _bar(file: Path) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes) as progress:
        progress.add_task(f"Writing {file.name}", total=None)
        yield progress
