"""Alerts that are put aside, hidden under their cause, assigned and reported; orders that put alerts aside."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXTS = ("assigned", "suppression", "inhibited_by", "reported_by")
_MOMENTS = ("acknowledged", "arrived", "shelved_until")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("alerts", sa.Column(name, sa.Text(), nullable=True))
    for name in _MOMENTS:
        op.add_column("alerts", sa.Column(name, sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_alerts_suppression"), "alerts", ["suppression"])
    op.create_index(op.f("ix_alerts_inhibited_by"), "alerts", ["inhibited_by"])
    op.create_index(op.f("ix_moves_site_at"), "moves", ["site", "at"])
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=True),
        sa.Column("resident", sa.Text(), nullable=True),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_suppressions_site")),
        sa.ForeignKeyConstraint(["home"], ["homes.id"], name=op.f("fk_suppressions_home")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
    )
    op.create_index(op.f("ix_suppressions_site_ended"), "suppressions", ["site", "ended"])
    op.execute(  # who had answered is not asked to answer again
        "UPDATE alerts SET acknowledged = (SELECT min(moves.at) FROM moves WHERE moves.alert = alerts.id "
        "AND moves.move IN ('acknowledge', 'on_the_way'))"
    )
