"""The tables of a record, for queries. The migrations make them; a test holds the two together.

Two kinds of table. What was read, judged or done is only ever added to: articles and their texts, readings with their
statements, spans, attributions, actors, mentions and roles, claims with positions and answers, fact-checks,
corrections, the log. Triggers refuse to change or delete it. What follows from it is kept up to date beside it, so
that search is fast: ``current_statements``, ``current_speakers``, ``current_positions``, stories, ``articles.latest``
and the like.

Keys are numbers of this record alone; ids are content hashes, the same everywhere. The key of a statement holds
the day of publication in its upper bits (see `statement_key`), so that the order of keys is the order of days.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.store.characters import Text, restored, stored

REVISION = "0003"
"""The migration that makes the schema below."""

UNDATED = date.min
"""The day of claims of which no day is known, so that they come last."""
Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")
DAY = 1 << 31  # how far the keys of two days' first statements are apart

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Json(sa.types.TypeDecorator[Any]):
    """A JSON value as text: the same on both databases, with characters that PostgreSQL's own type refuses."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else stored(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else json.loads(restored(value))


def statement_key(published: date | None, number: int) -> int:
    """The key of a statement: the day of its article's publication (0 if unknown) above a running number.

    At most 53 bits, so that JavaScript can hold it.
    """
    return (published.toordinal() if published else 0) * DAY + number


def first_key(published: date) -> int:
    """The lowest key that a statement published on a day can have."""
    return published.toordinal() * DAY


def _key() -> sa.Column[int]:
    return sa.Column("key", Key, primary_key=True)


def _to(name: str, target: str, *, primary: bool = False, null: bool = False, index: bool = False) -> sa.Column[int]:
    return sa.Column(
        name,
        Key,
        sa.ForeignKey(f"{target}.{'article' if target == 'texts' else 'key'}"),
        primary_key=primary,
        nullable=null,
        index=index,
        autoincrement=False,
    )


def _need(name: str, kind: Any = Text, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **more)


stories = sa.Table("stories", metadata, _key(), _need("id", sa.Text, unique=True))
"""Articles that are copies of one another; ``id`` is the smallest id among them."""

articles = sa.Table(
    "articles",
    metadata,
    _key(),
    _need("id", sa.Text, unique=True),
    _need("sha256", sa.Text),
    _need("length", sa.Integer),
    sa.Column("ref", Text),
    sa.Column("file", Text),
    sa.Column("url", Text),
    sa.Column("title", Text),
    sa.Column("publisher", Text),
    sa.Column("publisher_folded", Text),
    sa.Column("published", sa.Date, index=True),
    _need("language"),
    sa.Column("byline", Text),
    _need("found_in", Json),
    sa.Column("document", Text),
    _need("revision", sa.Integer),
    _need("added", sa.Text),
    _need("latest", sa.Boolean),
    _to("story", "stories", null=True, index=True),
    sa.UniqueConstraint("document", "revision"),
    sa.Index("ix_articles_publisher_folded", "publisher_folded"),
    sa.CheckConstraint("length > 0 AND revision > 0", name="counts"),
)
"""``document``: what the revisions of one URL share. ``latest``: no later revision is known."""

texts = sa.Table("texts", metadata, _to("article", "articles", primary=True), _need("text"))

signatures = sa.Table(
    "signatures", metadata, _to("article", "articles", primary=True), _need("minhash", sa.LargeBinary)
)
bands = sa.Table(
    "bands",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    _to("article", "articles", primary=True),
    sqlite_with_rowid=False,
)
"""Hashes of parts of the signatures: articles that share one may be copies."""

readings = sa.Table(
    "readings",
    metadata,
    _key(),
    _to("article", "articles", index=True),
    _need("onrecord"),
    _need("model"),
    _need("model_sha256"),
    _need("added", sa.Text),
)
"""The newest reading of an article is the current one."""

statements = sa.Table(
    "statements",
    metadata,
    sa.Column("key", Key, primary_key=True, autoincrement=False),
    _need("id", sa.Text, index=True),
    _to("article", "articles"),
    _to("reading", "readings", null=True),
    _need("position", sa.Integer),
    _need("kind", sa.Text),
    _need("act", sa.Text),
    _need("framing"),
    sa.Column("speaker_name", Text),
    sa.Column("speaker_type", sa.Text),
    sa.Column("speaker_via", sa.Text),
    _need("speaker_confidence", sa.Float),
    sa.Column("said_earliest", sa.Date),
    sa.Column("said_latest", sa.Date),
    sa.Column("checkable", sa.Float),
    sa.Column("claim_type", Text),
    sa.Column("within", sa.Text),
    _need("confidence", sa.Float),
    sa.UniqueConstraint("reading", "id"),
    sa.Index("ix_statements_article_reading", "article", "reading"),
    sa.CheckConstraint("confidence BETWEEN 0 AND 1 AND speaker_confidence BETWEEN 0 AND 1", name="shares"),
    sa.CheckConstraint("kind IN ('direct', 'indirect', 'mixed')", name="kind"),
    sa.CheckConstraint("act IN ('speech', 'thought', 'intention', 'other')", name="act"),
)
"""As read. ``reading`` is null for a statement that a person added."""

spans = sa.Table(
    "spans",
    metadata,
    _to("statement", "statements", primary=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _need("start", sa.Integer),
    _need("end", sa.Integer),
    _need("text"),
    sa.CheckConstraint("role IN ('content', 'cue', 'source', 'addressee', 'channel', 'place', 'said_at')", name="role"),
    sqlite_with_rowid=False,
)

identities = sa.Table(
    "identities",
    metadata,
    _key(),
    _need("id", sa.Text, unique=True),
    _need("type", sa.Text),
    _need("name"),
    _need("folded", Text, index=True),
    _to("merged_into", "identities", null=True, index=True),
    _need("suppressed", sa.Boolean),
)
"""Who is taken for one over articles: people of the same full name, organisations of the same name.

``merged_into``: the identity that a person said it is, which is itself merged into none. ``suppressed``: left out
everywhere, as is what it was merged into, or what was merged into it.
"""

actors = sa.Table(
    "actors",
    metadata,
    _key(),
    _need("id", sa.Text, index=True),
    _to("reading", "readings"),
    _need("name"),
    _need("folded", Text, index=True),
    _need("type", sa.Text),
    _to("identity", "identities", null=True, index=True),
    sa.UniqueConstraint("reading", "id"),
)
"""Those named in one article, as read; without an ``identity`` they are known in that article alone."""

mentions = sa.Table(
    "mentions",
    metadata,
    _to("actor", "actors", primary=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _need("start", sa.Integer),
    _need("end", sa.Integer),
    _need("text"),
    sqlite_with_rowid=False,
)
roles = sa.Table(
    "roles",
    metadata,
    _to("actor", "actors", primary=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _need("role"),
    sqlite_with_rowid=False,
)

attributions = sa.Table(
    "attributions",
    metadata,
    _to("statement", "statements", primary=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _need("chosen", sa.Boolean),
    _to("actor", "actors", null=True, index=True),
    sa.Column("actor_id", sa.Text),
    sa.Column("name", Text),
    sa.Column("confidence", sa.Float),
    sqlite_with_rowid=False,
)
"""Chosen speakers, then candidates (with name and confidence); ``actor_id`` only when the reading lacks that actor."""

current_statements = sa.Table(
    "current_statements",
    metadata,
    sa.Column("key", Key, sa.ForeignKey("statements.key"), primary_key=True, autoincrement=False),
    _need("id", sa.Text, unique=True),
    _to("article", "articles", index=True),
    _need("status", sa.Text),
    _need("latest", sa.Boolean),
    _need("kind", sa.Text),
    _need("act", sa.Text),
    _need("framing"),
    _need("content"),
    _need("speaker"),
    _need("source"),
    sa.Column("type", sa.Text),
    _need("role"),
    _need("channel"),
    sa.Column("said_earliest", sa.Date),
    sa.Column("said_latest", sa.Date),
    _need("confidence", sa.Float),
    _need("words_hash", sa.BigInteger, index=True),
    _need("facets", sa.Text),
    sa.Column("corrected", Json),
    sa.CheckConstraint("status IN ('unreviewed', 'confirmed', 'corrected', 'rejected', 'suppressed')", name="status"),
)
"""What search sees: the current reading of every article after human corrections, one row a statement.

``speaker`` is empty when unattributed; ``source`` is as written; ``corrected`` holds the whole statement as JSON where
a person changed it; ``words_hash`` is of the content's words; ``facets`` are tokens that stand for filters in the
full-text index.
"""

current_speakers = sa.Table(
    "current_speakers",
    metadata,
    sa.Column(
        "statement",
        Key,
        sa.ForeignKey("current_statements.key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _to("actor", "actors", null=True, index=True),
    _to("identity", "identities", null=True),
    sa.Index("ix_current_speakers_identity_statement", "identity", "statement"),
    sqlite_with_rowid=False,
)

corrections = sa.Table(
    "corrections",
    metadata,
    _key(),
    _need("id", sa.Text, unique=True),
    _need("at", sa.Text),
    _need("author"),
    _need("reason"),
    _need("kind", sa.Text, index=True),
    _to("article", "articles", null=True, index=True),
    _need("target", sa.Text, index=True),
    _need("payload", Json),
    sa.Column("undoes", Key, sa.ForeignKey("corrections.key"), unique=True),
)
"""What people decided, in order; undoing is an event of its own that names what it undoes (see `decisions`).

``target`` is the id of a statement, an article, an actor, an identity or a claim; it may be one that the record lacks.
"""

claims = sa.Table(
    "claims",
    metadata,
    _key(),
    _need("id", sa.Text, unique=True),
    _need("statement", sa.Text),
    _need("ordinal", sa.Integer),
    sa.Column("origin", sa.Text),
    _need("added", sa.Text),
    _to("merged_into", "claims", null=True, index=True),
    _need("first", sa.Date),
    sa.Index("ix_claims_first_key", "first", "key"),
)
"""Propositions that statements share, each named after the proposition that founded it: a statement's id and ordinal.

``origin``: id of the claim that a person split it from. ``merged_into``: the claim that a person said it is, which is
itself merged into none. ``first``: the first day on which a statement of it was published, `UNDATED` if none is known.
"""

positions = sa.Table(
    "positions",
    metadata,
    _key(),
    _need("statement", sa.Text),
    _need("ordinal", sa.Integer),
    _to("article", "articles", index=True),
    _to("claim", "claims", index=True),
    _need("stance", sa.Text),
    _need("depth", sa.Integer),
    sa.Column("speaker", Text),
    sa.Column("folded", Text),
    _need("spans", Json),
    _need("shows", Json),
    _need("text"),
    _need("confidence", sa.Float),
    _need("vector", sa.LargeBinary),
    _need("polarity", sa.Integer),
    sa.Column("compared", Text),
    _need("added", sa.Text),
    sa.UniqueConstraint("statement", "ordinal"),
    sa.CheckConstraint("stance IN ('asserts', 'disputes', 'neutral')", name="stance"),
    sa.CheckConstraint("depth >= 0 AND ordinal >= 0 AND (depth > 0 OR speaker IS NULL)", name="depth"),
    sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="share"),
    sa.CheckConstraint("polarity IN (-1, 1)", name="polarity"),
    sa.Index(
        "ix_positions_folded",
        "folded",
        sqlite_where=sa.text("folded IS NOT NULL"),
        postgresql_where=sa.text("folded IS NOT NULL"),
    ),
)
"""As judged: what one statement (its id) says of one claim. ``folded`` is the speaker's name as names are compared.

``spans`` (the words of the proposition) and ``shows`` (those that show the stance) are ``[start, end]`` pairs of the
article's text; ``text`` is that of the spans, joined by `` … ``, and ``compared`` what grouping compares instead;
``polarity`` is -1 where it states the claim's opposite. Those of statements that are not current any more stay, and
are not shown.
"""

current_positions = sa.Table(
    "current_positions",
    metadata,
    _to("position", "positions", primary=True),
    _to("claim", "claims", index=True),
    _need("stance", sa.Text),
    sa.Index("ix_current_positions_stance_claim", "stance", "claim"),
)
"""On which claim each position stands, and with which stance, after what people merged, split and corrected."""

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("statement", sa.Text, primary_key=True),
    sa.Column("answered", sa.Text, primary_key=True),
    _to("article", "articles", index=True),
    sqlite_with_rowid=False,
)
"""Ids of statements that answer others; ``article`` is that of the answer."""

factchecks = sa.Table(
    "factchecks",
    metadata,
    _key(),
    _need("id", sa.Text, unique=True),
    _need("claim"),
    sa.Column("claimant", Text),
    sa.Column("publisher", Text),
    _need("rating"),
    sa.Column("url", Text),
    sa.Column("date", sa.Date),
    _need("added", sa.Text),
    _need("vector", sa.LargeBinary),
)
"""What others found when they checked a claim; ``claim`` and ``rating`` are in their words."""

factcheck_matches = sa.Table(
    "factcheck_matches",
    metadata,
    _to("claim", "claims", primary=True),
    _to("factcheck", "factchecks", primary=True, index=True),
    _need("score", sa.Float),
    sqlite_with_rowid=False,
)

jobs = sa.Table(
    "jobs",
    metadata,
    _key(),
    _need("kind", sa.Text),
    _need("subject"),
    _need("state", sa.Text),
    _need("started", sa.Text),
    sa.Column("ended", sa.Text),
    _need("counts", Json),
)

feeds = sa.Table(
    "feeds",
    metadata,
    _key(),
    _need("url", Text, unique=True),
    sa.Column("title", Text),
    sa.Column("publisher", Text),
    _need("added", sa.Text),
    _need("active", sa.Boolean),
    sa.Column("etag", Text),
    sa.Column("modified", Text),
    sa.Column("polled", sa.Text),
    sa.Column("due", sa.Text),
    _need("failures", sa.Integer),
    sa.Column("error", Text),
)

log = sa.Table(
    "log",
    metadata,
    _key(),
    _need("at", sa.Text),
    _need("author"),
    _need("reason"),
    _need("action", sa.Text, index=True),
    sa.Column("target", Text, index=True),
    _need("details", Json),
)
"""Every change: who, when, why, what. ``target`` is the id of what changed."""

users = sa.Table(
    "users",
    metadata,
    _key(),
    _need("name", Text, unique=True),
    _need("role", sa.Text),
    _need("password", sa.Text),
    _need("added", sa.Text),
    sa.CheckConstraint("role IN ('reader', 'reviewer', 'admin')", name="role"),
)
"""Who may use the server; ``password`` is its argon2 hash."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("user", Key, sa.ForeignKey("users.key", ondelete="CASCADE"), nullable=False, index=True),
    _need("expires", sa.Text),
)
"""Who is logged in; ``digest`` is the SHA-256 of the secret in the browser's cookie."""

access_tokens = sa.Table(
    "access_tokens",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("user", Key, sa.ForeignKey("users.key", ondelete="CASCADE"), nullable=False, index=True),
    _need("label"),
    _need("scopes", Json),
    _need("added", sa.Text),
    sa.Column("expires", sa.Text),
)
"""Secrets for programs; ``digest`` is the SHA-256 of each."""

counters = sa.Table("counters", metadata, sa.Column("name", sa.Text, primary_key=True), _need("next", sa.BigInteger))
