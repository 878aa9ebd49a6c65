"""The registry's table of commands to devices."""

from typing import Final

from sqlalchemy import JSON, Column, ForeignKey, Index, Table

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

commands: Final = Table(
    "commands",
    metadata,
    Column("id", Word, primary_key=True),
    Column("site", Word, ForeignKey("sites.id"), nullable=False),
    Column("home", Word, ForeignKey("homes.id"), nullable=False),
    Column("connection", Word, nullable=False),
    Column("device", Word, nullable=False),
    Column("name", Word, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("by", Word, nullable=False),
    Column("asked", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("state", Word, nullable=False),
    Column("sent", Moment),
    Column("answered", Moment),
    Column("says", Word, nullable=False),
    Index(None, "site", "state"),
    Index(None, "home", "asked"),
)
"""``arguments`` is what the command says besides its name; all moments are the wall's."""
