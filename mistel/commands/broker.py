"""``mistel broker …``: what the broker proves itself by."""

from pathlib import Path
from typing import Annotated, Final

import typer

from care.clock import wall_now
from devices.broker.certificate import BROKER_HOLDS, issue
from mistel import state
from mistel.commands.opened import console
from mistel.settings import Settings

app = typer.Typer(help="The broker and its certificate.", no_args_is_help=True)

_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


@app.callback()
def broker() -> None:
    """Keep the group a group while it has one command."""


@app.command("certificate")
def certificate(
    names: Annotated[list[str], typer.Argument(help="Host names and addresses that devices reach the broker by.")],
    *,
    into: Annotated[
        Path | None, typer.Option(help="The folder to write to; one in the state folder when left out.")
    ] = None,
) -> None:
    """Make a certificate for the broker, signed by a CA of our own; done again, it is renewed and the CA stays."""
    now = wall_now()
    if into is None:
        folder = Settings.load().state_dir
        state.prepare(folder)
        into = folder / "broker" / "tls"
    made = issue(into.absolute(), list(dict.fromkeys([*names, *_LOCAL])), now)
    console.print(f"A certificate that holds until {now + BROKER_HOLDS:%Y-%m-%d}. To use it, set:\n", highlight=False)
    for name, path in (("TLS_CERT", made.broker.certificate), ("TLS_KEY", made.broker.key), ("CA", made.ca)):
        console.print(f"  MISTEL_BROKER_{name}={path}", highlight=False, soft_wrap=True)
    console.print(
        f"\nand start Mistel anew. Devices are given {made.ca.name} and no other file of that folder; "
        "they write mqtts:// and one of the names.",
        highlight=False,
    )
