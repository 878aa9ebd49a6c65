"""Erase from the registry what happened in a home: who called, what staff wrote and did, what was done for whom."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, select, text

from store.registry import practice_tables as p
from store.registry import tables as t
from store.registry.answer_tables import answers, lent
from store.registry.claim_tables import claims
from store.registry.command_tables import commands
from store.registry.database import Work
from store.registry.visit_tables import visits

KEPT: Final = frozenset(
    {"rooms", "residents", "connections", "devices", "placements", "descriptions", "found", "trial_homes", "consents"},
)
"""Tables that name a home and stay: what stands where, and pseudonyms. They tell nothing that happened; consents prove
that what was done with a trial's data was allowed."""

_OF_ALERTS: Final = (p.ticks, t.notices, t.moves, claims)


def erased_tables() -> Sequence[Table]:
    """Give the tables of which a home's rows are erased, those first that refer to others."""
    return (
        *_OF_ALERTS,
        visits,
        t.alerts,
        p.follow_ups,
        p.interventions,
        commands,
        t.suppressions,
        t.episodes,
        answers,
        lent,
    )


class Erasure:
    """Erases homes."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def erase_home(self, home: str) -> dict[str, int]:
        """Erase all that happened in ``home``, in one transaction; give how many rows of each table.

        In SQLite the bytes are overwritten in the file; what a log beside it still holds goes when that is next
        taken up. Doing it again is harmless, a home that is not known has nothing.
        """
        with self._work.writing() as db:
            if db.dialect.name == "sqlite":
                db.execute(text("PRAGMA secure_delete=ON"))
            return {table.name: db.execute(delete(table).where(_of(table, home))).rowcount for table in erased_tables()}


def _of(table: Table, home: str) -> ColumnElement[Any]:
    """Give what is true of a table's rows that tell of a home."""
    if table in _OF_ALERTS:
        return table.c.alert.in_(select(t.alerts.c.id).where(t.alerts.c.home == home))
    if table is p.follow_ups:
        return table.c.intervention.in_(select(p.interventions.c.id).where(p.interventions.c.home == home))
    return table.c.home == home
