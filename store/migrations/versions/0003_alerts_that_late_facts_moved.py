"""Alerts that were found late, are told at the handover, or are not borne out by what came late."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, default in (("found_late", sa.false()), ("handover", sa.false()), ("borne_out", sa.true())):
        op.add_column("alerts", sa.Column(name, sa.Boolean(), server_default=default, nullable=False))
