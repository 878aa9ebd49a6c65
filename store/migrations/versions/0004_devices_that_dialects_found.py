"""Devices that foreign dialects found behind a connection, admitted or not."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "found",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["connection"], ["connections.id"], name=op.f("fk_found_connection")),
        sa.ForeignKeyConstraint(["home"], ["homes.id"], name=op.f("fk_found_home")),
        sa.ForeignKeyConstraint(["home", "device"], ["devices.home", "devices.id"], name=op.f("fk_found_home_device")),
        sa.PrimaryKeyConstraint("connection", "dialect", "key", name=op.f("pk_found")),
    )
    with op.batch_alter_table("found", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_found_home"), ["home"], unique=False)
