"""How what a search finds is spread over kinds, speakers' types, outlets and months."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from onrecord.store import schema
from onrecord.store.search import Counts, Search, count, matching

COUNTED = 20_000
"""Statements, the newest found, over which facets are counted."""
_MOST = 12
_current, _articles = schema.current_statements, schema.articles
_FACETS = ("kind", "act", "framing", "type", "publisher", "year", "status")
_TOTALS = ("statements", "articles", "stories")
Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """Totals, and how many statements have each value."""

    totals: Counts
    counted: int
    """Statements, the newest found, over which ``values`` are counted."""
    values: dict[str, Counted]
    """By facet, most first; ``none`` stands for an unattributed statement's type, an empty string for no outlet."""


def facets(connection: sa.Connection, search: Search) -> Facets:
    """Totals and facets of a search."""
    columns = [
        _current.c.kind,
        _current.c.act,
        _current.c.framing,
        sa.func.coalesce(_current.c.type, "none").label("type"),
        sa.func.coalesce(_articles.c.publisher, "").label("publisher"),
        sa.func.coalesce(sa.func.substr(sa.cast(_articles.c.published, sa.Text), 1, 4), "").label("year"),
        _current.c.status,
        _articles.c.key.label("article"),
        sa.func.coalesce(_articles.c.story, -_articles.c.key).label("story"),
    ]
    found = matching(connection, search, columns, COUNTED).cte("found")
    parts = [
        sa.select(
            sa.literal(name).label("facet"), found.c[name].label("value"), sa.func.count().label("number")
        ).group_by(found.c[name])
        for name in _FACETS
    ]
    parts += [
        sa.select(sa.literal(name), sa.literal(""), sa.func.count(column))
        for name, column in (
            ("statements", found.c.article),
            ("articles", found.c.article.distinct()),
            ("stories", found.c.story.distinct()),
        )
    ]
    values: dict[str, list[tuple[str, int]]] = {name: [] for name in (*_FACETS, *_TOTALS)}
    for facet, value, number in connection.execute(sa.union_all(*parts)):
        values[facet].append((value, number))
    totals = Counts(*(values.pop(name)[0][1] for name in _TOTALS))
    if totals.statements == COUNTED:  # there may be more
        totals = count(connection, search)
    return Facets(
        totals,
        min(totals.statements, COUNTED),
        {name: tuple(sorted(some, key=lambda one: (-one[1], one[0]))[:_MOST]) for name, some in values.items()},
    )
