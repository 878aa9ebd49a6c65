"""``mistel alerts …``: what rules raise; each command stands in a file of its own."""

import typer

app = typer.Typer(help="Alerts: what rules would have raised, and what was raised.", no_args_is_help=True)
