"""The registry's table of what assessors say of trials. The migrations make it; a test holds the two together."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

assessments: Final = Table(
    "assessments",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("trial", Word, ForeignKey("trials.id"), nullable=False, index=True),
    Column("area", Word, nullable=False),
    Column("criterion", Word, nullable=False),
    Column("mark", Word, nullable=False),
    Column("evidence", Word, nullable=False),
    Column("reasoning", Word, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""What is written once stays: a later word of the same assessor is another row."""
