"""What the first schema has besides tables: full-text search, and triggers that keep the record's promises."""

from __future__ import annotations

FROZEN = (
    "texts",
    "readings",
    "statements",
    "spans",
    "mentions",
    "roles",
    "attributions",
    "corrections",
    "log",
)
"""Tables whose rows are never changed or taken away."""

FROZEN_COLUMNS = {
    "articles": (
        "key",
        "id",
        "sha256",
        "length",
        "ref",
        "file",
        "url",
        "title",
        "publisher",
        "publisher_folded",
        "published",
        "language",
        "byline",
        "found_in",
        "document",
        "revision",
        "added",
    ),
    "actors": ("key", "id", "reading", "name", "folded", "type"),
}
"""Columns that are never changed, of rows that are never taken away."""

_SPAN_SQLITE = """
CREATE TRIGGER {table}_grounded BEFORE INSERT ON {table}
WHEN NEW.start < 0 OR NEW."end" <= NEW.start OR length(NEW.text) <> NEW."end" - NEW.start OR NEW.text IS NOT (
    SELECT substr(t.text, NEW.start + 1, NEW."end" - NEW.start) FROM texts t JOIN {join} WHERE {where})
BEGIN SELECT RAISE(ABORT, '{table}: the text is not that of the article at these offsets'); END
"""

_SPAN_POSTGRESQL = """
CREATE FUNCTION {table}_grounded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.start < 0 OR NEW."end" <= NEW.start OR length(NEW.text) <> NEW."end" - NEW.start
        OR NEW.text IS DISTINCT FROM (
        SELECT substr(t.text, NEW.start + 1, NEW."end" - NEW.start) FROM texts t JOIN {join} WHERE {where})
    THEN RAISE EXCEPTION '{table}: the text is not that of the article at these offsets' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_grounded BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_grounded()
"""

_GROUNDED = {
    "spans": ("statements s ON s.article = t.article", "s.key = NEW.statement"),
    "mentions": ("readings r ON r.article = t.article JOIN actors a ON a.reading = r.key", "a.key = NEW.actor"),
}

_SEARCH_SQLITE = """
CREATE VIEW current_words AS
    SELECT s.key, s.content, s.speaker, s.source, coalesce(a.title, '') AS title, s.role, s.channel, s.facets
    FROM current_statements s JOIN articles a ON a.key = s.article;
CREATE VIRTUAL TABLE statement_search USING fts5(content, speaker, source, title, role, channel, facets,
    content='current_words', content_rowid='key',
    tokenize='unicode61 remove_diacritics 2', columnsize=0);
CREATE TRIGGER current_statements_added AFTER INSERT ON current_statements BEGIN
    INSERT INTO statement_search (rowid, content, speaker, source, title, role, channel, facets)
        SELECT key, content, speaker, source, title, role, channel, facets FROM current_words WHERE key = NEW.key; END;
CREATE TRIGGER current_statements_changing BEFORE UPDATE OF content, speaker, source, role, channel, facets
    ON current_statements BEGIN
    INSERT INTO statement_search (statement_search, rowid, content, speaker, source, title, role, channel, facets)
        SELECT 'delete', key, content, speaker, source, title, role, channel, facets FROM current_words
        WHERE key = OLD.key; END;
CREATE TRIGGER current_statements_changed AFTER UPDATE OF content, speaker, source, role, channel, facets
    ON current_statements BEGIN
    INSERT INTO statement_search (rowid, content, speaker, source, title, role, channel, facets)
        SELECT key, content, speaker, source, title, role, channel, facets FROM current_words WHERE key = NEW.key; END;
CREATE TRIGGER current_statements_removed BEFORE DELETE ON current_statements BEGIN
    INSERT INTO statement_search (statement_search, rowid, content, speaker, source, title, role, channel, facets)
        SELECT 'delete', key, content, speaker, source, title, role, channel, facets FROM current_words
        WHERE key = OLD.key; END;
CREATE VIEW article_words AS
    SELECT a.key, coalesce(a.title, '') AS title, t.text FROM articles a JOIN texts t ON t.article = a.key;
CREATE VIRTUAL TABLE article_search USING fts5(title, text, content='article_words', content_rowid='key',
    tokenize='unicode61 remove_diacritics 2', columnsize=0);
CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
    INSERT INTO article_search (rowid, title, text) SELECT key, title, text FROM article_words WHERE key = NEW.article;
END
"""

_SEARCH_POSTGRESQL = """
CREATE TABLE statement_search (
    key bigint PRIMARY KEY REFERENCES current_statements ON DELETE CASCADE, words tsvector NOT NULL);
CREATE INDEX ix_statement_search_words ON statement_search USING gin (words);
CREATE TABLE article_search (key bigint PRIMARY KEY REFERENCES articles, words tsvector NOT NULL);
CREATE INDEX ix_article_search_words ON article_search USING gin (words);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%%: what is recorded is never changed or deleted', TG_TABLE_NAME USING ERRCODE = '23514';
END $$
"""


def sqlite() -> list[str]:
    """The commands for SQLite, in order."""
    commands = split(_SEARCH_SQLITE)
    commands += [_SPAN_SQLITE.format(table=table, join=join, where=where) for table, (join, where) in _GROUNDED.items()]
    commands.append(
        "CREATE TRIGGER texts_whole BEFORE INSERT ON texts "
        "WHEN length(NEW.text) IS NOT (SELECT length FROM articles WHERE key = NEW.article) "
        "BEGIN SELECT RAISE(ABORT, 'texts: not as long as its article says'); END"
    )
    for table in FROZEN:
        commands += [refuse(table, "UPDATE"), refuse(table, "DELETE")]
    for table, columns in FROZEN_COLUMNS.items():
        commands += [refuse(table, "UPDATE", f"UPDATE OF {', '.join(columns)}"), refuse(table, "DELETE")]
    return commands


def postgresql() -> list[str]:
    """The commands for PostgreSQL, in order."""
    commands = [_SEARCH_POSTGRESQL]
    commands += [
        _SPAN_POSTGRESQL.format(table=table, join=join, where=where) for table, (join, where) in _GROUNDED.items()
    ]
    events = dict.fromkeys(FROZEN, "UPDATE OR DELETE")
    events |= {table: f"UPDATE OF {', '.join(columns)} OR DELETE" for table, columns in FROZEN_COLUMNS.items()}
    for table, event in events.items():
        commands.append(
            f"CREATE TRIGGER {table}_frozen BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
        )
    return commands


def refuse(table: str, change: str, event: str = "") -> str:
    """SQLite's trigger that refuses a change of a table."""
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {event or change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: what is recorded is never changed or deleted'); END"
    )


def split(script: str) -> list[str]:
    """The commands of a script: one begins at each line that begins with CREATE."""
    return [("CREATE" + part).strip().rstrip(";") for part in script.split("\nCREATE") if part.strip()]
