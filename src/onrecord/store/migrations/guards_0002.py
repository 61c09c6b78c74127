"""What the second schema has besides tables: triggers that keep positions grounded, and what was judged as it was."""

from __future__ import annotations

from onrecord.store.migrations.guards_0001 import refuse

FROZEN = ("positions", "answers")
"""Tables whose rows are never changed or taken away."""

FROZEN_COLUMNS = {
    "claims": ("key", "id", "statement", "ordinal", "origin", "added"),
    "factchecks": ("key", "id", "claim", "claimant", "publisher", "rating", "url", "date", "added"),
}
"""Columns that are never changed, of rows that are never taken away."""

_GROUNDED_SQLITE = """
CREATE TRIGGER positions_grounded BEFORE INSERT ON positions
WHEN NEW.text IS NOT (
    SELECT group_concat(substr(t.text, s.start + 1, s."end" - s.start), ' … ') FROM texts t, (
        SELECT json_extract(value, '$[0]') AS start, json_extract(value, '$[1]') AS "end" FROM json_each(NEW.spans)) s
    WHERE t.article = NEW.article)
OR EXISTS (
    SELECT 1 FROM texts t, (
        SELECT json_extract(value, '$[0]') AS start, json_extract(value, '$[1]') AS "end" FROM json_each(NEW.spans)
        UNION ALL
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(NEW.shows)) s
    WHERE t.article = NEW.article AND (s.start < 0 OR s."end" <= s.start OR s."end" > length(t.text)))
BEGIN SELECT RAISE(ABORT, 'positions: the text is not that of the article at these offsets'); END
"""

_GROUNDED_POSTGRESQL = """
CREATE FUNCTION positions_grounded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM texts t, jsonb_array_elements(NEW.spans::jsonb || NEW.shows::jsonb) s
        WHERE t.article = NEW.article AND (
            (s->>0)::int < 0 OR (s->>1)::int <= (s->>0)::int OR (s->>1)::int > length(t.text)))
    OR NEW.text IS DISTINCT FROM (
        SELECT string_agg(substr(t.text, (s.span->>0)::int + 1, (s.span->>1)::int - (s.span->>0)::int), ' … '
            ORDER BY s.place)
        FROM texts t, jsonb_array_elements(NEW.spans::jsonb) WITH ORDINALITY s(span, place)
        WHERE t.article = NEW.article)
    THEN RAISE EXCEPTION 'positions: the text is not that of the article at these offsets' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER positions_grounded BEFORE INSERT ON positions FOR EACH ROW EXECUTE FUNCTION positions_grounded()
"""


def sqlite() -> list[str]:
    """The commands for SQLite, in order."""
    commands = [_GROUNDED_SQLITE]
    for table in FROZEN:
        commands += [refuse(table, "UPDATE"), refuse(table, "DELETE")]
    for table, columns in FROZEN_COLUMNS.items():
        commands += [refuse(table, "UPDATE", f"UPDATE OF {', '.join(columns)}"), refuse(table, "DELETE")]
    return commands


def postgresql() -> list[str]:
    """The commands for PostgreSQL, in order; the first schema has the function that refuses."""
    events = dict.fromkeys(FROZEN, "UPDATE OR DELETE")
    events |= {table: f"UPDATE OF {', '.join(columns)} OR DELETE" for table, columns in FROZEN_COLUMNS.items()}
    return [_GROUNDED_POSTGRESQL] + [
        f"CREATE TRIGGER {table}_frozen BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
        for table, event in events.items()
    ]
