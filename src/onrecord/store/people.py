"""Who someone is in the record: which identities a name fits, and what is known of one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.store import schema
from onrecord.store.names import words
from onrecord.store.query import plain
from onrecord.store.search import SHOWN

_MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is taken for one over articles."""

    key: int
    id: str
    name: str
    type: str
    statements: int
    """That are shown, of the latest revisions."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a name fits."""

    identities: tuple[Identity, ...]
    """With this very name, or else with these words in it; most statements first, a hundred at most."""
    unlinked: int
    """Statements by those who bear the name in one article and can't be told to be any of them."""
    unlinked_articles: int


@dataclass(frozen=True, slots=True)
class RoleKnown:
    """A role, in how many articles, and the days of publication from which it is known."""

    role: str
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the record has of one identity. Counts are of statements, most first, unless said otherwise."""

    identity: Identity
    articles: int
    stories: int
    """Articles of which one copy alone counts."""
    acts: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    framings: tuple[tuple[str, int], ...]
    channels: tuple[tuple[str, int], ...]
    publishers: tuple[tuple[str | None, int], ...]
    roles: tuple[RoleKnown, ...]
    months: tuple[tuple[str, int], ...]
    """By month of publication (``2025-03``), in order, those without any between the first and the last too."""
    undated: int


_current, _speakers, _articles = schema.current_statements, schema.current_speakers, schema.articles
_VISIBLE = (_current.c.status.in_(SHOWN), _current.c.latest.is_(True))


def named(connection: sa.Connection, name: str) -> Named:
    """Whom a name fits, capitals, accents and order of honorifics apart."""
    parts = words(name)
    if not parts:
        return Named((), 0, 0)
    table = schema.identities
    exact = _identities(connection, (table.c.folded == " ".join(parts)) | (table.c.id == plain(name)))
    identities = exact or _identities(connection, _holds(table.c.folded, parts))
    actors = schema.actors
    statements = sa.func.count(_current.c.key.distinct())
    query = (
        sa.select(statements, sa.func.count(_current.c.article.distinct()))
        .join_from(_speakers, _current, _current.c.key == _speakers.c.statement)
        .join(actors, actors.c.key == _speakers.c.actor)
        .where(_speakers.c.identity.is_(None), _holds(actors.c.folded, parts), *_VISIBLE)
    )
    unlinked, articles = connection.execute(query).one()
    return Named(tuple(identities), unlinked, articles)


def profile(connection: sa.Connection, identity: Identity) -> Profile:
    """What the record has of an identity."""
    story = sa.func.coalesce(_articles.c.story, -_articles.c.key)
    columns = (_current.c.act, _current.c.kind, _current.c.framing, _current.c.channel, _articles.c.publisher)
    query = (
        sa.select(*columns, _articles.c.published, _articles.c.key, story)
        .join_from(_current, _articles, _articles.c.key == _current.c.article)
        .where(_current.c.key.in_(sa.select(_speakers.c.statement).where(_speakers.c.identity == identity.key)))
        .where(*_VISIBLE)
    )
    # One query for all that is counted: the statements of one identity are few beside what each query would cost.
    rows = [tuple(row) for row in connection.execute(query)]
    acts, kinds, framings, channels, publishers, days, articles, stories = (
        Counter[Any](values) for values in (zip(*rows, strict=True) if rows else [()] * 8)
    )
    by_month = Counter[str]()
    for day, number in days.items():
        if day is not None:
            by_month[f"{day:%Y-%m}"] += number
    return Profile(
        identity,
        len(articles),
        len(stories),
        acts=_ordered(acts),
        kinds=_ordered(kinds),
        framings=_ordered(framings),
        channels=tuple(one for one in _ordered(channels) if one[0]),
        publishers=_ordered(publishers),
        roles=_roles(connection, identity.key),
        months=tuple((month, by_month[month]) for month in _between(sorted(by_month))),
        undated=days[None],
    )


def _identities(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Identity]:
    """The identities that a condition fits, those that were merged as what they were merged into."""
    table = schema.identities
    roots = sa.select(sa.func.coalesce(table.c.merged_into, table.c.key)).where(condition)
    statements = sa.func.count(_current.c.key.distinct()).label("statements")
    query = (
        sa.select(table.c.key, table.c.id, table.c.name, table.c.type, statements)
        .outerjoin_from(table, _speakers, _speakers.c.identity == table.c.key)
        .outerjoin(_current, sa.and_(_current.c.key == _speakers.c.statement, *_VISIBLE))
        .where(table.c.key.in_(roots), table.c.suppressed.is_(False))
        .group_by(table.c.key, table.c.id, table.c.name, table.c.type)
        .order_by(sa.desc("statements"), table.c.name)
        .limit(_MOST_NAMED)
    )
    return [Identity(*row) for row in connection.execute(query)]


def _holds(column: sa.ColumnElement[Any], parts: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether each word is one of a folded name's."""
    spaced = sa.literal(" ") + column + sa.literal(" ")
    return sa.and_(*(spaced.contains(f" {part} ", autoescape=True) for part in parts))


def _ordered(counts: Counter[Any]) -> tuple[tuple[Any, int], ...]:
    """Most first; of as many, in the order of the values, none at all before any."""
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0] or "")))


def _roles(connection: sa.Connection, identity: int) -> tuple[RoleKnown, ...]:
    """Roles in the articles in which someone speaks, by number of articles."""
    roles, days = schema.roles, _articles.c.published
    number = sa.func.count(_articles.c.key.distinct())
    query = (
        sa.select(roles.c.role, number, sa.func.min(days), sa.func.max(days))
        .join_from(_speakers, roles, roles.c.actor == _speakers.c.actor)
        .join(_current, _current.c.key == _speakers.c.statement)
        .join(_articles, _articles.c.key == _current.c.article)
        .where(_speakers.c.identity == identity, *_VISIBLE)
        .group_by(roles.c.role)
        .order_by(number.desc(), roles.c.role)
    )
    return tuple(RoleKnown(*row) for row in connection.execute(query))


def _between(months: list[str]) -> list[str]:
    """All months from the first to the last of some."""
    if not months:
        return []
    (year, month), (last_year, last_month) = ((int(one[:4]), int(one[5:])) for one in (months[0], months[-1]))
    numbers = range(year * 12 + month - 1, last_year * 12 + last_month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
