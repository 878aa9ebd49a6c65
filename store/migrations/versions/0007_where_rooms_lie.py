"""Where rooms lie on their home's floor plan, where somebody told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rooms", sa.Column("outline", sa.JSON(none_as_null=True), nullable=True))
