"""Claims: what statements share, with positions, answers and fact-checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.store.migrations import guards_0002

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then what guards them."""
    _claims()
    _factchecks()
    guards = guards_0002.postgresql() if op.get_bind().dialect.name == "postgresql" else guards_0002.sqlite()
    for command in guards:
        op.get_bind().exec_driver_sql(command)


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("merged_into", _KEY, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["claims.key"], name="fk_claims_merged_into"),
        sa.PrimaryKeyConstraint("key", name="pk_claims"),
        sa.UniqueConstraint("id", name="uq_claims_id"),
    )
    op.create_index("ix_claims_merged_into", "claims", ["merged_into"], unique=False)
    op.create_table(
        "positions",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.Column("claim", _KEY, autoincrement=False, nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.CheckConstraint("stance IN ('asserts', 'disputes', 'neutral')", name="ck_positions_stance"),
        sa.CheckConstraint("depth >= 0 AND ordinal >= 0 AND (depth > 0 OR speaker IS NULL)", name="ck_positions_depth"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="ck_positions_share"),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_positions_article"),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_positions_claim"),
        sa.PrimaryKeyConstraint("key", name="pk_positions"),
        sa.UniqueConstraint("statement", "ordinal", name="uq_positions_statement_ordinal"),
    )
    op.create_index("ix_positions_article", "positions", ["article"], unique=False)
    op.create_index("ix_positions_claim", "positions", ["claim"], unique=False)
    op.create_table(
        "current_positions",
        sa.Column("position", _KEY, autoincrement=False, nullable=False),
        sa.Column("claim", _KEY, autoincrement=False, nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_current_positions_claim"),
        sa.ForeignKeyConstraint(["position"], ["positions.key"], name="fk_current_positions_position"),
        sa.PrimaryKeyConstraint("position", name="pk_current_positions"),
    )
    op.create_index("ix_current_positions_claim", "current_positions", ["claim"], unique=False)
    op.create_table(
        "answers",
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_answers_article"),
        sa.PrimaryKeyConstraint("statement", "answered", name="pk_answers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answers_article", "answers", ["article"], unique=False)


def _factchecks() -> None:
    op.create_table(
        "factchecks",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("claimant", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_factchecks"),
        sa.UniqueConstraint("id", name="uq_factchecks_id"),
    )
    op.create_table(
        "factcheck_matches",
        sa.Column("claim", _KEY, autoincrement=False, nullable=False),
        sa.Column("factcheck", _KEY, autoincrement=False, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_factcheck_matches_claim"),
        sa.ForeignKeyConstraint(["factcheck"], ["factchecks.key"], name="fk_factcheck_matches_factcheck"),
        sa.PrimaryKeyConstraint("claim", "factcheck", name="pk_factcheck_matches"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_factcheck_matches_factcheck", "factcheck_matches", ["factcheck"], unique=False)
