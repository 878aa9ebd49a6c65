"""``mistel trial visits``: take the visits that a file tells, after having shown what stands in it."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from care.clock import wall_now
from care.errors import SettingError
from care.visits import Kind, Visit
from evaluation.visits.visits_file import Checked, check, places
from mistel.commands.opened import console, registry, table

SHOWN: Final = 5
PROBLEMS: Final = 20
BY: Final = "command-line"
_SEPARATORS: Final = {";": "semicolons", ",": "commas", "\t": "tabs"}


def visits(
    file: Annotated[Path, typer.Argument(help="A CSV: home; began; minutes; kind, and contact, resident, staff.")],
    *,
    organisation: Annotated[str | None, typer.Option(help="Whose homes it tells of; any when left out.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Keep them without asking.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what this file told.")] = False,
) -> None:
    """Show the visits in a file, then keep them; with one wrong line none is kept. A second time changes nothing."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SettingError(f"{file} cannot be read: {error.strerror}.") from error
    now = wall_now()
    with registry() as opened:
        found = check(data, places(opened, organisation), opened, now)
        _show(file, found)
        if found.problems and not undo:
            raise SettingError(f"{len(found.problems)} lines are wrong: nothing was kept. Mend them, and run it again.")
        if undo:
            ours = opened.visits.known([one.id for one in found.visits])
            _ask(f"Take back {len(ours)} visits?", yes=yes)
            for one in ours.values():
                opened.visits.undo(one.home, one.id, BY, now)
            console.print(f"{len(ours)} visits taken back.", highlight=False)
        elif found.new:
            _ask(f"Keep {len(found.new)} visits?", yes=yes)
            console.print(f"{opened.visits.add(*found.new)} visits kept.", highlight=False)
        else:
            console.print("Nothing new: nothing was changed.")


def _ask(question: str, *, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True)


def _show(file: Path, found: Checked) -> None:
    sheet = found.sheet
    how = f"{sheet.encoding}, {_SEPARATORS[sheet.separator]} between cells"
    console.print(f"{file.name}: {len(found.visits)} visits ({how})", highlight=False, markup=False)
    console.print(f"  new    {len(found.new)}\n  known  {found.known}\n  wrong  {len(found.problems)}", highlight=False)
    counted = Counter(one.kind for one in found.new)
    if found.new:
        kinds = ", ".join(f"{counted[kind]} {kind}" for kind in Kind if counted[kind])
        console.print(f"  kinds  {kinds}; {len({one.home for one in found.new})} homes", highlight=False)
        table(
            "The first of them",
            ("home", "began (UTC)", "minutes", "with the person", "kind"),
            map(_row, found.new[:SHOWN]),
        )
    for line, says in found.problems[:PROBLEMS]:
        console.print(f"  {file.name}:{line}: {says}", highlight=False, markup=False, soft_wrap=True)
    if len(found.problems) > PROBLEMS:
        console.print(f"  and {len(found.problems) - PROBLEMS} more", highlight=False)


def _row(one: Visit) -> tuple[object, ...]:
    contact = "not told" if one.contact is None else f"{one.contact:g}"
    return one.home, f"{one.began:%Y-%m-%d %H:%M}", f"{one.minutes:g}", contact, one.kind
