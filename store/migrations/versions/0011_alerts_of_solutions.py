"""Alerts that solutions tell: unseen by staff, and known by the ids that solutions gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alerts", sa.Column("shadow", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("moves", sa.Column("shadow", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "claims",
        sa.Column("connection", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name=op.f("fk_claims_alert")),
        sa.PrimaryKeyConstraint("connection", "home", "id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_alert"), "claims", ["alert"])
