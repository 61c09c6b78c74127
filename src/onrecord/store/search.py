"""Search: which statements, in which order, a page at a time."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from onrecord.errors import StoreError
from onrecord.statements import Statement
from onrecord.store import loading, query, schema, tokens
from onrecord.store.current import Status
from onrecord.store.finding import effective
from onrecord.store.names import folded
from onrecord.store.relevance import rank

PAGE = 500
"""Statements that are fetched at once where all are wanted."""
RANKED = 1_000
"""Statements, the newest, among which relevance is compared."""
_MONTHS = 36
"""Months of a range of days said that are looked for by token; a wider one is only compared."""
_COMMON = {"kind": (), "act": ("speech",), "framing": ("neutral",), "type": ("person", "none")}
"""Values that so many statements have that looking each up costs less than a token."""
SHOWN: tuple[Status, ...] = ("unreviewed", "confirmed", "corrected")
"""Statuses that are shown unless others are asked for."""

_statements, _articles = schema.current_statements, schema.articles
_index = sa.table("statement_search", sa.column("rowid"), sa.column("statement_search"))
_FOUND = (
    sa.select(
        _statements.c.key.label("statement_key"), _statements.c.status, schema.stories.c.id.label("story_id"),
        *_articles.c,
    )
    .join_from(_statements, _articles, _articles.c.key == _statements.c.article)
    .outerjoin(schema.stories, schema.stories.c.key == _articles.c.story)
    .where(_statements.c.key.in_(sa.bindparam("keys", expanding=True)))
)  # fmt: skip
"""Made once: making a query costs more than running it."""
_article_index = sa.table("article_search", sa.column("rowid"), sa.column("article_search"))


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; an empty one finds every statement that is not rejected or suppressed.

    Where several values are given, any will do; days are inclusive.
    """

    text: str = ""
    """In the language of `query`."""
    speaker: str = ""
    """Words of the speaker's name, in this order."""
    role: str = ""
    channel: str = ""
    publishers: tuple[str, ...] = ()
    """Whole names, capitals apart."""
    types: tuple[str, ...] = ()
    """Types of the speaker; ``none`` for unattributed statements."""
    kinds: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    framings: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    said_since: date | None = None
    """Statements that may have been made on this day or later, by what the article says of when."""
    said_until: date | None = None
    confidence: float = 0.0
    """At least this."""
    checkable: float = 0.0
    """At least this; more than 0 leaves out statements that were read before there was such a score."""
    statuses: tuple[Status, ...] = SHOWN
    article: str | None = None
    """Id of an article."""
    identity: str | None = None
    """Id of an identity that speaks."""
    by_story: bool = False
    """Of the same words in copies of one story, only the newest copy that is found."""
    revisions: bool = False
    """Statements of earlier revisions of an article, too."""
    sort: Literal["date", "relevance"] = "date"
    """Newest first; or the newest `RANKED` by how well they fit the text, then the rest newest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """One statement, after corrections."""

    key: int
    statement: Statement
    status: Status
    article: dict[str, Any] = field(hash=False)
    """The contract's object of its article."""
    story: str
    """Id of the story, which is that of the article where it has no copies."""


@dataclass(frozen=True, slots=True)
class Page:
    """Statements in order, and where the next ones begin."""

    found: tuple[Found, ...]
    cursor: str | None
    """For the next page; None after the last. By date it stays good while the record grows."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of what a search finds."""

    statements: int
    articles: int
    stories: int
    """Articles of which one copy alone counts."""


def page(connection: sa.Connection, search: Search, limit: int, cursor: str | None = None) -> Page:
    """At most ``limit`` statements after a cursor. Raises `StoreError` for a cursor that is none."""
    rank_at, key = _position(cursor)
    if search.sort == "relevance" and search.text and key is None:
        ranked = _ranked(connection, search)
        some = ranked[rank_at : rank_at + limit]
        following = f"r{rank_at + limit}"
        if rank_at + limit >= len(ranked):
            key = min(ranked, default=0)
            following = str(key) if len(ranked) == RANKED and _keys(connection, search, key, 1) else ""
    else:
        keys = _keys(connection, search, key, limit + 1)
        some = keys[:limit]
        following = str(some[-1]) if len(keys) > limit else ""
    return Page(tuple(found(connection, some)), following or None)


def each(connection: sa.Connection, search: Search) -> Iterator[Found]:
    """Every statement, newest first, a few in memory at a time."""
    cursor: str | None = None
    for number in itertools.count():
        if number and cursor is None:
            return
        part = page(connection, search, PAGE, cursor)
        cursor = part.cursor
        yield from part.found


def count(connection: sa.Connection, search: Search) -> Counts:
    """How many statements a search finds, in how many articles and stories."""
    story = sa.func.coalesce(_articles.c.story, -_articles.c.key)
    columns = [sa.func.count(), sa.func.count(_articles.c.key.distinct()), sa.func.count(story.distinct())]
    select = _select(connection, search, columns, with_articles=True)
    return Counts(*connection.execute(select).one())


def matching(
    connection: sa.Connection, search: Search, columns: Sequence[sa.ColumnElement[Any]], limit: int
) -> sa.Select[Any]:
    """The query for some columns of current statements and articles, of the newest that a search finds."""
    select = _select(connection, search, columns, with_articles=True)
    return select.order_by(_key(connection, search).desc()).limit(limit)


def keys(connection: sa.Connection, search: Search) -> sa.Select[Any]:
    """The query for the keys of what a search finds, in no order."""
    return _select(connection, search, [_key(connection, search)])


def found(connection: sa.Connection, keys: list[int]) -> list[Found]:
    """Current statements by key, with their articles, in the order of the keys."""
    if not keys:
        return []
    rows = {row.statement_key: row for row in connection.execute(_FOUND, {"keys": keys})}
    statements = effective(connection, keys)
    return [
        Found(key, statements[key], row.status, loading.article_json(row), row.story_id or row.id)
        for key in keys
        if (row := rows.get(key)) is not None
    ]


def _position(cursor: str | None) -> tuple[int, int | None]:
    """Where a cursor stands: how many of the ranked come before, or the last key before."""
    if cursor is None:
        return 0, None
    number = cursor.removeprefix("r")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise StoreError(f"{cursor!r} is not a cursor that a search gave; leave it out for the first page")
    return (int(number), None) if cursor.startswith("r") else (0, int(number))


def _keys(connection: sa.Connection, search: Search, before: int | None, limit: int) -> list[int]:
    """Keys, the highest first, below one."""
    key = _key(connection, search)
    select = _select(connection, search, [key])
    if before is not None:
        select = select.where(key < before)
    return list(connection.scalars(select.order_by(key.desc()).limit(limit)))


def _ranked(connection: sa.Connection, search: Search) -> list[int]:
    table = _statements
    columns = [table.c.key, table.c.content, table.c.speaker, table.c.source, _articles.c.title]
    select = _select(connection, search, columns, with_articles=True)
    rows = connection.execute(select.order_by(_key(connection, search).desc()).limit(RANKED))
    return rank(query.terms(query.parse(search.text)), [tuple(row) for row in rows])


def _key(connection: sa.Connection, search: Search) -> sa.ColumnElement[int]:
    """The column to order by: that of the full-text index where SQLite walks along it."""
    if connection.dialect.name == "sqlite" and _looked_up(search) is not None:
        return _index.c.rowid
    return _statements.c.key


@functools.lru_cache(maxsize=64)
def _looked_up(search: Search) -> query.Node | None:
    """What the index of statements is asked for: the query, if that index answers it, and the filters."""
    asked = query.parse(search.text)
    parts: list[query.Node | None] = [asked if asked is not None and query.index_of(asked) == "statements" else None]
    if isinstance(asked, query.All) and query.index_of(asked) is None:
        parts += [part for part in asked.parts if query.index_of(part) == "statements"]
    for name in ("speaker", "role", "channel"):
        value = getattr(search, name)
        if value:
            node = query.Words(query.plain(value), field=name)
            parts.append(node if node.words else query.Nothing())
    for name in ("kind", "act", "framing", "type"):
        values = getattr(search, name + "s")
        if values and not set(values) & set(_COMMON[name]) and name != "kind":
            parts.append(query.Facet(tuple(tokens.facet(name, value) for value in values)))
    if search.publishers:
        parts.append(query.Facet(tuple(tokens.facet("publisher", folded(one)) for one in search.publishers)))
    if search.statuses and "unreviewed" not in search.statuses:
        parts.append(query.Facet(tuple(tokens.facet("status", one) for one in search.statuses)))
    if search.said_since and search.said_until and search.said_since <= search.said_until:
        months = tokens.month_range(search.said_since, search.said_until)
        if len(months) <= _MONTHS:
            parts.append(query.Facet((*months, tokens.LONG)))
    return query.all_of(parts)


def _select(
    connection: sa.Connection, search: Search, columns: Sequence[sa.ColumnElement[Any]], with_articles: bool = False
) -> sa.Select[Any]:
    """The query for some columns of all that a search finds."""
    table: sa.FromClause = _statements
    looked_up = _looked_up(search)
    conditions = _conditions(search, _statements)
    if looked_up is not None and connection.dialect.name == "sqlite":
        table = _index.join(_statements, _statements.c.key == _index.c.rowid)
        conditions.append(_matches(connection, _index, looked_up))
        conditions += on_days(search, _index.c.rowid)
    elif looked_up is not None:
        search_table = tokens.statement_search
        table = search_table.join(_statements, _statements.c.key == search_table.c.key)
        conditions.append(_matches(connection, search_table, looked_up))
    asked = query.parse(search.text)
    if asked is not None and query.index_of(asked) != "statements":
        conditions.append(_answers(connection, asked, _statements))
    if with_articles or search.by_story:
        table = table.join(_articles, _articles.c.key == _statements.c.article)
    if search.by_story:
        conditions.append(~_newer_copy(connection, search, asked, looked_up))
    return sa.select(*columns).select_from(table).where(*conditions)


def _conditions(search: Search, table: Any) -> list[sa.ColumnElement[bool]]:
    """The filters, on the columns of current statements; words are looked up elsewhere."""
    columns = table.c
    found = [columns.status.in_(search.statuses), *on_days(search, columns.key)]
    if not search.revisions:
        found.append(columns.latest.is_(True))
    chosen = {"kind": search.kinds, "act": search.acts, "framing": search.framings}
    found += [columns[name].in_(map(query.plain, values)) for name, values in chosen.items() if values]
    if search.types:
        found.append(sa.func.coalesce(columns.type, "none").in_(map(query.plain, search.types)))
    if search.confidence > 0:
        found.append(columns.confidence >= search.confidence)
    if search.checkable > 0:
        read = schema.statements
        found.append(sa.exists().where(read.c.key == columns.key, read.c.checkable >= search.checkable))
    if search.said_since:
        found.append(columns.said_latest >= search.said_since)
    if search.said_until:
        found.append(columns.said_earliest <= search.said_until)
    if search.article:
        found.append(
            columns.article.in_(sa.select(_articles.c.key).where(_articles.c.id == query.plain(search.article)))
        )
    if search.identity:
        speakers, identities = schema.current_speakers, schema.identities
        named = sa.select(identities.c.key).where(identities.c.id == query.plain(search.identity))
        found.append(columns.key.in_(sa.select(speakers.c.statement).where(speakers.c.identity.in_(named))))
    return found


def on_days(search: Search, key: Any) -> list[sa.ColumnElement[bool]]:
    """The days of publication of a search, asked of keys of statements, which are in their order."""
    found = []
    if search.since or search.until:
        found.append(key >= schema.first_key(search.since or date.min))
    if search.until:
        found.append(key < schema.first_key(search.until) + schema.DAY)
    return found


def _matches(connection: sa.Connection, index: Any, node: query.Node) -> sa.ColumnElement[bool]:
    """Whether a row of a full-text index has what one index answers alone."""
    if connection.dialect.name == "sqlite":
        matches = list(index.c)[1].bool_op("MATCH")(query.fts5(node))
    else:
        matches = index.c.words.bool_op("@@")(sa.cast(query.tsquery(node), TSQUERY))
    return cast("sa.ColumnElement[bool]", matches)


def _newer_copy(
    connection: sa.Connection, search: Search, asked: query.Node | None, looked_up: query.Node | None
) -> sa.ColumnElement[bool]:
    """Whether the search also finds a newer statement of the same words in another article of the story."""
    copy, article = _statements.alias("copy"), _articles.alias("article_of_copy")
    conditions = _conditions(search, copy)
    if looked_up is not None:
        index = (_index if connection.dialect.name == "sqlite" else tokens.statement_search).alias("index_of_copy")
        conditions.append(sa.exists().where(next(iter(index.c)) == copy.c.key, _matches(connection, index, looked_up)))
    if asked is not None and query.index_of(asked) != "statements":
        conditions.append(_answers(connection, asked, copy))
    return (
        sa.exists()
        .select_from(copy.join(article, article.c.key == copy.c.article))
        .where(
            copy.c.words_hash == _statements.c.words_hash,
            copy.c.key > _statements.c.key,
            copy.c.article != _statements.c.article,
            article.c.story == _articles.c.story,
            *conditions,
        )
    )


def _answers(connection: sa.Connection, node: query.Node, table: Any) -> sa.ColumnElement[bool]:
    """Whether a row of current statements is what a query asks for, whichever indexes that takes."""
    sqlite = connection.dialect.name == "sqlite"
    which = query.index_of(node)
    if which is not None:
        if which == "articles":
            index: Any = _article_index if sqlite else tokens.article_search
        else:
            index = _index if sqlite else tokens.statement_search
        key = index.c.rowid if sqlite else index.c.key
        column = table.c.article if which == "articles" else table.c.key
        return cast("sa.ColumnElement[bool]", column.in_(sa.select(key).where(_matches(connection, index, node))))
    if isinstance(node, query.Not):
        return ~_answers(connection, node.part, table)
    assert isinstance(node, query.All | query.Either)  # noqa: S101 - an index answers any other
    parts = [_answers(connection, part, table) for part in node.parts]
    return sa.and_(*parts) if isinstance(node, query.All) else sa.or_(*parts)
