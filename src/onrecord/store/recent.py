"""What people decided lately, newest first: for the page on which it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.store.decisions import Decision
from onrecord.store.keys import batched
from onrecord.store.schema import claims, corrections, current_positions, positions


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
    events = _events(connection, corrections.c.target == id_)
    undone = {one.undoes for one in events if one.undoes is not None}
    return [Recent(one, one.key in undone) for one in events]


def on_claim(connection: sa.Connection, key: int) -> list[Recent]:
    """All events on a claim (its key) and on those that were merged into it, oldest first, with the undoing."""
    ids = set(connection.scalars(sa.select(claims.c.id).where((claims.c.key == key) | (claims.c.merged_into == key))))
    founded = sa.select(claims.c.key).where(claims.c.id.in_(ids))
    placed = (
        sa.select(positions.c.statement)
        .join(current_positions, current_positions.c.position == positions.c.key)
        .where(positions.c.claim.in_(founded) | (current_positions.c.claim == key))
    )
    on_statements = corrections.c.kind.in_(("split_claim", "stance")) & corrections.c.target.in_(placed)
    events = [
        one
        for one in _events(connection, on_statements | (corrections.c.kind == "merge_claims"))
        if ids & set(_claims_of(one))
    ]
    undoing = [
        one
        for some in batched(one.key for one in events)
        for one in _events(connection, corrections.c.undoes.in_(some))
    ]
    taken = {one.undoes for one in undoing}
    return [Recent(one, one.key in taken) for one in sorted([*events, *undoing], key=lambda one: one.key)]


def _events(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Decision]:
    query = sa.select(corrections).where(condition).order_by(corrections.c.key)
    return [Decision(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public API


def _claims_of(one: Decision) -> list[str]:
    """Ids of the claims that an event on claims names."""
    if one.kind == "merge_claims":
        return [one.target, str(one.payload["into"])]
    return [str(one.payload["claim"]), *([str(one.payload["to"]["id"])] if one.kind == "split_claim" else [])]


def event(connection: sa.Connection, id_: str) -> Decision | None:
    """The event of an id."""
    return next(iter(_events(connection, corrections.c.id == id_)), None)
