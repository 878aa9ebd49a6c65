"""The command line: ``mistel …``; each command stands in a file of ``commands``."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer

from care.errors import MistelError
from mistel import logs
from mistel.settings import Settings

ALONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "demo": "demo.demo",
        "serve": "serve.serve",
        "api": "serve.api",
        "worker": "serve.worker",
        "replay": "replay.replay",
        "export": "export.export_readings",
    }
)
"""Commands by name: in which module of ``mistel.commands`` they stand, and as what."""

GROUPS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType(
    {
        "gateway": ("gateway.app", {}),
        "scenario": ("scenarios.app", {"sweep": "sweep.sweep", "show": "shown.show"}),
        "simulate": ("simulate.app", {}),
        "solution": (
            "solution.app",
            {
                "connect": "solution_connect.connect_solution",
                "feed": "solution_feed.feed",
                "try": "solution_try.try_solution",
                "replay": "solution_try.replay",
                "apartment": "solution_apartment.act",
                "score": "solution_score.score",
                "compare": "solution_score.compare_runs",
                "report": "solution_report.report",
                "export": "solution_score.export",
            },
        ),
        "trial": (
            "trial.app",
            {
                "consent": "trial_run.consent",
                "withdraw": "trial_run.withdraw",
                "log": "trial_run.log",
                "change": "trial_run.change",
                "stop": "trial_run.stop",
                "plan": "trial_plan.plan",
                "connect": "trial_connect.connect",
                "visits": "trial_visits.visits",
                "export": "trial_export.export",
                "demo": "trial_demo.demo",
                "report": "trial_report.report",
                "assess": "trial_assess.assess",
            },
        ),
        "alerts": (
            "alerts.app",
            {"load": "load.load", "backtest": "backtest.backtest", "history": "history.history"},
        ),
        "site": ("places.sites", {}),
        "home": ("places.homes", {}),
        "device": ("devices.app", {"describe": "describe.describe", "check": "conformance.check"}),
        "user": ("users.app", {}),
        "contact": ("duty.contacts", {}),
        "rota": ("duty.rotas", {}),
        "chain": ("duty.chains", {}),
        "store": ("store.app", {}),
        "broker": ("broker.app", {}),
        "benefit": ("benefit.app", {"from-trial": "benefit_trial.from_a_trial"}),
        "questionnaire": ("questionnaire.app", {}),
    }
)
"""Groups of commands by name: the group, and those of its commands that stand in other modules."""


def begin(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more to standard error.")] = False,
) -> None:
    """Set up logging for every command."""
    settings = Settings.load()
    logs.begin("DEBUG" if verbose else settings.log_level, settings.log_format)


def assembled(words: Sequence[str] = ()) -> typer.Typer:
    """Put the command line together: only what ``words`` ask for, where they ask for one command that there is.

    Loading all of it takes a second or two, which nobody wants to wait for a list of devices.
    """
    whole = typer.Typer(
        name="mistel",
        help="A testbed for welfare technology: from a prototype's first reading to a verdict on care.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        epilog="Settings are read from MISTEL_… in the environment; docs/settings.md lists them.",
    )
    whole.callback()(begin)
    said = [word for word in words if not word.startswith("-")][:2]
    first = said[0] if said and said[0] in ALONE.keys() | GROUPS.keys() else None
    for name, where in ALONE.items():
        if first in {None, name}:
            whole.command(name)(_found(where))
    for name, (where, others) in GROUPS.items():
        if first in {None, name}:
            whole.add_typer(_with(_found(where), others, said[1:] if first else []), name=name)
    return whole


def _with(group: typer.Typer, others: Mapping[str, str], said: Sequence[str]) -> typer.Typer:
    """Add a group's commands of other modules: all, or the one that is asked for, or none when it is another."""
    own = {command.name or command.callback.__name__ for command in group.registered_commands if command.callback}
    for name, where in others.items():
        if name not in own and (not said or said[0] not in own | others.keys() or said[0] == name):
            group.command(name)(_found(where))
    return group


def _found(where: str) -> Any:
    module, _, name = where.partition(".")
    return getattr(import_module(f"mistel.commands.{module}"), name)


@cache
def _whole() -> typer.Typer:
    return assembled()


def __getattr__(name: str) -> typer.Typer:
    """Give the whole command line as ``app``, put together when it is first asked for."""
    if name == "app":
        return _whole()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Run the command line; what a person can act on is one sentence, not a traceback. Exit status 2 then."""
    failed = False
    try:
        assembled(sys.argv[1:])()
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
