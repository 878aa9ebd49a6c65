"""The registry's tables of what people answered: questionnaires, and the staff's pulse without who said what."""

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, ForeignKeyConstraint, Index, Integer, Table

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

answers: Final = Table(
    "answers",
    metadata,
    Column("id", Word, primary_key=True),
    Column("home", Word, ForeignKey("homes.id"), nullable=False),
    Column("resident", Word),
    Column("instrument", Word, nullable=False),
    Column("answerer", Word, nullable=False),
    Column("day", Word, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("score", Float),
    Column("way", Word, nullable=False),
    Column("language", Word, nullable=False),
    Column("easy", Boolean, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wall", Moment, nullable=False),
    Column("removed", Moment),
    Column("removed_by", Word),
    ForeignKeyConstraint(["home", "resident"], ["residents.home", "residents.id"]),
    Index(None, "home", "day"),
)
"""Days are written as 2026-01-31."""

lent: Final = Table(
    "lent",
    metadata,
    Column("hash", Word, primary_key=True),
    Column("answer", Word, nullable=False),
    Column("home", Word, ForeignKey("homes.id"), nullable=False, index=True),
    Column("resident", Word),
    Column("instrument", Word, nullable=False),
    Column("answerer", Word, nullable=False),
    Column("easy", Boolean, nullable=False),
    Column("by", Word, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)
"""Questionnaires that may be answered without a login; gone some time after they have expired."""

pulse: Final = Table(
    "pulse",
    metadata,
    Column("site", Word, ForeignKey("sites.id"), primary_key=True),
    Column("monday", Word, primary_key=True),
    Column("question", Word, primary_key=True),
    Column("points", Integer, primary_key=True),
    Column("answers", Integer, nullable=False),
)
"""So many answers of each kind: rows, times and order by which somebody could be told apart are never written."""

pulse_given: Final = Table(
    "pulse_given",
    metadata,
    Column("site", Word, ForeignKey("sites.id"), primary_key=True),
    Column("monday", Word, primary_key=True),
    Column("person", Word, primary_key=True),
)
"""Who has answered this week, so that nobody does twice; gone when the next week's first answer comes."""
