"""The first schema of a record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from onrecord.store.migrations import guards_0001

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, then what guards and searches them."""
    _tables()
    guards = guards_0001.postgresql() if op.get_bind().dialect.name == "postgresql" else guards_0001.sqlite()
    for command in guards:
        op.get_bind().exec_driver_sql(command)


def _tables() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "feeds",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("polled", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_feeds"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
    )
    op.create_table(
        "users",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('reader', 'reviewer', 'admin')", name="ck_users_role"),
        sa.PrimaryKeyConstraint("key", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user", _KEY, nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.key"], name="fk_sessions_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"], unique=False)
    op.create_table(
        "access_tokens",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user", _KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.key"], name="fk_access_tokens_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_access_tokens"),
    )
    op.create_index("ix_access_tokens_user", "access_tokens", ["user"], unique=False)
    op.create_table(
        "identities",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("merged_into", _KEY, autoincrement=False, nullable=True),
        sa.Column("suppressed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["identities.key"], name="fk_identities_merged_into"),
        sa.PrimaryKeyConstraint("key", name="pk_identities"),
        sa.UniqueConstraint("id", name="uq_identities_id"),
    )
    op.create_index("ix_identities_folded", "identities", ["folded"], unique=False)
    op.create_index("ix_identities_merged_into", "identities", ["merged_into"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_jobs"),
    )
    op.create_table(
        "log",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_log"),
    )
    op.create_index("ix_log_action", "log", ["action"], unique=False)
    op.create_index("ix_log_target", "log", ["target"], unique=False)
    op.create_table(
        "stories",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_stories"),
        sa.UniqueConstraint("id", name="uq_stories_id"),
    )
    op.create_table(
        "articles",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("publisher_folded", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("found_in", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("story", _KEY, autoincrement=False, nullable=True),
        sa.CheckConstraint("length > 0 AND revision > 0", name="ck_articles_counts"),
        sa.ForeignKeyConstraint(["story"], ["stories.key"], name="fk_articles_story"),
        sa.PrimaryKeyConstraint("key", name="pk_articles"),
        sa.UniqueConstraint("document", "revision", name="uq_articles_document_revision"),
        sa.UniqueConstraint("id", name="uq_articles_id"),
    )
    op.create_index("ix_articles_published", "articles", ["published"], unique=False)
    op.create_index("ix_articles_publisher_folded", "articles", ["publisher_folded"], unique=False)
    op.create_index("ix_articles_story", "articles", ["story"], unique=False)
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_bands_article"),
        sa.PrimaryKeyConstraint("band", "article", name="pk_bands"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "corrections",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("undoes", _KEY, nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_corrections_article"),
        sa.ForeignKeyConstraint(["undoes"], ["corrections.key"], name="fk_corrections_undoes"),
        sa.PrimaryKeyConstraint("key", name="pk_corrections"),
        sa.UniqueConstraint("id", name="uq_corrections_id"),
        sa.UniqueConstraint("undoes", name="uq_corrections_undoes"),
    )
    op.create_index("ix_corrections_article", "corrections", ["article"], unique=False)
    op.create_index("ix_corrections_kind", "corrections", ["kind"], unique=False)
    op.create_index("ix_corrections_target", "corrections", ["target"], unique=False)
    op.create_table(
        "readings",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.Column("onrecord", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_sha256", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_readings_article"),
        sa.PrimaryKeyConstraint("key", name="pk_readings"),
    )
    op.create_index("ix_readings_article", "readings", ["article"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.Column("minhash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_signatures_article"),
        sa.PrimaryKeyConstraint("article", name="pk_signatures"),
    )
    op.create_table(
        "texts",
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_texts_article"),
        sa.PrimaryKeyConstraint("article", name="pk_texts"),
    )
    op.create_table(
        "actors",
        sa.Column("key", _KEY, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reading", _KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("identity", _KEY, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["identity"], ["identities.key"], name="fk_actors_identity"),
        sa.ForeignKeyConstraint(["reading"], ["readings.key"], name="fk_actors_reading"),
        sa.PrimaryKeyConstraint("key", name="pk_actors"),
        sa.UniqueConstraint("reading", "id", name="uq_actors_reading_id"),
    )
    op.create_index("ix_actors_folded", "actors", ["folded"], unique=False)
    op.create_index("ix_actors_id", "actors", ["id"], unique=False)
    op.create_index("ix_actors_identity", "actors", ["identity"], unique=False)
    op.create_table(
        "statements",
        sa.Column("key", _KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.Column("reading", _KEY, autoincrement=False, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("framing", sa.Text(), nullable=False),
        sa.Column("speaker_name", sa.Text(), nullable=True),
        sa.Column("speaker_type", sa.Text(), nullable=True),
        sa.Column("speaker_via", sa.Text(), nullable=True),
        sa.Column("speaker_confidence", sa.Float(), nullable=False),
        sa.Column("said_earliest", sa.Date(), nullable=True),
        sa.Column("said_latest", sa.Date(), nullable=True),
        sa.Column("checkable", sa.Float(), nullable=True),
        sa.Column("claim_type", sa.Text(), nullable=True),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.CheckConstraint("act IN ('speech', 'thought', 'intention', 'other')", name="ck_statements_act"),
        sa.CheckConstraint("kind IN ('direct', 'indirect', 'mixed')", name="ck_statements_kind"),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 1 AND speaker_confidence BETWEEN 0 AND 1", name="ck_statements_shares"
        ),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_statements_article"),
        sa.ForeignKeyConstraint(["reading"], ["readings.key"], name="fk_statements_reading"),
        sa.PrimaryKeyConstraint("key", name="pk_statements"),
        sa.UniqueConstraint("reading", "id", name="uq_statements_reading_id"),
    )
    op.create_index("ix_statements_article_reading", "statements", ["article", "reading"], unique=False)
    op.create_index("ix_statements_id", "statements", ["id"], unique=False)
    op.create_table(
        "attributions",
        sa.Column("statement", _KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("actor", _KEY, autoincrement=False, nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["actor"], ["actors.key"], name="fk_attributions_actor"),
        sa.ForeignKeyConstraint(["statement"], ["statements.key"], name="fk_attributions_statement"),
        sa.PrimaryKeyConstraint("statement", "position", name="pk_attributions"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attributions_actor", "attributions", ["actor"], unique=False)
    op.create_table(
        "current_statements",
        sa.Column("key", _KEY, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", _KEY, autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("framing", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("said_earliest", sa.Date(), nullable=True),
        sa.Column("said_latest", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("words_hash", sa.BigInteger(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("corrected", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('unreviewed', 'confirmed', 'corrected', 'rejected', 'suppressed')",
            name="ck_current_statements_status",
        ),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_current_statements_article"),
        sa.ForeignKeyConstraint(["key"], ["statements.key"], name="fk_current_statements_key"),
        sa.PrimaryKeyConstraint("key", name="pk_current_statements"),
        sa.UniqueConstraint("id", name="uq_current_statements_id"),
    )
    op.create_index("ix_current_statements_article", "current_statements", ["article"], unique=False)
    op.create_index("ix_current_statements_words_hash", "current_statements", ["words_hash"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("actor", _KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.key"], name="fk_mentions_actor"),
        sa.PrimaryKeyConstraint("actor", "position", name="pk_mentions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roles",
        sa.Column("actor", _KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.key"], name="fk_roles_actor"),
        sa.PrimaryKeyConstraint("actor", "position", name="pk_roles"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spans",
        sa.Column("statement", _KEY, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('content', 'cue', 'source', 'addressee', 'channel', 'place', 'said_at')", name="ck_spans_role"
        ),
        sa.ForeignKeyConstraint(["statement"], ["statements.key"], name="fk_spans_statement"),
        sa.PrimaryKeyConstraint("statement", "role", "position", name="pk_spans"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "current_speakers",
        sa.Column("statement", _KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor", _KEY, autoincrement=False, nullable=True),
        sa.Column("identity", _KEY, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["actor"], ["actors.key"], name="fk_current_speakers_actor"),
        sa.ForeignKeyConstraint(["identity"], ["identities.key"], name="fk_current_speakers_identity"),
        sa.ForeignKeyConstraint(
            ["statement"], ["current_statements.key"], name="fk_current_speakers_statement", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement", "position", name="pk_current_speakers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_current_speakers_actor", "current_speakers", ["actor"], unique=False)
    op.create_index(
        "ix_current_speakers_identity_statement", "current_speakers", ["identity", "statement"], unique=False
    )
