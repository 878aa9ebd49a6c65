"""``mistel gateway``: run gateways apart, or say what was refused and how to mend it."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import typer

from care.errors import NotFound
from care.events import Refusal
from mistel.commands.opened import console, registry, run, table
from mistel.commands.serve import run_all_gateways, run_gateways
from mistel.settings import Settings
from store.journal import JournalReader

app = typer.Typer(help="Run the gateways of sites apart, or see what they refused.")

LOOK_SECONDS: Final = 1.0
MOST: Final = 10_000


@app.callback(invoke_without_command=True)
def gateway(
    context: typer.Context,
    site: Annotated[list[str] | None, typer.Option(help="The site to run; may be given several times.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Run all sites, also those that are made later.")] = False,
) -> None:
    """Run only the gateways of these sites, against the broker of MISTEL_BROKER_URL or of the running instance."""
    if context.invoked_subcommand is not None:
        if site:
            raise typer.BadParameter(f"give --site after '{context.invoked_subcommand}'", param_hint="--site")
        return
    if every and not site:
        run(run_all_gateways(Settings.load()))
        return
    if not site or every:
        raise typer.BadParameter("name the site to run, such as --site north, or --all", param_hint="--site")
    run(run_gateways(Settings.load(), site))


@app.command("refusals")
def refusals(
    site: Annotated[str | None, typer.Option(help="Only this site.")] = None,
    home: Annotated[str | None, typer.Option(help="Only this home.")] = None,
    connection: Annotated[str | None, typer.Option(help="Only this connection.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only this reason, such as wrong_unit.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="At most so many.")] = 20,
    *,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with new ones as they come; Ctrl-C ends.")] = False,
) -> None:
    """List what was refused, the newest first: where, why, which field, and how to mend it; then counts by reason.

    The newest 10,000 of each site are kept; the counts are of all that ever were.
    """
    readers = _readers(site, home)
    shown = [found for reader in readers for found in reader.refusals(limit, home, connection, reason)]
    for refusal in sorted(shown, key=lambda one: one.received, reverse=True)[:limit]:
        _show(refusal)
    counted: Counter[tuple[str, str]] = Counter()
    for reader in readers:
        counted.update({(reader.site, why): count for why, count in reader.refusals_by_reason().items()})
    table("Refused, by site and reason", ("site", "reason", "ever"), [(*key, n) for key, n in sorted(counted.items())])
    if follow:
        for refusal in _new(readers):
            wanted = {(home, refusal.home), (connection, refusal.connection), (reason, refusal.reason)}
            if all(asked in (None, is_so) for asked, is_so in wanted):
                _show(refusal)


def _readers(site: str | None, home: str | None) -> list[JournalReader]:
    with registry() as opened:
        sites = [opened.places.site(site)] if site else opened.places.sites()
        if home is not None:
            of_home = opened.places.home(home).site
            if of_home not in {one.id for one in sites}:
                raise NotFound(f"Home {home} is of site {of_home}, not of {site}.")
            sites = [one for one in sites if one.id == of_home]
    folder = Settings.load().state_dir
    return [JournalReader.open(folder, one.id) for one in sites]


def _new(readers: Sequence[JournalReader]) -> Iterator[Refusal]:
    """Give refusals as they come, the oldest first, for ever."""
    seen = {reader.site: reader.counts().refusals for reader in readers}
    while True:
        time.sleep(LOOK_SECONDS)
        for reader in readers:
            count = reader.counts().refusals
            fresh = reader.refusals(count - seen[reader.site])
            seen[reader.site] = count
            yield from reversed(fresh)


def _show(refusal: Refusal) -> None:
    where = "/".join(part for part in (refusal.site, refusal.home, refusal.connection) if part)
    field = f" in {refusal.field}" if refusal.field else ""
    console.print(
        f"{refusal.received:%Y-%m-%d %H:%M:%S} UTC  {where}  {refusal.reason}{field}\n"
        f"    {refusal.says}\n    {refusal.mend}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
