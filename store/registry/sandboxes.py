"""Sandboxes: an innovator's own site with a bench to try things at, made whole or not at all."""

from dataclasses import dataclass

from sqlalchemy import func, select

from care.clock import Now
from care.errors import Conflict
from care.people import Home, Organisation, Person, Site
from care.solutions import Solution
from store.registry import solution_tables as s
from store.registry.database import OneTransaction, Work
from store.registry.people import People
from store.registry.places import Places
from store.registry.solutions import Solutions


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who gets an organisation of their own together with their sandbox."""

    organisation: Organisation
    person: Person
    password_hash: str


class Sandboxes:
    """What belongs together when a solution comes in: its site, its bench, itself, and who brings it."""

    def __init__(self, work: Work, now: Now) -> None:
        self._work = work
        self._now = now

    def add(
        self, solution: Solution, site: Site, bench: Home, *, by: Newcomer | None = None, most: int | None = None
    ) -> None:
        """Keep a solution with its site and bench, in one transaction.

        ``by`` comes first when they are new here. ``most``: raise Conflict when there are so many sandboxes already.
        Raises as Places, People and Solutions do; nothing is kept then.
        """
        with self._work.writing() as db:
            if (
                most is not None
                and (db.execute(select(func.count(s.solutions.c.site.distinct()))).scalar() or 0) >= most
            ):
                raise Conflict("There is no room for another sandbox just now. Write to whoever runs this testbed.")
            work = OneTransaction(db)
            places = Places(work)
            if by is not None:
                places.add_organisation(by.organisation)
                People(work, self._now).add(by.person, by.password_hash)
            places.add_site(site)
            places.add_home(bench)
            Solutions(work).add(solution)
