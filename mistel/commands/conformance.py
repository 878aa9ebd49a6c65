"""``mistel device check``: put a device through the course, show what was found, and end by its grade."""

import json
import os
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError

from care.clock import wall_now
from care.errors import NotFound, SettingError
from care.ids import new_id
from care.people import Connection
from dashboards.conformance import shown_finding, step
from dashboards.conformance_words import GRADE_MEANINGS, GRADE_WORDS
from dashboards.tongue import tongue
from devices import topics
from evaluation.conformance import CRITERIA, Declaration, Grade, Outcome, Result, Times, read_declarations
from evaluation.conformance.bench import Bench, bench
from evaluation.conformance.checking import FOLDER, asked, carry_out, subject_of
from evaluation.conformance.criteria import GRADES
from evaluation.conformance.kept import declared_before
from mistel.commands.opened import console, notes, registry, run
from mistel.settings import Settings
from store.registry import Registry, Run

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - told not to be
_SIGNS: Final = {
    Outcome.PASSED: "[green]passed[/]",
    Outcome.FAILED: "[bold red]FAILED[/]",
    Outcome.NOT_SHOWN: "[yellow]not shown[/]",
    Outcome.EXEMPT: "exempt",
}
_USUAL: Final = Times()


def check(  # noqa: PLR0913 - options of a command
    name: Annotated[
        str, typer.Argument(help="The device, or its connection: by id or name, as in `mistel device list`.")
    ],
    *,
    site: Annotated[str | None, typer.Option(help="Its site, where the name is not the only one.")] = None,
    declarations: Annotated[
        Path | None,
        typer.Option(help="A YAML file with what its maker declares of ETSI EN 303 645; that of last time otherwise."),
    ] = None,
    at_least: Annotated[Grade, typer.Option(help="Exit status 1 below this grade.")] = Grade.BRONZE,
    listen: Annotated[str, typer.Option(help="The address of this machine that the device connects to.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port it connects to; that of last time otherwise.")
    ] = None,
    patience: Annotated[float, typer.Option(help="Seconds that the device is waited for.")] = _USUAL.patience,
    watch: Annotated[float, typer.Option(help="Seconds that it is watched undisturbed.")] = _USUAL.watch,
    outage: Annotated[float, typer.Option(help="Seconds that the line is cut.")] = _USUAL.outage,
    refused: Annotated[float, typer.Option(help="Seconds that its login is refused.")] = _USUAL.refused,
    settle: Annotated[float, typer.Option(help="Seconds in which it must do what follows at once.")] = _USUAL.settle,
    odd: Annotated[float, typer.Option(help="Seconds that it is watched after each odd command.")] = _USUAL.odd,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check a device: does it talk properly (bronze), come through trouble (silver), and is it secure (gold)?

    It keeps its user, password and topics; only the address is another one, printed here. What is found is kept, and
    shown on the connection's page.
    """
    if listen in _EVERYWHERE:
        raise SettingError("Name the one address that the device connects to: its certificate is made for that one.")
    try:
        times = Times(patience=patience, watch=watch, outage=outage, refused=refused, settle=settle, odd=odd)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise SettingError(f"--{wrong['loc'][0]}: {wrong['msg']}.") from error
    given = None if declarations is None else read_declarations(declarations)
    settings = Settings.load()
    with registry() as opened:
        connection = _named(opened, name, site)
        folder = settings.state_dir / FOLDER
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        result, kept = run(_check(opened, connection, folder, (listen, port), times, given))
    if as_json:
        said = {"run": kept.id, "connection": connection.id, **result.record}
        console.print(json.dumps(said, indent=2, ensure_ascii=False), markup=False, highlight=False, soft_wrap=True)
    else:
        show(result)
        console.print(f"Kept as run {kept.id}; shown at /connections/{connection.id}/check.", highlight=False)
    raise typer.Exit(0 if GRADES.index(result.grade) >= GRADES.index(at_least) else 1)


async def _check(
    opened: Registry,
    connection: Connection,
    folder: Path,
    at: tuple[str, int | None],
    times: Times,
    given: dict[str, Declaration] | None,
) -> tuple[Result, Run]:
    declared = given
    if declared is None:
        before = declared_before(opened, connection.id)
        declared = {name: Declaration.model_validate(one) for name, one in before.items()}
    subject = subject_of(opened, connection)
    english = tongue("en")
    async with bench(subject, folder, *at, wall_now) as made:
        _show_how(made, connection)
        organisation = opened.places.site(connection.site).organisation
        kept = asked(new_id("run"), connection, organisation, times, wall_now(), f"process {os.getpid()}")
        opened.runs.add(kept)
        result = await carry_out(
            opened,
            kept,
            made,
            times=times,
            declared=declared,
            say=lambda name, seconds: notes.print(f"{step(name, english)} ({seconds:.0f} s)", highlight=False),
        )
    return result, kept


def _show_how(made: Bench, connection: Connection) -> None:
    host, port = made.line.host, made.line.port
    host = f"[{host}]" if ":" in host else host
    lines = (
        f"Let {connection.name} connect here, with its own user, password and topics:",
        f"  broker  mqtts://{host}:{port}   (mqtt://{host}:{port} where it speaks no TLS; gold needs TLS)",
        f"  CA      {made.contexts.ca}",
        f"  user    {connection.id}",
        f"  topic   {topics.events(connection.site, connection.home, connection.id)}",
    )
    for line in lines:
        notes.print(line, highlight=False, markup=False, soft_wrap=True)


def show(result: Result) -> None:
    """Print a result: each criterion with its evidence, what to mend, and the grade."""
    english = tongue("en")
    for finding in result.findings:
        said = shown_finding(finding, english)
        grade = CRITERIA[finding.criterion].grade
        provisions = f" (ETSI EN 303 645: {said.provisions})" if said.provisions else ""
        console.print(f"{_SIGNS[finding.outcome]}  {grade}: {said.words}{provisions}", highlight=False, soft_wrap=True)
        for each in said.evidence:
            sign = "- " if each.good is False else "  "
            console.print(f"        {sign}{each.words}", highlight=False, markup=False, soft_wrap=True)
        if said.mend:
            console.print(f"        → {said.mend}", highlight=False, markup=False, soft_wrap=True)
    grade = result.grade
    console.print(
        f"\n[bold]{english.say(GRADE_WORDS[grade])}[/]. {english.say(GRADE_MEANINGS[grade])}", highlight=False
    )


def _named(opened: Registry, name: str, site: str | None) -> Connection:
    """Find the one connection that is meant: by its id or name, or by those of a device that it carries."""
    connections = {connection.id: connection for connection in opened.connections.all(site=site)}
    if name in connections:
        return connections[name]
    devices = [d for d in opened.places.devices(site=site) if d.connection in connections]
    for found in (
        {d.connection for d in devices if d.id == name},
        {c.id for c in connections.values() if c.name == name} | {d.connection for d in devices if d.name == name},
    ):
        if len(found) == 1:
            return connections[found.pop()]
        if found:
            raise NotFound(f"'{name}' stands for several: {', '.join(sorted(found))}. Name the connection.")
    raise NotFound(f"There is no device or connection '{name}'; `mistel device list` lists them.")
