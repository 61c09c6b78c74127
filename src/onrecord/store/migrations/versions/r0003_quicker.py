"""Indexes for what pages ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    named = sa.text("folded IS NOT NULL")
    op.create_index(
        "ix_positions_folded", "positions", ["folded"], unique=False, sqlite_where=named, postgresql_where=named
    )
