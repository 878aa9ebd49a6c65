"""The registry's tables of solutions and needs. The migrations make them; a test holds the two together."""

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Table

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

needs: Final = Table(
    "needs",
    metadata,
    Column("id", Word, primary_key=True),
    Column("organisation", Word, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("title", Word, nullable=False),
    Column("problem", Word, nullable=False),
    Column("for_whom", Word, nullable=False),
    Column("asker", Word, nullable=False),
    Column("owner", Word),
    Column("created", Moment, nullable=False),
    Column("closed", Moment),
)
solutions: Final = Table(
    "solutions",
    metadata,
    Column("id", Word, primary_key=True),
    Column("organisation", Word, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("site", Word, ForeignKey("sites.id"), nullable=False, index=True),
    Column("name", Word, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("version", Word, nullable=False),
    Column("need", Word, ForeignKey("needs.id")),
    Column("answers", JSON, nullable=False),
    Column("plan", Word, nullable=False),
    Column("agreements", Word, nullable=False),
    Column("reached", Word, nullable=False),
    Column("created", Moment, nullable=False),
)
