"""What devices are described as, and what gateways say of themselves with their heartbeat."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "descriptions",
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("thing", sa.JSON(), nullable=False),
        sa.Column("uploaded", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["home", "device"], ["devices.home", "devices.id"], name=op.f("fk_descriptions_home_device")
        ),
        sa.PrimaryKeyConstraint("home", "device", name=op.f("pk_descriptions")),
    )
    op.add_column("heartbeats", sa.Column("says", sa.JSON(), nullable=True))
