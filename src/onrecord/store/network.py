"""Who addresses, speaks about, or answers whom in a period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

import sqlalchemy as sa

from onrecord.store import schema
from onrecord.store.search import SHOWN

Relation = Literal["about", "answers", "addresses"]
RELATIONS: tuple[Relation, ...] = ("about", "answers", "addresses")
ANSWERING = ("denying", "accusing", "conceding", "doubting", "praising")
"""Framings of statements that take a stand on what someone else said or did."""
CONSIDERED = 5_000
"""Statements of a period, the newest, that are considered."""
_current, _speakers, _spans = schema.current_statements, schema.current_speakers, schema.spans
_actors, _identities, _mentions = schema.actors, schema.identities, schema.mentions


@dataclass(frozen=True, slots=True)
class Edge:
    """How many statements of one actor concern another."""

    source: str
    """Id of the identity that speaks."""
    target: str
    relation: Relation
    statements: int


@dataclass(frozen=True, slots=True)
class Network:
    """Edges, most statements first, and the names of all on them."""

    edges: tuple[Edge, ...]
    names: dict[str, str]
    considered: int
    """Statements that were looked at."""
    since: date | None
    until: date | None


def network(connection: sa.Connection, since: date | None, until: date | None, relation: Relation) -> Network:
    """Edges of one relation. A mention inside an addressee is an address, one inside a content is speaking about."""
    newest = (
        sa.select(_current.c.key)
        .where(_current.c.latest.is_(True), _current.c.status.in_(SHOWN), _current.c.act == "speech")
        .order_by(_current.c.key.desc())
        .limit(CONSIDERED)
    )
    if since is not None:
        newest = newest.where(_current.c.key >= schema.first_key(since))
    if until is not None:
        newest = newest.where(_current.c.key < schema.first_key(until) + (1 << 31))
    considered = connection.execute(sa.select(sa.func.count()).select_from(newest.subquery())).scalar_one()
    edges = _edges(newest, relation)
    source, target = _identities.alias("source"), _identities.alias("target")
    query = (
        sa.select(source.c.id, source.c.name, target.c.id, target.c.name, edges.c.number)
        .join_from(edges, source, source.c.key == edges.c.source)
        .join(target, target.c.key == edges.c.target)
        .where(source.c.suppressed.is_(False), target.c.suppressed.is_(False))
    )
    counts: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for one, one_name, other, other_name, number in connection.execute(query):
        counts[one, other] += number
        names |= {one: one_name, other: other_name}
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], names[pair[0][0]], names[pair[0][1]]))
    return Network(
        tuple(Edge(one, other, relation, number) for (one, other), number in ordered), names, considered, since, until
    )


def _edges(newest: sa.Select[tuple[int]], relation: Relation) -> sa.CTE:
    """Who concerns whom in some statements, by key of identity."""
    statements = schema.statements
    spoken = (
        sa.select(_current.c.key, statements.c.reading, _speakers.c.identity)
        .join_from(_current, statements, statements.c.key == _current.c.key)
        .join(_speakers, _speakers.c.statement == _current.c.key)
        .where(_current.c.key.in_(newest), _speakers.c.identity.is_not(None))
    )
    if relation == "answers":
        spoken = spoken.where(statements.c.framing.in_(ANSWERING))
    said = spoken.cte("said")
    role = "addressee" if relation == "addresses" else "content"
    within = sa.and_(_mentions.c.start >= _spans.c.start, _mentions.c.end <= _spans.c.end)
    return (
        sa.select(
            said.c.identity.label("source"),
            _actors.c.identity.label("target"),
            sa.func.count(said.c.key.distinct()).label("number"),
        )
        .join_from(said, _spans, sa.and_(_spans.c.statement == said.c.key, _spans.c.role == role))
        .join(_actors, _actors.c.reading == said.c.reading)
        .join(_mentions, sa.and_(_mentions.c.actor == _actors.c.key, within))
        .where(_actors.c.identity != said.c.identity)
        .group_by(said.c.identity, _actors.c.identity)
        .cte("edges")
    )


def last_day(connection: sa.Connection) -> date | None:
    """The newest day of publication in the record."""
    return connection.execute(sa.select(sa.func.max(schema.articles.c.published))).scalar_one_or_none()
