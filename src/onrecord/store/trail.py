"""The log, read: who did what, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.store.names import folded
from onrecord.store.schema import identities, log


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: str
    author: str
    reason: str
    action: str
    target: str | None
    details: dict[str, Any]


def lines(
    connection: sa.Connection, since: date | None = None, actor: str | None = None, statement: str | None = None
) -> Iterator[Line]:
    """The log from a day on, oldest first.

    ``actor``: what was done to an identity, by its id or name. ``statement``: to one whose id begins so; ids of
    articles do, too.
    """
    query = sa.select(log).order_by(log.c.at, log.c.key)
    if since is not None:
        query = query.where(log.c.at >= since.isoformat())
    if actor is not None:
        named = sa.select(identities.c.id).where(identities.c.folded == folded(actor))
        query = query.where((log.c.target == actor) | log.c.target.in_(named))
    if statement is not None:
        begins = statement.strip().lower()
        query = query.where(log.c.target >= begins, log.c.target < begins + "g")
    for row in connection.execution_options(yield_per=500).execute(query):
        yield Line(row.at, row.author, row.reason, row.action, row.target, row.details)


def as_json(line: Line) -> dict[str, Any]:
    """A line as a JSON object."""
    return {
        "at": line.at,
        "author": line.author,
        "reason": line.reason,
        "action": line.action,
        "target": line.target,
        "details": line.details,
    }


def said(line: Line) -> str:
    """The details of a line in a few words; spans by their text alone."""
    was, became = line.details.get("was"), line.details.get("now")
    if isinstance(was, dict) and isinstance(became, dict):
        return "; ".join(f"{slot}: {_brief(was.get(slot))} -> {_brief(value)}" for slot, value in became.items())
    kept = {name: value for name, value in line.details.items() if name not in {"correction", "article", "undone"}}
    return ", ".join(f"{name} {_brief(value)}" for name, value in kept.items())


def _brief(value: Any) -> str:
    if isinstance(value, list):
        return " … ".join(map(_brief, value)) or "none"
    if isinstance(value, dict):
        return str(value.get("text") or value.get("name") or value.get("earliest") or "none")
    return "none" if value is None else str(value)
