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
    keys = newest.cte("newest")
    considered = connection.execute(sa.select(sa.func.count()).select_from(keys)).scalar_one()
    statements = schema.statements
    other = _identities.alias("other")
    role = "addressee" if relation == "addresses" else "content"
    query = (
        sa.select(_identities.c.id, _identities.c.name, other.c.id, other.c.name, sa.func.count(keys.c.key.distinct()))
        .join_from(keys, _speakers, _speakers.c.statement == keys.c.key)
        .join(_identities, _identities.c.key == _speakers.c.identity)
        .join(statements, statements.c.key == keys.c.key)
        .join(_spans, sa.and_(_spans.c.statement == keys.c.key, _spans.c.role == role))
        .join(_actors, sa.and_(_actors.c.reading == statements.c.reading, _actors.c.identity.is_not(None)))
        .join(
            _mentions,
            sa.and_(
                _mentions.c.actor == _actors.c.key,
                _mentions.c.start >= _spans.c.start,
                _mentions.c.end <= _spans.c.end,
            ),
        )
        .join(other, other.c.key == _actors.c.identity)
        .where(other.c.key != _identities.c.key, other.c.suppressed.is_(False), _identities.c.suppressed.is_(False))
        .group_by(_identities.c.id, _identities.c.name, other.c.id, other.c.name)
    )
    if relation == "answers":
        query = query.where(statements.c.framing.in_(ANSWERING))
    counts: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for source, source_name, target, target_name, number in connection.execute(query):
        counts[source, target] += number
        names |= {source: source_name, target: target_name}
    ordered = sorted(counts.items(), key=lambda one: (-one[1], names[one[0][0]], names[one[0][1]]))
    edges = tuple(Edge(source, target, relation, number) for (source, target), number in ordered)
    return Network(edges, names, considered, since, until)


def last_day(connection: sa.Connection) -> date | None:
    """The newest day of publication in the record."""
    return connection.execute(sa.select(sa.func.max(schema.articles.c.published))).scalar_one_or_none()
