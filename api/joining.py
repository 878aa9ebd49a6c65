"""The one way in: what the form of /join brings, checked, and turned into a solution with its account, or a need."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from api.access.limits import JoinLimits
from api.access.passwords import check_new, hashed
from api.access.rights import Right, organisations_where
from api.errors import TooMany
from api.platform import Platform
from api.workbench import enter
from care.errors import Refused
from care.ids import new_id
from care.people import Organisation, Person, Role
from care.solutions import Asker, Kind, Questionnaire, Solution
from dashboards.tongue import message
from evaluation.solutions.sandbox import Coming, open_sandbox
from store.registry.sandboxes import Newcomer

LONGEST_LINE: Final = 120
LONGEST_EMAIL: Final = 254
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")

_TOO_OFTEN: Final = message("So many forms came from here that no more are taken now. Try again in an hour.")
_NO_NAME: Final = message("Say what the solution is called, in at most 120 signs.")
_NO_KIND: Final = message("Say what the solution does: choose at least one.")
_NO_PERSON: Final = message("Say your name and your organisation.")
_NO_EMAIL: Final = message("Write an e-mail address to log in by.")
_TAKEN: Final = message("No account can be made with this e-mail. Log in if you have one, or use another.")
_NO_TITLE: Final = message("Say in one line what is needed, in at most 120 signs.")
_NO_PROBLEM: Final = message("Tell the problem.")


class Comer(StrEnum):
    """Who comes: somebody with a solution, or somebody with a need."""

    INNOVATOR = "innovator"
    STAFF = "staff"
    RESIDENT = "resident"
    RELATIVE = "relative"
    OTHER = "other"

    @property
    def asker(self) -> Asker | None:
        """Who has a need; None for who has a solution."""
        return None if self is Comer.INNOVATOR else Asker(self.value)


class Joining(BaseModel):
    """What the form brings, of all its fields those that were shown."""

    model_config = ConfigDict(str_max_length=2000, str_strip_whitespace=True)

    who: Comer
    solution: str = ""
    kinds: list[Kind] = []
    answers: str = ""
    needed: str = ""
    name: str = ""
    organisation: str = ""
    email: str = ""
    password: Annotated[str, StringConstraints(strip_whitespace=False)] = ""  # as it is typed at the login
    title: str = ""
    problem: str = ""
    for_whom: str = ""


def troubles(here: Platform, joining: Joining, person: Person | None) -> list[str]:
    """Give what is wrong with the form, as messages; ``person`` is who is logged in."""
    return list(_of_need(joining) if joining.who.asker else _of_solution(here, joining, person))


def must_be_few(here: Platform, limits: JoinLimits, person: Person | None, address: str) -> None:
    """Raise TooMany when too many forms came from an address, or from a person who is not of the host's."""
    if person is not None and here.registry.places.host() in person.roles:
        return
    if not limits.allow(person.id if person is not None else address):
        raise TooMany(_TOO_OFTEN)


def own_organisations(person: Person) -> list[str]:
    """Give the organisations that a person may enter solutions for."""
    return sorted(organisations_where(person, Right.ENTER_SOLUTIONS))


def take_in(here: Platform, joining: Joining, person: Person | None, language: str) -> tuple[Solution, Person]:
    """Take in a solution without troubles; who brings it gets an account, where they have none.

    Raises Conflict where there is no room.
    """
    coming = Coming(
        joining.solution,
        frozenset(joining.kinds),
        need=joining.answers or None,
        answers=Questionnaire(need=joining.needed, for_whom=joining.for_whom),
    )
    if person is not None:
        return enter(here, person, joining.organisation or own_organisations(person)[0], coming), person
    organisation = Organisation(id=new_id("org"), name=joining.organisation)
    new = Person(
        id=new_id("p"),
        email=joining.email,
        name=joining.name,
        language=language,
        roles={organisation.id: frozenset({Role.INNOVATOR})},
    )
    by = Newcomer(organisation, new, hashed(joining.password))
    return open_sandbox(here.registry, organisation.id, coming, here.now(), by=by, most=here.sandboxes), new


def _of_need(joining: Joining) -> Iterator[str]:
    if not 0 < len(joining.title) <= LONGEST_LINE:
        yield _NO_TITLE
    if not joining.problem:
        yield _NO_PROBLEM


def _of_solution(here: Platform, joining: Joining, person: Person | None) -> Iterator[str]:
    if not 0 < len(joining.solution) <= LONGEST_LINE:
        yield _NO_NAME
    if not joining.kinds:
        yield _NO_KIND
    if person is not None:
        return
    if not all(0 < len(text) <= LONGEST_LINE for text in (joining.name, joining.organisation)):
        yield _NO_PERSON
    if len(joining.email) > LONGEST_EMAIL or not _EMAIL.fullmatch(joining.email):
        yield _NO_EMAIL
        return
    if here.registry.people.by_email(joining.email) is not None:
        yield _TAKEN
    try:
        check_new(joining.password, email=joining.email)
    except Refused as refused:
        yield refused.says
