"""Questionnaires that may be answered without a login."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lent",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("resident", sa.Text(), nullable=True),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("answerer", sa.Text(), nullable=False),
        sa.Column("easy", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["home"], ["homes.id"], name=op.f("fk_lent_home")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_lent")),
    )
    op.create_index(op.f("ix_lent_expires"), "lent", ["expires"])
    op.create_index(op.f("ix_lent_home"), "lent", ["home"])
