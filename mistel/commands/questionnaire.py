"""``mistel questionnaire …``: which there are, and answers and scores from files."""

from pathlib import Path
from typing import Annotated, Final

import typer

from care.clock import wall_now
from care.errors import SettingError
from care.questionnaires import Answered
from evaluation.questionnaires.answers_file import AnswersRead, read_answers
from evaluation.questionnaires.answers_file import template as file_to_begin_with
from evaluation.questionnaires.file import shipped
from evaluation.questionnaires.scores import scored
from mistel.commands.opened import console, registry, table

app = typer.Typer(help="Questionnaires: which there are, and answers from files.", no_args_is_help=True)
SHOWN: Final = 5
PROBLEMS: Final = 20
COMMAND: Final = "command"
"""Who is said to have brought what a file told."""


@app.command("list")
def list_questionnaires() -> None:
    """List the questionnaires: how many questions, the range of their scores, and where they come from."""
    rows = [
        (one.name, one.title, len(one.items) or "score only", f"{one.low:g} to {one.high:g}", one.source)
        for one in shipped().values()
    ]
    table("Questionnaires", ("name", "title", "questions", "scores", "source"), rows)


@app.command("template")
def template(name: Annotated[str, typer.Argument(help="The questionnaire's name; `list` shows them.")]) -> None:
    """Print a CSV to begin with: its first line, and one line as an example."""
    typer.echo(file_to_begin_with(name), nl=False)


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="A CSV as `template` prints one; spreadsheets' forms are understood.")],
    *,
    organisation: Annotated[str | None, typer.Option(help="Whose homes it tells of; any when left out.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Keep them without asking.")] = False,
) -> None:
    """Show the answers in a file, then keep them; with one wrong line none is kept. A second time changes nothing."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SettingError(f"{file} cannot be read: {error.strerror}.") from error
    with registry() as opened:
        found = read_answers(data, opened, by=COMMAND, now=wall_now(), organisation=organisation)
        _show(file, found)
        if found.problems:
            raise SettingError(f"{len(found.problems)} lines are wrong: nothing was kept. Mend them, and run it again.")
        if not found.new:
            console.print("Nothing new: nothing was changed.")
            return
        if not yes:
            typer.confirm(f"Keep {len(found.new)} questionnaires?", abort=True)
        console.print(f"{opened.answers.add_all(found.new)} questionnaires kept.", highlight=False)


def _show(file: Path, found: AnswersRead) -> None:
    console.print(f"{file.name} ({found.sheet.encoding})", highlight=False, markup=False)
    console.print(f"  new    {len(found.new)}\n  known  {found.known}\n  wrong  {len(found.problems)}", highlight=False)
    if found.new:
        points = {one.id: one.score for one in scored(found.new)}
        rows = [(*_row(one), f"{points[one.id]:g}" if one.id in points else "none") for one in found.new]
        table("The first of them", ("home", "resident", "questionnaire", "answered by", "day", "score"), rows[:SHOWN])
    for line, says in found.problems[:PROBLEMS]:
        console.print(f"  {file.name}:{line}: {says}", highlight=False, markup=False, soft_wrap=True)
    if len(found.problems) > PROBLEMS:
        console.print(f"  and {len(found.problems) - PROBLEMS} more", highlight=False)


def _row(one: Answered) -> tuple[object, ...]:
    return one.home, one.resident, one.instrument, one.answerer, one.day
