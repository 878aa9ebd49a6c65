"""The registry's table of visits. The migrations make it; a test holds the two together."""

from typing import Final

from sqlalchemy import Column, Float, ForeignKey, Index, Table

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

visits: Final = Table(
    "visits",
    metadata,
    Column("id", Word, primary_key=True),
    Column("home", Word, ForeignKey("homes.id"), nullable=False),
    Column("resident", Word),
    Column("began", Moment, nullable=False),
    Column("minutes", Float, nullable=False),
    Column("contact", Float),
    Column("kind", Word, nullable=False),
    Column("source", Word, nullable=False),
    Column("alert", Word, ForeignKey("alerts.id")),
    Column("by", Word, nullable=False),
    Column("told", Moment, nullable=False),
    Column("undone", Moment),
    Column("undone_by", Word),
    Index(None, "home", "began"),
)
"""``undone``: it was told by mistake, and counts for nothing."""
