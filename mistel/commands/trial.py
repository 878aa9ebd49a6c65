"""``mistel trial …``: trials from the plan to the end; each other command of it stands in a file of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Column

from care.clock import wall_now
from care.errors import SettingError
from care.ids import new_id
from care.people import Site
from care.trials import Plan, State, Trial
from evaluation.indicators import INDICATORS
from evaluation.trials.checking import begins, hindrances, unconsented
from evaluation.trials.freezing import changed
from evaluation.trials.plan_file import load
from evaluation.trials.starting import freeze_and_draw, stage
from mistel.commands.opened import console, own_organisation, registry, table
from mistel.commands.trials_found import find_trial
from store.registry import Registry

app = typer.Typer(help="Trials: planned, run, checked and judged.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The trial's id, or its title.")]
File = Annotated[Path, typer.Argument(help="The plan's file, as docs/trials.md shows.")]
BY: Final = "command-line"


@app.command("new")
def new(
    file: File,
    trial_id: Annotated[str | None, typer.Option("--id", help="Its id; made up when left out.")] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Only check the file; keep nothing.")] = False,
) -> None:
    """Keep a plan as a draft, or a draft anew; say what stands in the way of freezing it."""
    plan = load(file)
    with registry() as opened:
        organisation = organisation_of(opened, plan)
        name = trial_id or new_id("t")
        wrong = hindrances(opened, plan, organisation, trial=name, at=wall_now())
        if not check:
            if any(one.id == name for one in opened.trials.all()):
                opened.trials.save_draft(name, plan)
            else:
                draft = Trial(
                    id=name, organisation=organisation, state=State.DRAFT, plan=plan, created=wall_now(), created_by=BY
                )
                opened.trials.add(draft)
            console.print(f"Trial [bold]{name}[/] is kept as a draft.", highlight=False)
    _say(wrong, "Before it can be frozen:", "Nothing stands in the way of freezing it.")
    if wrong and check:
        raise typer.Exit(1)


@app.command("check")
def check(name: Name) -> None:
    """Say what stands in the way of freezing a draft, and whose consent is missing; fails where something does."""
    with registry() as opened:
        trial = find_trial(opened, name)
        wrong = hindrances(opened, trial.plan, trial.organisation, trial=trial.id, at=_at(trial))
        missing = unconsented(opened, trial, max(wall_now(), begins(trial.plan)))
    _say(wrong, "Before it can be frozen:", "Nothing stands in the way of its plan.")
    _say_unconsented(missing)
    if wrong:
        raise typer.Exit(1)


@app.command("list")
def list_trials() -> None:
    """List the trials, the newest first."""
    now = wall_now()
    with registry() as opened:
        rows = [
            (one.id, one.plan.title, one.plan.design.replace("_", " "), one.plan.first, one.plan.last, stage(one, now))
            for one in opened.trials.all()
        ]
    columns = (Column("id", no_wrap=True), "title", "design", "first day", "last day", "stage")
    table("Trials", columns, rows)


@app.command("show")
def show(name: Name) -> None:
    """Show a trial: its plan, its lot, who has not consented, and its log; no outcomes."""
    now = wall_now()
    with registry() as opened:
        trial = find_trial(opened, name)
        missing = unconsented(opened, trial, max(now, begins(trial.plan)))
        logged = opened.trials.logged(trial.id)
    plan = trial.plan
    console.print(f"[bold]{plan.title}[/] ({trial.id}): {stage(trial, now)}", highlight=False)
    for says, what in (
        ("solution", f"{plan.solution}, version {plan.version}"),
        ("need", plan.need or "-"),
        ("design", plan.design.replace("_", " ")),
        ("days", f"{plan.first} to {plan.last}, {len(plan.periods)} periods"),
        ("homes", f"{len(plan.homes)} in {len(plan.clusters)} clusters"),
        ("fingerprint", trial.fingerprint or "not frozen"),
    ):
        console.print(f"  {says:12} {what}", markup=False, highlight=False)
    if trial.frozen_plan is not None and (later := changed(trial.frozen_plan, plan)):
        console.print(f"  changed after it was frozen: {', '.join(later)}", markup=False, highlight=False)
    aims = [
        (INDICATORS[a.indicator].words, a.aspect, a.better, a.measure, f"{a.margin:g}")
        for a in plan.aims
        if a.indicator in INDICATORS
    ]
    table("Aims", ("indicator", "aspect", "better", "measure", "margin"), aims)
    schedule = [(one.id, len(one.homes), _sequence(trial, plan, one.id)) for one in plan.clusters]
    table("Clusters, by period: . without, X with it, - neither", ("cluster", "homes", "by period"), schedule)
    if trial.state is not State.STOPPED:
        _say_unconsented(missing)
    table("Log", ("when", "what", "says"), [(f"{one.at:%Y-%m-%d %H:%M}", one.entry, one.says) for one in logged])


@app.command("freeze")
def freeze(name: Name) -> None:
    """Freeze a draft's plan and draw its lot; after that only logged changes are possible."""
    with registry() as opened:
        trial = find_trial(opened, name)
        wrong = hindrances(opened, trial.plan, trial.organisation, trial=trial.id, at=_at(trial))
        if wrong:
            raise SettingError(f"Trial '{trial.id}' cannot be frozen. {' '.join(map(str, wrong))}")
        frozen = freeze_and_draw(opened, trial, by=BY, at=wall_now())
    console.print(f"Frozen, fingerprint {frozen.fingerprint}.", highlight=False)
    for cluster, sequence in sorted(frozen.allocation.items()):
        console.print(f"  {cluster}: sequence {sequence + 1}", markup=False, highlight=False)


def _at(trial: Trial) -> datetime | None:
    return wall_now() if trial.state is State.DRAFT else None


def organisation_of(opened: Registry, plan: Plan) -> str:
    """Give whose trial it is: the organisation of the first of its homes that is known, else our own."""
    sites: dict[str, Site] = {site.id: site for site in opened.places.sites()}
    whose = {home.id: sites[home.site].organisation for home in opened.places.homes()}
    return next((whose[home] for home in plan.homes if home in whose), None) or own_organisation(opened)


def _sequence(trial: Trial, plan: Plan, cluster: str) -> str:
    number = trial.allocation.get(cluster)
    marks = {"control": ".", "solution": "X", "washout": "-"}
    return "not drawn" if number is None else "".join(marks[one] for one in plan.sequences[number])


def _say_unconsented(missing: Mapping[str, list[str]]) -> None:
    said = [f"{home}: {', '.join(who) or 'nobody is known to live there'}" for home, who in missing.items()]
    _say(said, "Nothing is collected without consent; it is missing of:", "All who live there have consented.")


def _say(said: Sequence[object], before: str, none: str) -> None:
    console.print(before if said else none)
    for each in said:
        console.print(f"  - {each}", markup=False, highlight=False, soft_wrap=True)
