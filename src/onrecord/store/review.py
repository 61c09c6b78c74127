"""The queue for review: what nobody has looked at, least certain first, and what could not be placed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from onrecord.store import decisions, loading, schema
from onrecord.store.search import Found, found

_current, _read, _articles = schema.current_statements, schema.statements, schema.articles
_events = schema.corrections
_AT_ONCE = 500
Ranked = tuple[tuple[int, float], ...]
"""Keys of statements with how certain they are, the least certain first."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Decisions on a statement that was not found again in its article's newest reading, or newest text."""

    statement: str
    """Its id, by which they can be undone."""
    article: dict[str, Any] = field(hash=False)
    """The contract's object of the article that lacks it."""
    seen: Mapping[str, Any] = field(hash=False)
    """Content, source and cue as the person saw them; the offsets may be those of an earlier text."""
    decisions: tuple[decisions.Decision, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A statement that nobody has looked at."""

    found: Found
    certainty: float
    """The lower of the confidence in the statement and in its speaker."""


def doubts(connection: sa.Connection, limit: int, offset: int = 0) -> list[Doubt]:
    """The statements of the latest revisions that nobody has looked at, least certain first."""
    return doubts_of(connection, ranked(connection, limit, offset))


def ranked(connection: sa.Connection, limit: int, offset: int = 0) -> Ranked:
    """Their keys and certainty; every statement of the record is looked at for it.

    A speaker counts who was named, or for whom there are candidates; where nobody is in question the statement's own
    confidence decides.
    """
    candidates = schema.attributions
    considered = sa.exists().where(candidates.c.statement == _read.c.key, candidates.c.chosen.is_(False))
    in_question = _read.c.speaker_name.is_not(None) | considered
    lower = in_question & (_read.c.speaker_confidence < _current.c.confidence)
    certainty = sa.case((lower, _read.c.speaker_confidence), else_=_current.c.confidence).label("certainty")
    query = (
        sa.select(_current.c.key, certainty)
        .join_from(_current, _read, _read.c.key == _current.c.key)
        .where(_current.c.status == "unreviewed", _current.c.latest.is_(True))
        .order_by(certainty, _current.c.key)
        .limit(limit)
        .offset(offset)
    )
    return tuple((row.key, row.certainty) for row in connection.execute(query))


def still(connection: sa.Connection, known: Ranked) -> Ranked:
    """Of statements ranked a while ago those that nobody has looked at since."""
    there: set[int] = set()
    for at in range(0, len(known), _AT_ONCE):
        query = sa.select(_current.c.key).where(_current.c.key.in_([key for key, _ in known[at : at + _AT_ONCE]]))
        there |= set(connection.scalars(query.where(_current.c.status == "unreviewed", _current.c.latest.is_(True))))
    return tuple(one for one in known if one[0] in there)


def waiting(connection: sa.Connection) -> int:
    """How many statements nobody has looked at."""
    query = sa.select(sa.func.count()).where(_current.c.status == "unreviewed", _current.c.latest.is_(True))
    return int(connection.execute(query).scalar_one())


def doubts_of(connection: sa.Connection, some: Ranked) -> list[Doubt]:
    """The statements of some keys, with their certainty."""
    certain = dict(some)
    return [
        Doubt(one, certain[one.key])
        for at in range(0, len(some), _AT_ONCE)
        for one in found(connection, list(certain)[at : at + _AT_ONCE])
    ]


def unplaced(connection: sa.Connection) -> list[Unplaced]:
    """The decisions that could not be placed again, oldest first; those of suppressed articles are left out."""
    shown = sa.exists().where(_current.c.article == _events.c.article, _current.c.id == _events.c.target)
    taken_back = _events.alias("taken_back")
    query = (
        sa.select(_events.c.article, _events.c.target, sa.func.min(_events.c.key).label("first"))
        .join(_articles, _articles.c.key == _events.c.article)
        .where(_events.c.kind.in_(decisions.OF_STATEMENTS), _articles.c.latest.is_(True), ~shown)
        .where(~sa.exists().where(taken_back.c.undoes == _events.c.key))
        .group_by(_events.c.article, _events.c.target)
        .order_by(sa.text("first"))
    )
    result = []
    for article, target, _ in connection.execute(query).all():
        row = connection.execute(sa.select(_articles).where(_articles.c.key == article)).one()
        if _is_suppressed(connection, row):
            continue
        group = next(one for one in decisions.of_article(connection, article) if one.target == target)
        seen: dict[str, Any] = {}
        for one in group.decisions:
            seen = one.payload.get("seen") or seen or one.payload.get("slots", {})
        result.append(Unplaced(target, loading.article_json(row), seen, group.decisions))
    return result


def _is_suppressed(connection: sa.Connection, row: Any) -> bool:
    hidden = decisions.suppressed(connection)
    if not hidden or row.document is None:
        return row.id in hidden
    same = sa.select(_articles.c.id).where(_articles.c.document == row.document)
    return not hidden.isdisjoint(connection.scalars(same))
