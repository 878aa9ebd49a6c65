"""The registry's table of what solutions call their alerts. The migrations make it; a test holds the two together."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Table

from store.registry.columns import Word
from store.registry.tables import metadata

claims: Final = Table(
    "claims",
    metadata,
    Column("connection", Word, primary_key=True),
    Column("home", Word, primary_key=True),
    Column("id", Word, primary_key=True),
    Column("alert", Word, ForeignKey("alerts.id"), nullable=False, index=True),
)
"""``id`` is the solution's own, of an alert that its connection told of a home."""
