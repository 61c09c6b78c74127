"""What a page shows of one actor beside the profile: by month and channel, to whom, what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from onrecord.store import decisions, identities, schema
from onrecord.store.people import Identity
from onrecord.store.search import SHOWN, Found, found

By = Literal["channel", "framing"]
_CONSIDERED = 400
"""Articles, the last added, in which mentions of someone are looked for."""
_NEWEST = 500
_current, _speakers, _articles = schema.current_statements, schema.current_speakers, schema.articles
_identities, _actors, _spans = schema.identities, schema.actors, schema.spans
_VISIBLE = (_current.c.status.in_(SHOWN), _current.c.latest.is_(True))
_WHO: sa.BindParameter[int] = sa.bindparam("who", type_=schema.Key)
_MOST: sa.BindParameter[int] = sa.bindparam("most", type_=sa.Integer)
# Asked for on every actor's page: made once, since making a query costs more than running it.
_IDENTITY = sa.select(_identities).where(_identities.c.id == sa.bindparam("id_"))


def _of_actor(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Columns of what somebody said that is shown."""
    by_them = sa.select(*columns).join_from(_speakers, _current, _current.c.key == _speakers.c.statement)
    return by_them.where(_speakers.c.identity == _WHO, *_VISIBLE)


def _by_month(column: sa.ColumnElement[Any]) -> sa.Select[Any]:
    counted = _of_actor(_articles.c.published, column, sa.func.count())
    dated = counted.join(_articles, _articles.c.key == _current.c.article).where(_articles.c.published.is_not(None))
    return dated.group_by(_articles.c.published, column)


def _about() -> sa.Select[Any]:
    mentions, statements = schema.mentions, schema.statements
    known = (
        sa.select(_actors.c.key, _actors.c.reading)
        .where(_actors.c.identity == _WHO)
        .order_by(_actors.c.key.desc())
        .limit(_CONSIDERED)
        .cte("known")
    )
    own = sa.exists().where(_speakers.c.statement == _current.c.key, _speakers.c.identity == _WHO)
    return (
        sa.select(_current.c.key)
        .distinct()
        .join_from(known, mentions, mentions.c.actor == known.c.key)
        .join(schema.readings, schema.readings.c.key == known.c.reading)
        .join(
            statements,
            sa.and_(statements.c.reading == known.c.reading, statements.c.article == schema.readings.c.article),
        )
        .join(_current, _current.c.key == statements.c.key)
        .join(_spans, sa.and_(_spans.c.statement == statements.c.key, _spans.c.role == "content"))
        .where(_spans.c.start <= mentions.c.start, _spans.c.end >= mentions.c.end, ~own, *_VISIBLE)
        .order_by(_current.c.key.desc())
        .limit(_MOST)
    )


_NUMBER = _of_actor(sa.func.count(_current.c.key.distinct()))
_NAMES = (
    sa.select(_actors.c.name, sa.func.count().label("number"))
    .where(
        _actors.c.identity.in_(
            sa.select(_identities.c.key).where((_identities.c.key == _WHO) | (_identities.c.merged_into == _WHO))
        )
    )
    .group_by(_actors.c.name)
    .order_by(sa.desc("number"), _actors.c.name)
    .limit(20)
)
_BY_MONTH = {"channel": _by_month(_current.c.channel), "framing": _by_month(_current.c.framing)}
_ADDRESSEES = (
    _of_actor(_spans.c.text, sa.func.count().label("number"))
    .join(_spans, sa.and_(_spans.c.statement == _current.c.key, _spans.c.role == "addressee"))
    .group_by(_spans.c.text)
    .order_by(sa.desc("number"), _spans.c.text)
    .limit(_MOST)
)
_SAID = _of_actor(_current.c.content).order_by(_current.c.key.desc()).limit(_NEWEST)
_ABOUT = _about()


@dataclass(frozen=True, slots=True)
class InArticle:
    """Someone who is known in one article alone."""

    id: str
    name: str
    type: str
    article: str
    """Id of the article."""


def identity(connection: sa.Connection, id_: str) -> Identity | None:
    """The identity of an id, or what it was merged into; None if there is none, or it is suppressed."""
    row = connection.execute(_IDENTITY, {"id_": id_}).one_or_none()
    if row is not None and row.merged_into is not None:
        row = connection.execute(sa.select(_identities).where(_identities.c.key == row.merged_into)).one()
    if row is None or row.suppressed:
        return None
    number = connection.execute(_NUMBER, {"who": row.key}).scalar_one()
    return Identity(row.key, row.id, row.name, row.type, number)


def names(connection: sa.Connection, one: Identity) -> tuple[str, ...]:
    """The names under which articles know an identity, those merged into it too; most articles first."""
    return tuple(row.name for row in connection.execute(_NAMES, {"who": one.key}))


def in_article(connection: sa.Connection, id_: str) -> InArticle | None:
    """The actor of an id who is known in one article alone; None if there is none, or it is suppressed."""
    query = (
        sa.select(_actors.c.id, _actors.c.name, _actors.c.type, _articles.c.id.label("article"), _actors.c.identity)
        .join(schema.readings, schema.readings.c.key == _actors.c.reading)
        .join(_articles, _articles.c.key == schema.readings.c.article)
        .where(_actors.c.id == id_)
        .order_by(_actors.c.key.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.id in decisions.suppressed(connection):
        return None
    if row.identity is not None and identities.hidden(connection, {row.identity}):
        return None
    return InArticle(row.id, row.name, row.type, row.article)


def by_month(connection: sa.Connection, one: Identity, by: By) -> dict[tuple[str, str], int]:
    """Statements by month of publication (``2025-03``) and channel or framing; undated ones are left out."""
    counts: Counter[tuple[str, str]] = Counter()
    for day, value, number in connection.execute(_BY_MONTH[by], {"who": one.key}):
        counts[f"{day:%Y-%m}", (value or "").lower()] += number
    return dict(counts)


def addressees(connection: sa.Connection, one: Identity, limit: int = 12) -> tuple[tuple[str, int], ...]:
    """Whom someone addresses, as articles put it; most often first."""
    rows = connection.execute(_ADDRESSEES, {"who": one.key, "most": limit})
    return tuple((row.text, row.number) for row in rows)


def said(connection: sa.Connection, one: Identity) -> list[str]:
    """The contents of the newest statements of someone."""
    return list(connection.scalars(_SAID, {"who": one.key}))


def sample(connection: sa.Connection, size: int) -> list[str]:
    """Contents of statements from all over the record: what is usually said in it."""
    last = connection.execute(sa.select(schema.counters.c.next).where(schema.counters.c.name == "statement"))
    step = max(1, (last.scalar_one_or_none() or 1) // size)
    number = schema.statements.c.key % schema.DAY
    query = (
        sa.select(_current.c.content)
        .join_from(_current, schema.statements, schema.statements.c.key == _current.c.key)
        .where(number % step == 0)
        .limit(2 * size)
    )
    return list(connection.scalars(query))


def about(connection: sa.Connection, one: Identity, limit: int) -> list[Found]:
    """Statements by others whose content names someone, newest first, of the articles last added."""
    return found(connection, list(connection.scalars(_ABOUT, {"who": one.key, "most": limit})))


def of_article(connection: sa.Connection, actor: InArticle) -> list[Found]:
    """The statements of someone who is known in one article alone."""
    query = (
        sa.select(_current.c.key)
        .join_from(_speakers, _current, _current.c.key == _speakers.c.statement)
        .join(_actors, _actors.c.key == _speakers.c.actor)
        .where(_actors.c.id == actor.id, _current.c.status.in_(SHOWN))
        .order_by(_current.c.key)
    )
    return found(connection, list(connection.scalars(query)))


def suggestions(connection: sa.Connection, words: Sequence[str], limit: int = 10) -> list[tuple[str, str]]:
    """Names and types of identities that begin with some folded words, for a person who types a name."""
    begin = " ".join(words)
    if not begin:
        return []
    table = _identities
    query = (
        sa.select(table.c.name, table.c.type)
        .where(table.c.folded >= begin, table.c.folded < begin + "\uffff", table.c.merged_into.is_(None))
        .where(table.c.suppressed.is_(False))
        .order_by(table.c.folded)
        .limit(limit)
    )
    return [(row.name, row.type) for row in connection.execute(query)]
