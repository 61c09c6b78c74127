"""What people decided lately, newest first: for the page on which it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.store.decisions import Decision
from onrecord.store.schema import corrections


@dataclass(frozen=True, slots=True)
class Recent:
    """One event, and whether somebody took it back."""

    decision: Decision
    undone: bool


def recent(connection: sa.Connection, limit: int, before: int | None = None) -> list[Recent]:
    """Events newest first, those taken back and the undoing too; those before a key of the page before.

    What is suppressed is left out: its names are not shown again.
    """
    undoing = corrections.alias("undoing")
    undone = sa.exists().where(undoing.c.undoes == corrections.c.key).label("undone")
    query = sa.select(corrections, undone).order_by(corrections.c.key.desc()).limit(limit)
    query = query.where(corrections.c.kind != "suppress")
    if before is not None:
        query = query.where(corrections.c.key < before)
    rows = [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public API
    return [Recent(undone=row.pop("undone"), decision=Decision(**row)) for row in rows]


def on_statement(connection: sa.Connection, id_: str) -> list[Recent]:
    """All events on one statement, oldest first."""
    query = sa.select(corrections).where(corrections.c.target == id_).order_by(corrections.c.key)
    events = [Decision(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - as above
    undone = {one.undoes for one in events if one.undoes is not None}
    return [Recent(one, one.key in undone) for one in events]


def event(connection: sa.Connection, id_: str) -> Decision | None:
    """The event of an id."""
    row = connection.execute(sa.select(corrections).where(corrections.c.id == id_)).one_or_none()
    return None if row is None else Decision(**row._mapping)  # noqa: SLF001 - as above
