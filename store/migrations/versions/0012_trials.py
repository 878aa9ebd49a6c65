"""Trials, what is logged of them, and who consents."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "trials",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("frozen_plan", sa.JSON(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("allocation", sa.JSON(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("frozen", sa.BigInteger(), nullable=True),
        sa.Column("stopped", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=op.f("fk_trials_organisation")),
        sa.ForeignKeyConstraint(["solution"], ["solutions.id"], name=op.f("fk_trials_solution")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
    )
    op.create_index(op.f("ix_trials_organisation"), "trials", ["organisation"])
    op.create_index(op.f("ix_trials_solution"), "trials", ["solution"])
    op.create_table(
        "trial_homes",
        sa.Column("trial", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["home"], ["homes.id"], name=op.f("fk_trial_homes_home")),
        sa.ForeignKeyConstraint(["trial"], ["trials.id"], name=op.f("fk_trial_homes_trial")),
        sa.PrimaryKeyConstraint("trial", "home", name=op.f("pk_trial_homes")),
    )
    op.create_index(op.f("ix_trial_homes_home"), "trial_homes", ["home"])
    op.create_table(
        "trial_log",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("trial", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("homes", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["trial"], ["trials.id"], name=op.f("fk_trial_log_trial")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trial_log")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_trial_log_trial"), "trial_log", ["trial"])
    op.create_table(
        "consents",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("trial", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=True),
        sa.Column("remove", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["home"], ["homes.id"], name=op.f("fk_consents_home")),
        sa.ForeignKeyConstraint(["trial"], ["trials.id"], name=op.f("fk_consents_trial")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consents")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consents_home"), "consents", ["home"])
    op.create_index(op.f("ix_consents_trial"), "consents", ["trial"])
