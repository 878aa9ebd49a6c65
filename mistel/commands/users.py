"""``mistel user …``: who may log in."""

from typing import Annotated

import typer
from pydantic import ValidationError

from api.access.passwords import hashed, new_password
from care.errors import SettingError
from care.ids import new_id
from care.people import Person, Role
from mistel.commands.opened import console, own_organisation, registry, table

app = typer.Typer(help="People who log in.", no_args_is_help=True)


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The e-mail address that they log in by.")],
    *,
    name: Annotated[str, typer.Option(help="What colleagues call them.")],
    role: Annotated[list[Role], typer.Option(help="What they may do; may be given several times.")],
    organisation: Annotated[str | None, typer.Option(help="Where; our own organisation when left out.")] = None,
    language: Annotated[str, typer.Option(help="sv or en.")] = "sv",
) -> None:
    """Add a person. A password for the first login is shown once, here; it must be changed then."""
    password = new_password()
    with registry() as opened:
        where = organisation or own_organisation(opened)
        try:
            person = Person(id=new_id("p"), email=email, name=name, language=language, roles={where: frozenset(role)})
        except ValidationError as error:
            raise SettingError("; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors()) + ".") from error
        opened.people.add(person, hashed(password, once=True))
    console.print(
        f"{name} may log in as [bold]{email}[/].\n\n  password for the first time  {password}\n", highlight=False
    )


@app.command("list")
def list_users() -> None:
    """List people with their roles."""
    with registry() as opened:
        rows = [
            (p.email, p.name, ", ".join(f"{role} in {o}" for o, roles in p.roles.items() for role in sorted(roles)))
            for p in opened.people.everyone()
        ]
    table("People", ("e-mail", "name", "roles"), rows)
