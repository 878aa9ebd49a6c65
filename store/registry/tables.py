"""The registry's tables. The migrations make them; a test holds the two together."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    true,
)

from store.registry.columns import Moment, Word

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
_JSON: Final = JSON(none_as_null=True)

organisations: Final = Table(
    "organisations", metadata, Column("id", Word, primary_key=True), Column("name", Word, nullable=False)
)
sites: Final = Table(
    "sites",
    metadata,
    Column("id", Word, primary_key=True),
    Column("organisation", Word, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("name", Word, nullable=False),
    Column("zone", Word, nullable=False),
    Column("world", Word, nullable=False),
)
homes: Final = Table(
    "homes",
    metadata,
    Column("id", Word, primary_key=True),
    Column("site", Word, ForeignKey("sites.id"), nullable=False, index=True),
    Column("name", Word, nullable=False),
    Column("clock", Word, nullable=False),
)
rooms: Final = Table(
    "rooms",
    metadata,
    Column("home", Word, ForeignKey("homes.id"), primary_key=True),
    Column("id", Word, primary_key=True),
    Column("name", Word, nullable=False),
    Column("outline", _JSON),
)
residents: Final = Table(
    "residents",
    metadata,
    Column("home", Word, ForeignKey("homes.id"), primary_key=True),
    Column("id", Word, primary_key=True),
    Column("parameters", JSON, nullable=False),
)
connections: Final = Table(
    "connections",
    metadata,
    Column("id", Word, primary_key=True),
    Column("site", Word, ForeignKey("sites.id"), nullable=False, index=True),
    Column("home", Word, ForeignKey("homes.id"), nullable=False, index=True),
    Column("name", Word, nullable=False),
    Column("keeps_clock", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
    Column("revoked", Moment),
    Column("password_hash", Word, nullable=False),
    Column("listens", Boolean, nullable=False, server_default=false()),
    Column("solution", Word),
)
devices: Final = Table(
    "devices",
    metadata,
    Column("home", Word, ForeignKey("homes.id"), primary_key=True),
    Column("id", Word, primary_key=True),
    Column("connection", Word, ForeignKey("connections.id"), nullable=False, index=True),
    Column("name", Word, nullable=False),
    Column("model", Word, nullable=False),
)
placements: Final = Table(
    "placements",
    metadata,
    Column("home", Word, primary_key=True),
    Column("device", Word, primary_key=True),
    Column("since", Moment, primary_key=True),
    Column("until", Moment),
    Column("room", Word),
    Column("resident", Word),
    Column("spot", Word, nullable=False),
    ForeignKeyConstraint(["home", "device"], ["devices.home", "devices.id"]),
    ForeignKeyConstraint(["home", "room"], ["rooms.home", "rooms.id"]),
    ForeignKeyConstraint(["home", "resident"], ["residents.home", "residents.id"]),
)
descriptions: Final = Table(
    "descriptions",
    metadata,
    Column("home", Word, primary_key=True),
    Column("device", Word, primary_key=True),
    Column("mode", Word, nullable=False),
    Column("thing", JSON, nullable=False),
    Column("uploaded", Moment, nullable=False),
    ForeignKeyConstraint(["home", "device"], ["devices.home", "devices.id"]),
)
changes: Final = Table(
    "changes",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("noun", Word, nullable=False),
    Column("id", Word, nullable=False),
    sqlite_autoincrement=True,
)

people: Final = Table(
    "people",
    metadata,
    Column("id", Word, primary_key=True),
    Column("email", Word, nullable=False),
    Column("email_key", Word, nullable=False, unique=True),
    Column("name", Word, nullable=False),
    Column("language", Word, nullable=False),
    Column("password_hash", Word, nullable=False),
)
roles: Final = Table(
    "roles",
    metadata,
    Column("person", Word, ForeignKey("people.id"), primary_key=True),
    Column("organisation", Word, ForeignKey("organisations.id"), primary_key=True),
    Column("role", Word, primary_key=True),
)
sessions: Final = Table(
    "sessions",
    metadata,
    Column("hash", Word, primary_key=True),
    Column("person", Word, ForeignKey("people.id"), nullable=False, index=True),
    Column("csrf", Word, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)
tokens: Final = Table(
    "tokens",
    metadata,
    Column("hash", Word, primary_key=True),
    Column("person", Word, ForeignKey("people.id"), nullable=False, index=True),
    Column("name", Word, nullable=False),
    Column("expires", Moment),
)
links: Final = Table(
    "links",
    metadata,
    Column("hash", Word, primary_key=True),
    Column("person", Word, ForeignKey("people.id"), nullable=False, index=True),
    Column("expires", Moment, nullable=False, index=True),
)

alerts: Final = Table(
    "alerts",
    metadata,
    Column("id", Word, primary_key=True),
    Column("source", Word, nullable=False),
    Column("site", Word, ForeignKey("sites.id"), nullable=False),
    Column("home", Word, nullable=False),
    Column("resident", Word, nullable=False),
    Column("situation", Word, nullable=False),
    Column("priority", Word, nullable=False),
    Column("onset", Moment, nullable=False),
    Column("end", Moment),
    Column("state", Word, nullable=False),
    Column("version", Integer, nullable=False),
    Column("raised", Moment, nullable=False),
    Column("responder", Word),
    Column("seen", JSON, nullable=False),
    Column("closing", _JSON),
    Column("found_late", Boolean, nullable=False, server_default=false()),
    Column("handover", Boolean, nullable=False, server_default=false()),
    Column("borne_out", Boolean, nullable=False, server_default=true()),
    Column("assigned", Word),
    Column("acknowledged", Moment),
    Column("arrived", Moment),
    Column("shelved_until", Moment),
    Column("suppression", Word, index=True),
    Column("inhibited_by", Word, index=True),
    Column("reported_by", Word),
    Column("shadow", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("site", "source", "home", "resident", "situation", "onset"),
    Index(None, "site", "state"),
    Index(None, "home", "onset"),
)
"""``home`` and ``resident`` are care.people.NOBODY where there is none: NULLs would not be unique."""

moves: Final = Table(
    "moves",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("alert", Word, ForeignKey("alerts.id"), nullable=False, index=True),
    Column("site", Word, nullable=False),
    Column("move", Word, nullable=False),
    Column("state", Word, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("wall", Moment, nullable=False),
    Column("note", Word, nullable=False),
    Column("shadow", Boolean, nullable=False, server_default=false()),
    Index(None, "site", "at"),
    sqlite_autoincrement=True,
)
suppressions: Final = Table(
    "suppressions",
    metadata,
    Column("id", Word, primary_key=True),
    Column("kind", Word, nullable=False),
    Column("site", Word, ForeignKey("sites.id"), nullable=False),
    Column("home", Word, ForeignKey("homes.id")),
    Column("resident", Word),
    Column("situation", Word),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("reason", Word, nullable=False),
    Column("by", Word, nullable=False),
    Column("ended", Moment),
    Column("ended_by", Word),
    Index(None, "site", "ended"),
)

duty: Final = Table(
    "duty",
    metadata,
    Column("site", Word, ForeignKey("sites.id"), primary_key=True),
    Column("kind", Word, primary_key=True),
    Column("id", Word, primary_key=True),
    Column("text", Word, nullable=False),
    Column("content", JSON, nullable=False),
    Column("by", Word, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What a site says about who is reached: as the file that was written (``text``), and as what it means."""

notices: Final = Table(
    "notices",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("site", Word, nullable=False),
    Column("alert", Word, ForeignKey("alerts.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("contact", Word, nullable=False),
    Column("channel", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("planned", Moment, nullable=False),
    Column("state", Word, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried", Moment),
    Column("due", Moment),
    Column("says", Word, nullable=False),
    UniqueConstraint("alert", "round", "step", "contact", "channel"),
    Index(None, "site", "due"),
    Index(None, "site", "planned"),
    sqlite_autoincrement=True,
)
"""``due``: when it is to be tried next, by the wall; None when nothing is left to do."""

runs: Final = Table(
    "runs",
    metadata,
    Column("id", Word, primary_key=True),
    Column("organisation", Word, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("kind", Word, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("state", Word, nullable=False, index=True),
    Column("progress", Float, nullable=False),
    Column("note", Word, nullable=False),
    Column("result", _JSON),
    Column("created", Moment, nullable=False),
    Column("worker", Word),
    Column("started", Moment),
    Column("finished", Moment),
)
episodes: Final = Table(
    "episodes",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("run", Word, ForeignKey("runs.id"), nullable=False, index=True),
    Column("home", Word, nullable=False),
    Column("resident", Word),
    Column("label", Word, nullable=False),
    Column("hazard_from", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("end", Moment, nullable=False),
)
heartbeats: Final = Table(
    "heartbeats",
    metadata,
    Column("name", Word, primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("says", _JSON),
)
found: Final = Table(
    "found",
    metadata,
    Column("connection", Word, ForeignKey("connections.id"), primary_key=True),
    Column("dialect", Word, primary_key=True),
    Column("key", Word, primary_key=True),
    Column("home", Word, ForeignKey("homes.id"), nullable=False, index=True),
    Column("description", JSON, nullable=False),
    Column("since", Moment, nullable=False),
    Column("device", Word),
    ForeignKeyConstraint(["home", "device"], ["devices.home", "devices.id"]),
)
