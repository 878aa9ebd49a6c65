"""``mistel trial consent|withdraw|log|change|stop``: what people say and do while a trial goes on."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from care.clock import wall_now
from care.errors import SettingError
from care.trials import Consent, Entry, Logged
from evaluation.trials.changing import change_plan
from evaluation.trials.plan_file import load
from mistel.commands.opened import console, registry
from mistel.commands.trial import BY, File, Name
from mistel.commands.trials_found import find_trial

Home = Annotated[str, typer.Option("--home", help="The home.")]
Who = Annotated[str, typer.Option("--who", help="The resident's id, or a word for the other: 'cohabitant 1'; no name.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it stands in the log.")]
CO_INTERVENTIONS = (Entry.ENVIRONMENT, Entry.ROUTINE, Entry.NOTE)


def consent(name: Name, home: Home, who: Who) -> None:
    """Keep that somebody who lives in a home consents to the trial."""
    with registry() as opened:
        trial = find_trial(opened, name)
        if home not in trial.plan.homes:
            raise SettingError(f"Home '{home}' is not in trial '{trial.id}'.")
        opened.trials.consent(Consent(trial=trial.id, home=home, who=who, given=wall_now(), by=BY))
    console.print(f"{who} in {home} consents.", markup=False, highlight=False)


def withdraw(
    name: Name,
    home: Home,
    who: Who,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Leave out what was collected before, too.")] = False,
) -> None:
    """Take a consent back: within a minute nothing more is collected in this home for the trial."""
    with registry() as opened:
        trial = find_trial(opened, name)
        opened.trials.withdraw(trial.id, home, who, at=wall_now(), remove=remove)
    before = "What was collected before is left out too." if remove else "What was collected before stays."
    console.print(f"Collection in {home} has stopped. {before}", markup=False, highlight=False)


def log(
    name: Name,
    says: Annotated[str, typer.Argument(help="What changed beside the technology.")],
    *,
    entry: Annotated[Entry, typer.Option("--kind", help="environment, routine or note.")] = Entry.NOTE,
    home: Annotated[list[str] | None, typer.Option("--home", help="Which homes; all when left out.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day that it concerns.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day that it concerns.")] = None,
) -> None:
    """Log a co-intervention or a note; what is logged stays."""
    if entry not in CO_INTERVENTIONS:
        raise SettingError(f"--kind {entry} is written by its own command; here: {', '.join(CO_INTERVENTIONS)}.")
    with registry() as opened:
        trial = find_trial(opened, name)
        unknown = set(home or ()) - set(trial.plan.homes)
        if unknown:
            raise SettingError(f"Home '{min(unknown)}' is not in trial '{trial.id}'.")
        logged = Logged(
            trial=trial.id,
            entry=entry,
            says=says,
            homes=tuple(home or ()),
            since=None if since is None else since.date(),
            until=None if until is None else until.date(),
            by=BY,
            at=wall_now(),
        )
        opened.trials.log(logged)
    console.print("Logged.")


def change(name: Name, file: File, why: Why) -> None:
    """Change the plan of a frozen trial: reports show what it was, what it is, and why."""
    plan = load(Path(file))
    with registry() as opened:
        trial = find_trial(opened, name)
        different = change_plan(opened, trial, plan, why, by=BY, at=wall_now())
    console.print(f"Changed: {', '.join(different)}.", highlight=False)


def stop(name: Name, why: Why) -> None:
    """End a trial before its last day; it can be reported then, and the report says so."""
    with registry() as opened:
        trial = find_trial(opened, name)
        opened.trials.stop(trial.id, why, by=BY, at=wall_now())
    console.print("Stopped: within a minute nothing more is collected.")
