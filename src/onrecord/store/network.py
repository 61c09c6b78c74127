"""Who addresses, speaks about, or answers whom in a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

import sqlalchemy as sa

from onrecord.store import schema
from onrecord.store.keys import batched
from onrecord.store.search import SHOWN

Relation = Literal["about", "answers", "addresses"]
RELATIONS: tuple[Relation, ...] = ("about", "answers", "addresses")
ANSWERING = ("denying", "accusing", "conceding", "doubting", "praising")
"""Framings of statements that take a stand on what someone else said or did."""
CONSIDERED = 5_000
"""Enough statements of a period: of its newest days those that have as many together count; of a day as many."""
_current, _speakers, _spans = schema.current_statements, schema.current_speakers, schema.spans
_actors, _identities, _mentions = schema.actors, schema.identities, schema.mentions
_day = _current.c.key // schema.DAY


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
    """Edges, most statements first, and the names of all on them by id."""

    edges: tuple[Edge, ...]
    names: dict[str, str]
    considered: int
    """Statements that were looked at."""
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Day:
    """What a day's statements make of a relation."""

    considered: int
    pairs: Mapping[tuple[int, int], int]
    """Statements of one identity that concern another, by their keys."""


Days = Callable[[list[int]], Mapping[int, Day]]
"""Days by their ordinals (0: no date), kept or counted."""


def network(
    connection: sa.Connection, since: date | None, until: date | None, relation: Relation, days: Days | None = None
) -> Network:
    """Edges of one relation. A mention inside an addressee is an address, one inside a content is speaking about.

    ``days`` gives what is known of days; without it they are counted here (`counted`).
    """
    wanted = _spoken(connection, since, until)
    found = (days or partial(counted, connection, relation))(wanted)
    pairs: Counter[tuple[int, int]] = Counter()
    for day in wanted:
        pairs.update(found[day].pairs)
    known = _known(connection, {key for pair in pairs for key in pair})
    edges = [
        Edge(known[one][0], known[other][0], relation, number)
        for (one, other), number in pairs.items()
        if one in known and other in known
    ]
    names = dict(known.values())
    edges.sort(key=lambda edge: (-edge.statements, names[edge.source], names[edge.target]))
    return Network(tuple(edges), names, sum(found[day].considered for day in wanted), since, until)


def _spoken(connection: sa.Connection, since: date | None, until: date | None) -> list[int]:
    """The days of a period that are looked at, newest first."""
    newest = _shown(sa.select(_day.label("day"))).order_by(_current.c.key.desc()).limit(CONSIDERED)
    if since is not None:
        newest = newest.where(_current.c.key >= schema.first_key(since))
    if until is not None:
        newest = newest.where(_current.c.key < schema.first_key(until) + schema.DAY)
    of = newest.subquery()
    return list(connection.scalars(sa.select(of.c.day).distinct().order_by(of.c.day.desc())))


def counted(connection: sa.Connection, relation: Relation, days: list[int]) -> dict[int, Day]:
    """Days as the record has them, all in one query."""
    if not days:
        return {}
    newest = (
        _shown(sa.select(_current.c.key))
        .where(_current.c.key >= min(days) * schema.DAY, _current.c.key < (max(days) + 1) * schema.DAY)
        .where(_day.in_(days))
    )
    of = newest.subquery()
    day = (of.c.key // schema.DAY).label("day")
    per_day = sa.select(day, sa.func.count().label("number")).group_by(day)
    number: dict[int, int] = {row.day: row.number for row in connection.execute(per_day)}
    if max(number.values(), default=0) > CONSIDERED:  # seldom, and to number all rows takes as long as to count pairs
        place = sa.func.row_number().over(partition_by=_day, order_by=_current.c.key.desc()).label("place")
        ranked = newest.add_columns(place).subquery()
        newest = sa.select(ranked.c.key).where(ranked.c.place <= CONSIDERED)
        number = {one: min(found, CONSIDERED) for one, found in number.items()}
    pairs: dict[int, dict[tuple[int, int], int]] = {}
    for row in connection.execute(_pairs(newest, relation)):
        pairs.setdefault(row.day, {})[row.source, row.target] = row.number
    return {day: Day(number.get(day, 0), pairs.get(day, {})) for day in days}


def _shown(query: sa.Select[tuple[int]]) -> sa.Select[tuple[int]]:
    return query.where(_current.c.latest.is_(True), _current.c.status.in_(SHOWN), _current.c.act == "speech")


def _pairs(newest: sa.Select[tuple[int]], relation: Relation) -> sa.Select[tuple[int, int, int, int]]:
    """Who concerns whom in some statements, by day."""
    statements = schema.statements
    spoken = (
        sa.select(_current.c.key, _day.label("day"), statements.c.reading, _speakers.c.identity)
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
            said.c.day,
            said.c.identity.label("source"),
            _actors.c.identity.label("target"),
            sa.func.count(said.c.key.distinct()).label("number"),
        )
        .join_from(said, _spans, sa.and_(_spans.c.statement == said.c.key, _spans.c.role == role))
        .join(_actors, _actors.c.reading == said.c.reading)
        .join(_mentions, sa.and_(_mentions.c.actor == _actors.c.key, within))
        .where(_actors.c.identity != said.c.identity)
        .group_by(said.c.day, said.c.identity, _actors.c.identity)
    )


def _known(connection: sa.Connection, keys: set[int]) -> dict[int, tuple[str, str]]:
    """Id and name of identities by key, those left out that are suppressed."""
    found: dict[int, tuple[str, str]] = {}
    for some in batched(sorted(keys)):
        query = sa.select(_identities.c.key, _identities.c.id, _identities.c.name).where(
            _identities.c.key.in_(some), _identities.c.suppressed.is_(False)
        )
        found |= {row.key: (row.id, row.name) for row in connection.execute(query)}
    return found


def last_day(connection: sa.Connection) -> date | None:
    """The newest day of publication in the record."""
    return connection.execute(sa.select(sa.func.max(schema.articles.c.published))).scalar_one_or_none()
