"""``mistel solution …``: what innovators have tested; each other command of it stands in a file of its own."""

from typing import Annotated

import typer
from pydantic import ValidationError

from api.access.passwords import hashed, new_password
from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.ids import new_id
from care.people import Organisation, Person, Role
from care.solutions import QUESTIONS, Kind, Solution
from evaluation.solutions.sandbox import Coming, bench_of, open_sandbox
from evaluation.solutions.standing import standing_of, still_missing
from mistel.commands.opened import console, own_organisation, registry, table
from mistel.settings import Settings
from store.journal import JournalReader
from store.registry import Registry
from store.registry.sandboxes import Newcomer

app = typer.Typer(help="Solutions: what innovators have tested.", no_args_is_help=True)


@app.command("add")
def add(  # noqa: PLR0913 - options, each by its name
    name: Annotated[str, typer.Argument(help="What people call it.")],
    *,
    kind: Annotated[list[Kind], typer.Option(help="What it does; may be given several times.")],
    solution_id: Annotated[str | None, typer.Option("--id", help="Its id; made up when left out.")] = None,
    version: Annotated[str, typer.Option(help="What is being tried now.")] = "1",
    need: Annotated[str | None, typer.Option(help="The need it answers, by its id on the needs board.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone of its sandbox, as an IANA name.")] = "Europe/Stockholm",
    organisation: Annotated[str | None, typer.Option(help="Whose it is; our own organisation when left out.")] = None,
    maker: Annotated[
        str | None, typer.Option(help="An organisation that is new here gets it, called so; with --email and --person.")
    ] = None,
    email: Annotated[str | None, typer.Option(help="The e-mail address that its person logs in by.")] = None,
    person: Annotated[str | None, typer.Option(help="What its person is called.")] = None,
) -> None:
    """Take a solution in: it gets a sandbox, a test site of its own with a bench to connect prototypes at.

    With --maker, an organisation of its own comes with it, and a person who logs in by a password that is shown once.
    """
    password = new_password()
    with registry() as opened:
        host = own_organisation(opened)
        coming = Coming(name, frozenset(kind), solution_id, version=version, need=need, zone=zone)
        try:
            by = _newcomer(maker, email, person, organisation, password)
            whose = by.organisation.id if by else organisation or host
            made = open_sandbox(opened, whose, coming, wall_now(), by=by)
        except ValidationError as error:
            raise SettingError(
                "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()) + "."
            ) from error
        bench = bench_of(opened, made)
    console.print(f"Solution [bold]{made.id}[/] added. Its sandbox is site {made.site}, its bench home {bench.id}.")
    if by is not None:
        console.print(f"\n{person} may log in as [bold]{email}[/].\n", highlight=False)
        console.print(f"  password for the first time  {password}\n", highlight=False, markup=False)


def _newcomer(
    maker: str | None, email: str | None, person: str | None, organisation: str | None, password: str
) -> Newcomer | None:
    if maker is None and email is None and person is None:
        return None
    if maker is None or email is None or person is None or organisation is not None:
        raise SettingError(
            "Give --maker, --email and --person together, and no --organisation: it gets one of its own."
        )
    theirs = Organisation(id=new_id("org"), name=maker)
    roles = {theirs.id: frozenset({Role.INNOVATOR})}
    who = Person(id=new_id("p"), email=email, name=person, roles=roles)
    return Newcomer(theirs, who, hashed(password, once=True))


@app.command("list")
def list_solutions() -> None:
    """List the solutions, the newest first."""
    with registry() as opened:
        rows = [
            (s.id, s.name, ", ".join(sorted(s.kinds)), s.version, s.reached.value, s.site)
            for s in opened.solutions.all()
        ]
    table("Solutions", ("id", "name", "kinds", "version", "reached", "site"), rows)


@app.command("show")
def show(name: Annotated[str, typer.Argument(help="Its id or name.")]) -> None:
    """Show a solution: what was answered, how far it has come, and what is missing for the next step."""
    with registry() as opened:
        solution = find(opened, name)
        with JournalReader.open(Settings.load().state_dir, solution.site) as reader:
            standing = standing_of(opened, reader, solution, wall_now())
    console.print(f"[bold]{solution.name}[/] ({solution.id}), version {solution.version}", highlight=False)
    lines = [
        ("kinds", ", ".join(sorted(solution.kinds))),
        ("sandbox", solution.site),
        ("reached", solution.reached.value),
        ("connected", "yes" if standing.connected else "no"),
        ("runs", f"{standing.runs} finished"),
        *((question, getattr(solution.answers, field) or "-") for field, question in QUESTIONS.items()),
    ]
    for says, what in lines:
        console.print(f"  {says:10} {what}", markup=False, highlight=False, soft_wrap=True)
    wanted = still_missing(solution, standing)
    console.print("Missing for the next step:" if wanted else "Nothing is missing for the next step.")
    for each in wanted:
        console.print(f"  - {each}", markup=False, highlight=False, soft_wrap=True)


def find(opened: Registry, name: str) -> Solution:
    """Give the solution of this id, or of this name where only one has it; raises NotFound, SettingError."""
    everything = opened.solutions.all()
    found = [s for s in everything if s.id == name] or [s for s in everything if s.name == name]
    if not found:
        raise NotFound(f"There is no solution '{name}'; `mistel solution list` shows them.")
    if len(found) > 1:
        raise SettingError(f"Several solutions are called '{name}'; say which by id: {', '.join(s.id for s in found)}.")
    return found[0]
