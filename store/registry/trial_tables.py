"""The registry's tables of trials. The migrations make them; a test holds the two together."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, ForeignKey, Integer, Table, false

from store.registry.columns import Moment, Word
from store.registry.tables import metadata

_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
_JSON: Final = JSON(none_as_null=True)

trials: Final = Table(
    "trials",
    metadata,
    Column("id", Word, primary_key=True),
    Column("organisation", Word, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("solution", Word, ForeignKey("solutions.id"), nullable=False, index=True),
    Column("state", Word, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("frozen_plan", _JSON),
    Column("fingerprint", Word, nullable=False),
    Column("allocation", JSON, nullable=False),
    Column("created", Moment, nullable=False),
    Column("created_by", Word, nullable=False),
    Column("frozen", Moment),
    Column("stopped", Moment),
)
"""``solution`` stands in the plan too: here, so that a home's solutions are found without reading plans."""

trial_homes: Final = Table(
    "trial_homes",
    metadata,
    Column("trial", Word, ForeignKey("trials.id"), primary_key=True),
    Column("home", Word, ForeignKey("homes.id"), primary_key=True, index=True),
)
"""The homes of a trial's plan as it is now."""

trial_log: Final = Table(
    "trial_log",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("trial", Word, ForeignKey("trials.id"), nullable=False, index=True),
    Column("entry", Word, nullable=False),
    Column("says", Word, nullable=False),
    Column("homes", JSON, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

consents: Final = Table(
    "consents",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("trial", Word, ForeignKey("trials.id"), nullable=False, index=True),
    Column("home", Word, ForeignKey("homes.id"), nullable=False, index=True),
    Column("who", Word, nullable=False),
    Column("given", Moment, nullable=False),
    Column("by", Word, nullable=False),
    Column("withdrawn", Moment),
    Column("remove", Boolean, nullable=False, server_default=false()),
    sqlite_autoincrement=True,
)
"""Somebody who withdrew and consents anew has a second row; of one person in one home one row holds at most."""
