"""``mistel contact …``, ``rota …`` and ``chain …``: who is reached while nobody answers an alert."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from alerts.notify import Telling, send
from api.duty import read
from care.clock import wall_now
from care.duty import OUTWARD, Channel, DutyBook, Ladder, hidden
from care.errors import NotFound, SettingError
from care.notices import Notice
from care.people import Site
from care.situations import Priority
from mistel.commands.opened import console, notes, registry, table
from mistel.outward import outward
from mistel.settings import Settings
from store.registry import Registry
from store.registry.duty import DutyKind

contacts = typer.Typer(help="Contacts of a site: who can be told, and how.", no_args_is_help=True)
rotas = typer.Typer(help="Rotas of a site: who is on duty when.", no_args_is_help=True)
chains = typer.Typer(help="The chain of a site: who is told while nobody answers.", no_args_is_help=True)

SiteOption = Annotated[str, typer.Option("--site", help="The site.")]
File = Annotated[Path, typer.Argument(help="The file, as docs/escalation.md shows.")]
CheckOnly = Annotated[bool, typer.Option("--check", help="Only check the file; change nothing.")]
BY = "the command line"


@contacts.command("set")
def set_contacts(file: File, site: SiteOption, *, check: CheckOnly = False) -> None:
    """Put a list of contacts in the place of the one before; who is needed by a rota or the chain must be in it."""
    _set(DutyKind.CONTACTS, file, site, check=check)


@rotas.command("set")
def set_rota(file: File, site: SiteOption, *, check: CheckOnly = False) -> None:
    """Put a rota in the place of the one of the same id; one with a gap is refused."""
    _set(DutyKind.ROTA, file, site, check=check)


@chains.command("set")
def set_chain(file: File, site: SiteOption, *, check: CheckOnly = False) -> None:
    """Put a chain in the place of the one before; one that ends nowhere is refused."""
    _set(DutyKind.CHAIN, file, site, check=check)


@contacts.command("list")
def list_contacts(site: SiteOption) -> None:
    """List who can be told, with their addresses made unreadable."""
    with registry() as opened:
        book = opened.duty.book(opened.places.site(site).id)
    rows = [
        (one.id, one.name, one.language, *(hidden(one.address(channel) or "") for channel in OUTWARD))
        for one in book.contacts.values()
    ]
    table(f"Contacts of {site}", ("id", "name", "language", *OUTWARD), rows)


@contacts.command("test")
def try_contact(
    contact: Annotated[str, typer.Argument(help="The contact's id.")],
    site: SiteOption,
    by: Annotated[Channel | None, typer.Option(help="Only by this channel.")] = None,
) -> None:
    """Send somebody a message that says that it is a test, by all they have; exit status 1 when one way fails."""
    settings = Settings.load()
    with registry() as opened:
        found, book = _site(opened, site)
    if not found.reaches_out:
        raise SettingError(
            f"Site {site} is a test site: nothing is ever sent from it. Add real sites with --world real."
        )
    if contact not in book.contacts:
        raise NotFound(f"Site {site} has no contact {contact}; `mistel contact list --site {site}` lists them.")
    told = book.contacts[contact]
    channels = [channel for channel in told.channels if by in {None, channel}]
    if not channels:
        raise NotFound(f"{contact} has no {by}; `mistel contact list --site {site}` shows what there is.")
    ways = outward(settings)
    telling = Telling(
        "", Priority.LOW, "", found.name, "", wall_now(), found.tz, ways.pages, told.language, is_test=True
    )
    failed = False
    for channel in channels:
        outcome = send(ways.outlets, channel, told.address(channel) or "", ways.wording(telling))
        failed = failed or not outcome.sent
        console.print(f"{channel}: {outcome.says}", markup=False, highlight=False)
    if failed:
        raise typer.Exit(1)


@rotas.command("show")
def show_rotas(
    site: SiteOption,
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d %H:%M"], help="At another time than now, by the site's clock."),
    ] = None,
) -> None:
    """Show who is on duty, by each rota, and until when."""
    with registry() as opened:
        found, book = _site(opened, site)
    moment = wall_now() if at is None else at.replace(tzinfo=found.tz).astimezone(UTC)
    rows = []
    for rota in book.rotas.values():
        until = rota.until(moment, found.tz)
        names = ", ".join(
            book.contacts[who].name if who in book.contacts else who for who in rota.on_duty(moment, found.tz)
        )
        ends = f"{rota.ends:%Y-%m-%d}" if rota.ends else ""
        rows.append(
            (rota.id, rota.name, names or "nobody", f"{until.astimezone(found.tz):%a %H:%M}" if until else "", ends)
        )
    table(
        f"On duty at {site}, {moment.astimezone(found.tz):%Y-%m-%d %H:%M}", ("rota", "", "who", "until", "ends"), rows
    )


@chains.command("show")
def show_chain(site: SiteOption) -> None:
    """Show the chain of a site, and what is missing for it to work."""
    with registry() as opened:
        found, book = _site(opened, site)
    if book.chain is None:
        console.print(f"Site {site} has no chain: alerts stand on the board, and nobody is reached outward.")
        return
    for priority in Priority:
        table(f"{book.chain.name}, {priority}", ("step", "after", "tell", "by"), _steps(book.ladder(priority)))
    _warn(found, book)


@rotas.command("remove")
def remove_rota(rota: Annotated[str, typer.Argument(help="The rota's id.")], site: SiteOption) -> None:
    """Remove a rota that the chain does not use."""
    with registry() as opened:
        found, book = _site(opened, site)
        if rota in book.rotas_in_use:
            raise SettingError(f"The chain of {site} tells rota {rota}; change the chain first.")
        if not opened.duty.remove(found.id, DutyKind.ROTA, rota):
            raise NotFound(f"Site {site} has no rota {rota}; `mistel rota show --site {site}` lists them.")
    console.print(f"Rota {rota} is removed.")


@chains.command("remove")
def remove_chain(site: SiteOption) -> None:
    """Remove the chain of a site: alerts then stand on the board alone."""
    with registry() as opened:
        if not opened.duty.remove(opened.places.site(site).id, DutyKind.CHAIN):
            raise NotFound(f"Site {site} has no chain.")
    console.print(f"Site {site} has no chain any more: nobody is reached outward.")


@chains.command("sent")
def sent(
    site: SiteOption,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
) -> None:
    """List what was sent, or could not be: the newest first."""
    with registry() as opened:
        found, _book = _site(opened, site)
        rows = [_sent(notice, found) for notice in opened.notices.of_site(found.id, limit)]
    table(f"Sent from {site}", ("when", "alert", "to", "by", "", "tries", "says"), rows)


def _set(kind: DutyKind, file: Path, site: str, *, check: bool) -> None:
    with registry() as opened:
        found, book = _site(opened, site)
        content, text = read(kind, file, book)
        if not check:
            opened.duty.put(found.id, content, text, by=BY, at=wall_now())
            book = opened.duty.book(found.id)
    console.print(f"{file} is right{'' if check else f', and holds for site {site}'}.", highlight=False)
    _warn(found, book)


def _warn(site: Site, book: DutyBook) -> None:
    """Say what is not wrong with the files, but keeps messages from going out."""
    if not site.reaches_out:
        notes.print(f"Site {site.id} is a test site: what would be sent is kept and shown, and goes nowhere.")
        return
    outlets = outward(Settings.load()).outlets
    for missing in sorted(filter(None, (outlets.missing(channel) for channel in book.channels))):
        notes.print(f"Still to do where Mistel runs: {missing}", highlight=False, soft_wrap=True)
    for rota in book.rotas.values():
        if rota.ends is not None:
            notes.print(
                f"Rota {rota.id} ends {rota.ends:%Y-%m-%d}: from then on nobody is on duty by it.", highlight=False
            )


def _site(opened: Registry, site: str) -> tuple[Site, DutyBook]:
    found = opened.places.site(site)
    return found, opened.duty.book(found.id)


def _steps(ladder: Ladder | None) -> Iterator[tuple[object, ...]]:
    if ladder is None:
        yield "", "", "the board alone", ""
        return
    for number, step in enumerate(ladder.steps, 1):
        yield number, _minutes(step.after.total_seconds()), step.whom, ", ".join(step.by)
    if ladder.rounds > 1:
        yield "", _minutes(ladder.again_after.total_seconds()), f"again from 1, {ladder.rounds} rounds in all", ""
    yield "last", _minutes(ladder.again_after.total_seconds()), "everybody, until somebody answers", "all they have"


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min" if not rest else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _sent(notice: Notice, site: Site) -> tuple[object, ...]:
    when = notice.planned.astimezone(site.tz)
    return (
        f"{when:%Y-%m-%d %H:%M:%S}",
        notice.alert[-6:],
        notice.contact,
        notice.channel,
        notice.state,
        notice.tries,
        notice.says,
    )
