"""The registry's tables of practice: guidelines and their ticked steps, interventions and follow-ups."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, Table

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")

guidelines: Final = Table(
    "guidelines",
    metadata,
    Column("organisation", Word, primary_key=True),
    Column("situation", Word, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", JSON, nullable=False),
    Column("since", Moment, nullable=False),
    Column("by", Word, nullable=False),
)
"""``organisation`` is care.people.NOBODY for those that come with Mistel; ``content`` is a care.guidelines.Draft."""

ticks: Final = Table(
    "ticks",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("alert", Word, ForeignKey("alerts.id"), nullable=False, index=True),
    Column("step", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wall", Moment, nullable=False),
    sqlite_autoincrement=True,
)
interventions: Final = Table(
    "interventions",
    metadata,
    Column("id", Word, primary_key=True),
    Column("home", Word, nullable=False),
    Column("resident", Word, nullable=False),
    Column("alert", Word),
    Column("sign", Word),
    Column("done", Word, nullable=False),
    Column("goal", Word, nullable=False),
    Column("follow_up", Word, nullable=False),
    Column("due", Word, index=True),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wall", Moment, nullable=False),
    ForeignKeyConstraint(["home", "resident"], ["residents.home", "residents.id"]),
    Index(None, "home", "resident"),
)
"""Days are written as 2026-01-31; ``due`` is the next follow-up's, NULL when the intervention is ended."""

follow_ups: Final = Table(
    "follow_ups",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("intervention", Word, ForeignKey("interventions.id"), nullable=False, index=True),
    Column("reached", Word, nullable=False),
    Column("note", Word, nullable=False),
    Column("again", Word),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wall", Moment, nullable=False),
    sqlite_autoincrement=True,
)
