"""What a page shows of one article, one statement, and of the newest in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from onrecord.statements import ReaderInfo, Speaker
from onrecord.store import decisions, identities, loading, revisions, schema
from onrecord.store.keys import batched
from onrecord.store.outcomes import Changes
from onrecord.store.search import SHOWN, Found, Search, count, found

_current, _articles, _speakers = schema.current_statements, schema.articles, schema.current_speakers
_identities, _actors = schema.identities, schema.actors
_MOST_COPIES = 100
# Asked for on every page of an article: made once, since making a query costs more than running it.
_NEWEST_READING = (
    sa.select(sa.func.max(schema.readings.c.key))
    .join(_articles, _articles.c.key == schema.readings.c.article)
    .where(_articles.c.id == sa.bindparam("article_"))
    .scalar_subquery()
)
_PEOPLE = (
    sa.select(_actors.c.name, _actors.c.type, _actors.c.id, _actors.c.identity)
    .where(_actors.c.reading == _NEWEST_READING)
    .order_by(_actors.c.name)
)
_ROLES = (
    sa.select(_actors.c.id, schema.roles.c.role)
    .join(schema.roles, schema.roles.c.actor == _actors.c.key)
    .where(_actors.c.reading == _NEWEST_READING)
    .order_by(schema.roles.c.actor, schema.roles.c.position)
)
_LINKS = (
    sa.select(
        _speakers.c.statement, _speakers.c.position, _actors.c.id, _actors.c.name,
        _identities.c.id.label("identity"),
    )
    .outerjoin_from(_speakers, _actors, _actors.c.key == _speakers.c.actor)
    .outerjoin(_identities, _identities.c.key == _speakers.c.identity)
    .where(_speakers.c.statement.in_(sa.bindparam("keys", expanding=True)))
    .order_by(_speakers.c.position)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadBy:
    """One reading of an article: by which reader, when."""

    reader: ReaderInfo
    added: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of a page that changed."""

    number: int
    article: dict[str, Any] = field(hash=False)
    """The contract's object."""
    changes: Changes
    """Against the revision before."""


@dataclass(frozen=True, slots=True)
class SpeakerLink:
    """One speaker of a statement: the id to look up, of an identity or, where there is none, of an actor."""

    id: str | None
    """None when nothing but the name is known."""
    name: str
    across: bool
    """Is this someone who is taken for one over articles?"""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as it is now."""

    article: dict[str, Any] = field(hash=False)
    """The contract's object."""
    text: str
    revision: int
    latest: bool
    added: str
    statements: tuple[Found, ...]
    """In the order of the text, those rejected too."""
    revisions: tuple[Revision, ...]
    """All of them in order, when there is more than one."""
    copies: tuple[dict[str, Any], ...] = field(hash=False)
    """The contract's objects of other articles of the story, newest first."""
    readings: tuple[ReadBy, ...]
    people: tuple[tuple[str, str], ...]
    """As `people` gives them."""
    roles: dict[str, tuple[str, ...]] = field(hash=False)
    """As `roles` gives them."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """Someone who spoke in a period, and how often."""

    id: str
    name: str
    type: str
    statements: int


def article(connection: sa.Connection, id_: str) -> ArticleView | None:
    """The article of an id; None when the record lacks it, or when it is suppressed."""
    row = connection.execute(sa.select(_articles).where(_articles.c.id == id_)).one_or_none()
    if row is None or not _shown(connection, [row]):
        return None
    described = loading.article_json(row)
    return ArticleView(
        article=described,
        text=loading.text_of(connection, row.key),
        revision=row.revision,
        latest=row.latest,
        added=row.added,
        statements=_statements(connection, row.key),
        revisions=_revisions(connection, row),
        copies=_copies(connection, row),
        readings=_readings(connection, row.key),
        people=people(connection, id_),
        roles=roles(connection, id_),
    )


def statement(connection: sa.Connection, id_: str) -> Found | None:
    """The statement of an id as it is now; None when it is not current, or suppressed."""
    query = sa.select(_current.c.key).where(_current.c.id == id_, _current.c.status != "suppressed")
    key = connection.execute(query).scalar_one_or_none()
    return None if key is None else found(connection, [key])[0]


def article_text(connection: sa.Connection, id_: str) -> str:
    """The text of an article that the record has."""
    key = connection.execute(sa.select(_articles.c.key).where(_articles.c.id == id_)).scalar_one()
    return loading.text_of(connection, key)


def people(connection: sa.Connection, article_id: str) -> tuple[tuple[str, str], ...]:
    """Names and types of those whom the newest reading of an article found; those suppressed are left out."""
    rows = connection.execute(_PEOPLE, {"article_": article_id}).all()
    if identities.anything_suppressed(connection):
        gone = identities.hidden(connection, {row.identity for row in rows if row.identity is not None})
        hidden = decisions.suppressed(connection)
        rows = [row for row in rows if row.id not in hidden and row.identity not in gone]
    return tuple(dict.fromkeys((row.name, row.type) for row in rows))


def roles(connection: sa.Connection, article_id: str) -> dict[str, tuple[str, ...]]:
    """The roles that the newest reading of an article found, by id of the actor."""
    found_: dict[str, tuple[str, ...]] = {}
    for id_, role in connection.execute(_ROLES, {"article_": article_id}):
        found_[id_] = (*found_.get(id_, ()), role)
    return found_


def links(connection: sa.Connection, listed: Sequence[Found]) -> dict[int, dict[str, SpeakerLink]]:
    """For statements by key: their speakers by the id that the statement gives each, and where to read more of them."""
    if not listed:
        return {}
    rows: dict[int, list[Any]] = {one.key: [] for one in listed}
    for row in connection.execute(_LINKS, {"keys": list(rows)}):
        rows[row.statement].append(row)
    return {one.key: _linked(one.statement.speaker, rows[one.key]) for one in listed}


def spoke_most(connection: sa.Connection, days: int, limit: int) -> tuple[date | None, tuple[Speaking, ...]]:
    """Who made most statements in the days up to the newest publication, and that day."""
    last = connection.execute(sa.select(sa.func.max(_articles.c.published))).scalar_one_or_none()
    if last is None:
        return None, ()
    number = sa.func.count().label("number")
    first = schema.first_key(last - timedelta(days=days - 1))
    query = (
        sa.select(_identities.c.id, _identities.c.name, _identities.c.type, number)
        .join_from(_current, _speakers, _speakers.c.statement == _current.c.key)
        .join(_identities, _identities.c.key == _speakers.c.identity)
        .where(_current.c.key >= first, _current.c.latest.is_(True), _current.c.status.in_(SHOWN))
        .where(_current.c.act == "speech")
        .group_by(_identities.c.id, _identities.c.name, _identities.c.type)
        .order_by(number.desc(), _identities.c.name)
        .limit(limit)
    )
    return last, tuple(Speaking(*row) for row in connection.execute(query))


def newest_articles(
    connection: sa.Connection, limit: int, before: int | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """Articles as the contract has them, the last added first, from a key on; and the key for the next ones."""
    query = sa.select(_articles).order_by(_articles.c.key.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(_articles.c.key < before)
    rows = connection.execute(query).all()
    shown = [loading.article_json(row) for row in _shown(connection, rows[:limit])]
    return shown, rows[limit - 1].key if len(rows) > limit else None


def sizes(connection: sa.Connection) -> tuple[int, int]:
    """The number of pages in the record, each in its latest revision, and of the statements that a search finds there.

    What is left out is counted: it is little, and to look at every statement takes twenty times as long.
    """
    counts = [sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in (_articles, _current)]
    articles, statements = connection.execute(sa.select(*counts)).one()
    of_one = sa.select(sa.func.count()).where(_current.c.article == _articles.c.key).scalar_subquery()
    earlier = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(of_one), 0)).select_from(_articles)
    superseded, theirs = connection.execute(earlier.where(_articles.c.latest.is_(False))).one()
    gone = count(connection, Search(statuses=("rejected", "suppressed"))).statements
    return articles - superseded - _suppressed_pages(connection), statements - int(theirs) - gone


def _suppressed_pages(connection: sa.Connection) -> int:
    pages: set[str] = set()
    for some in batched(decisions.suppressed(connection)):
        rows = connection.execute(sa.select(_articles.c.id, _articles.c.document).where(_articles.c.id.in_(some)))
        pages |= {row.document or row.id for row in rows}
    return len(pages)


def _linked(speaker: Speaker, rows: Sequence[Any]) -> dict[str, SpeakerLink]:
    """All speakers of a statement by id; none when their names can't be told apart.

    The newest reading lacks an actor whom a person named otherwise, so rows are told by their place, not by the actor.
    """
    names = (speaker.name or "").split("; ") if len(speaker.actors) > 1 else [speaker.name or ""]
    if len(names) != len(speaker.actors):
        return {}
    whole = len(rows) == len(speaker.actors)
    by_id = {speaker.actors[row.position] if whole else row.id: row for row in rows}
    found_: dict[str, SpeakerLink] = {}
    for id_, name in zip(speaker.actors, names, strict=True):
        row = by_id.get(id_)
        if row is None:
            found_[id_] = SpeakerLink(None, name, across=False)
        else:
            found_[id_] = SpeakerLink(row.identity or row.id, row.name or name, row.identity is not None)
    return found_


def _statements(connection: sa.Connection, key: int) -> tuple[Found, ...]:
    query = sa.select(_current.c.key).where(_current.c.article == key, _current.c.status != "suppressed")
    ones = found(connection, list(connection.scalars(query)))
    return tuple(sorted(ones, key=lambda one: (one.statement.content[0].start, -one.statement.content[-1].end)))


def _shown(connection: sa.Connection, rows: Sequence[Any]) -> list[Any]:
    """Those of some articles that are not suppressed: with one revision all of its document are."""
    hidden = decisions.suppressed(connection)
    if not hidden:
        return list(rows)
    documents = {row.document for row in rows if row.document is not None}
    of_documents = sa.select(_articles.c.id, _articles.c.document).where(_articles.c.document.in_(documents))
    gone = {document for id_, document in connection.execute(of_documents) if id_ in hidden}
    return [row for row in rows if row.id not in hidden and row.document not in gone]


def _revisions(connection: sa.Connection, row: Any) -> tuple[Revision, ...]:
    if row.document is None or (row.latest and row.revision == 1):
        return ()
    query = sa.select(_articles).where(_articles.c.document == row.document).order_by(_articles.c.revision)
    listed: list[Revision] = []
    before = None
    for one in connection.execute(query).all():
        statements = [each.statement for each in _statements(connection, one.key) if each.status in SHOWN]
        changes = Changes() if before is None else revisions.compare(before, statements)
        listed.append(Revision(one.revision, loading.article_json(one), changes))
        before = statements
    return tuple(listed)


def _copies(connection: sa.Connection, row: Any) -> tuple[dict[str, Any], ...]:
    if row.story is None:
        return ()
    other: list[sa.ColumnElement[bool]] = [
        _articles.c.story == row.story,
        _articles.c.key != row.key,
        _articles.c.latest.is_(True),
    ]
    if row.document is not None:
        other.append(sa.func.coalesce(_articles.c.document, "") != row.document)
    query = sa.select(_articles).where(*other).order_by(_articles.c.published.desc(), _articles.c.key.desc())
    rows = connection.execute(query.limit(_MOST_COPIES)).all()
    return tuple(loading.article_json(one) for one in _shown(connection, rows))


def _readings(connection: sa.Connection, key: int) -> tuple[ReadBy, ...]:
    table = schema.readings
    query = sa.select(table).where(table.c.article == key).order_by(table.c.key)
    return tuple(
        ReadBy(ReaderInfo(row.onrecord, row.model, row.model_sha256), row.added) for row in connection.execute(query)
    )
