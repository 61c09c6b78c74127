"""Making a new record, and bringing an older one up to date: Alembic's migrations, each run one transaction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.store import schema
from onrecord.store.places import Place

APPLICATION = 0x6F6E7263
"""SQLite's ``application_id`` of a record: "onrc" in ASCII."""

MIGRATIONS = "onrecord.store:migrations"
"""Where Alembic finds the migrations."""


def now() -> str:
    """The time as the record writes it: UTC, ISO 8601, microseconds."""
    return later(0)


def later(seconds: float) -> str:
    """The time in so many seconds."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def revision(connection: sa.Connection, place: Place) -> str | None:
    """The migration that a database is at; None when it is empty.

    Raises `StoreError` when it holds something else.
    """
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        return None
    if connection.dialect.name == "sqlite":
        ours = connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION
    else:
        ours = {"alembic_version", "current_statements"} <= set(tables)
    if not ours or "alembic_version" not in tables:
        raise StoreError(
            f"{place.name}: holds other tables than a record's; nothing in it was changed. "
            "Give the record a file, or a database, of its own"
        )
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(connection: sa.Connection, place: Place) -> None:
    """Make the tables of an empty database, or bring an older record up to date, with a line in the log.

    To be called in a writing transaction. Raises `StoreError` for a record that a newer onrecord made.
    """
    before = revision(connection, place)
    if before == schema.REVISION:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise StoreError(
            f"{place.name}: made by a newer onrecord (schema {before}; this one knows {schema.REVISION}); "
            "nothing in it was changed. Upgrade onrecord"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if before is None and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(
        sa.insert(schema.log),
        {
            "at": now(),
            "author": "onrecord",
            "reason": "new record" if before is None else "made by an older onrecord",
            "action": "upgrade",
            "target": None,
            "details": {"from": before, "to": schema.REVISION},
        },
    )
