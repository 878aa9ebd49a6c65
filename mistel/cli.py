"""The command line: ``mistel …``; each command stands in a file of ``commands``."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from care.errors import MistelError
from mistel import logs
from mistel.commands import (
    alerts,
    backtest,
    benefit,
    broker,
    conformance,
    demo,
    describe,
    devices,
    duty,
    export,
    gateway,
    history,
    load,
    places,
    replay,
    scenarios,
    serve,
    shown,
    simulate,
    solution,
    solution_apartment,
    solution_connect,
    solution_feed,
    solution_report,
    solution_score,
    solution_try,
    store,
    sweep,
    users,
)
from mistel.settings import Settings

app = typer.Typer(
    name="mistel",
    help="A testbed for welfare technology: from a prototype's first reading to a verdict on care.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Settings are read from MISTEL_… in the environment; docs/settings.md lists them.",
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("api")(serve.api)
app.command("worker")(serve.worker)
app.command("replay")(replay.replay)
app.command("export")(export.export_readings)
app.add_typer(gateway.app, name="gateway")
alerts.app.command("load")(load.load)
alerts.app.command("backtest")(backtest.backtest)
alerts.app.command("history")(history.history)
scenarios.app.command("sweep")(sweep.sweep)
scenarios.app.command("show")(shown.show)
devices.app.command("describe")(describe.describe)
devices.app.command("check")(conformance.check)
solution.app.command("apartment")(solution_apartment.act)
solution.app.command("connect")(solution_connect.connect_solution)
solution.app.command("feed")(solution_feed.feed)
app.add_typer(scenarios.app, name="scenario")
app.add_typer(simulate.app, name="simulate")
solution.app.command("try")(solution_try.try_solution)
solution.app.command("replay")(solution_try.replay)
solution.app.command("score")(solution_score.score)
solution.app.command("compare")(solution_score.compare_runs)
solution.app.command("export")(solution_score.export)
solution.app.command("report")(solution_report.report)
app.add_typer(solution.app, name="solution")
app.add_typer(alerts.app, name="alerts")
app.add_typer(places.sites, name="site")
app.add_typer(places.homes, name="home")
app.add_typer(devices.app, name="device")
app.add_typer(users.app, name="user")
app.add_typer(duty.contacts, name="contact")
app.add_typer(duty.rotas, name="rota")
app.add_typer(duty.chains, name="chain")
app.add_typer(store.app, name="store")
app.add_typer(broker.app, name="broker")
app.add_typer(benefit.app, name="benefit")


@app.callback()
def begin(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more to standard error.")] = False,
) -> None:
    """Set up logging for every command."""
    settings = Settings.load()
    logs.begin("DEBUG" if verbose else settings.log_level, settings.log_format)


def main() -> None:
    """Run the command line; what a person can act on is one sentence, not a traceback. Exit status 2 then."""
    failed = False
    try:
        app()
    except* MistelError as group:
        for error in _single(group):
            sys.stderr.write(f"mistel: {error}\n")
        failed = True
    if failed:
        sys.exit(2)


def _single(group: BaseExceptionGroup[MistelError]) -> Iterator[MistelError]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _single(error)
        else:
            yield error
