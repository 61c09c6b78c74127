"""From rows back to articles, statements and actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from onrecord.statements import Actor, ReaderInfo, Reading, SaidAt, Speaker, Statement
from onrecord.store import schema
from onrecord.store.keys import batched
from onrecord.text import Article, Span

_KEYS: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
# Asked for on every page: made once, since making a query costs more than running it.
_READ = sa.select(schema.statements).where(schema.statements.c.key.in_(_KEYS))
_SPANS = (
    sa.select(schema.spans)
    .where(schema.spans.c.statement.in_(_KEYS))
    .order_by(schema.spans.c.statement, schema.spans.c.position)
)
_ATTRIBUTIONS = (
    sa.select(schema.attributions, sa.func.coalesce(schema.actors.c.id, schema.attributions.c.actor_id).label("id"))
    .outerjoin(schema.actors, schema.actors.c.key == schema.attributions.c.actor)
    .where(schema.attributions.c.statement.in_(_KEYS))
    .order_by(schema.attributions.c.statement, schema.attributions.c.position)
)
_TEXT = sa.select(schema.texts.c.text).where(schema.texts.c.article == sa.bindparam("article_"))


def statements_as_read(connection: sa.Connection, keys: Sequence[int]) -> dict[int, Statement]:
    """Statements by key, as they were read, whatever was corrected since."""
    found: dict[int, Statement] = {}
    for some in batched(keys):
        spans = _spans(connection, some)
        speakers, candidates = _attributions(connection, some)
        for row in connection.execute(_READ, {"keys": some}):
            role = spans[row.key]
            found[row.key] = Statement(
                id=row.id,
                kind=row.kind,
                act=row.act,
                framing=row.framing,
                content=tuple(role["content"]),
                cue=tuple(role["cue"]),
                source=tuple(role["source"]),
                speaker=Speaker(
                    row.speaker_name,
                    row.speaker_type,
                    tuple(speakers[row.key]),
                    row.speaker_via,
                    row.speaker_confidence,
                    tuple(candidates[row.key]),
                ),
                addressee=tuple(role["addressee"]),
                channel=tuple(role["channel"]),
                place=tuple(role["place"]),
                said_at=SaidAt(role["said_at"][0], row.said_earliest, row.said_latest) if role["said_at"] else None,
                checkable=row.checkable,
                claim_type=row.claim_type,
                within=row.within,
                confidence=row.confidence,
            )
    return found


def _spans(connection: sa.Connection, keys: Sequence[int]) -> dict[int, dict[str, list[Span]]]:
    found: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for statement, role, _, start, end, text in connection.execute(_SPANS, {"keys": keys}):
        found[statement][role].append(Span(start, end, text))
    return found


def _attributions(
    connection: sa.Connection, keys: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, list[tuple[str, str | None, float]]]]:
    """Ids of the chosen actors, and the candidates, by statement."""
    chosen: dict[int, list[str]] = defaultdict(list)
    candidates: dict[int, list[tuple[str, str | None, float]]] = defaultdict(list)
    for row in connection.execute(_ATTRIBUTIONS, {"keys": keys}):
        if row.chosen:
            chosen[row.statement].append(row.id)
        else:
            candidates[row.statement].append((row.name, row.id, row.confidence))
    return chosen, candidates


def article(row: Any, text: str) -> Article:
    """The article of a row of ``articles``; an empty ``text`` where it is not wanted."""
    return Article(
        text=text,
        ref=row.ref,
        file=row.file,
        url=row.url,
        title=row.title,
        publisher=row.publisher,
        published=row.published,
        language=row.language,
        byline=row.byline,
        found_in=row.found_in,
    )


def article_json(row: Any) -> dict[str, Any]:
    """The contract's object of an article, from a row of ``articles``: its text need not be loaded."""
    return {
        "id": row.id,
        "ref": row.ref,
        "file": row.file,
        "url": row.url,
        "title": row.title,
        "publisher": row.publisher,
        "published": row.published.isoformat() if row.published else None,
        "language": row.language,
        "sha256": row.sha256,
        "length": row.length,
        "byline": row.byline,
        "found_in": row.found_in,
    }


def text_of(connection: sa.Connection, key: int) -> str:
    """The text of an article."""
    return str(connection.execute(_TEXT, {"article_": key}).scalar_one())


def reading(connection: sa.Connection, key: int) -> Reading:
    """One reading, equal to the one that was added."""
    table = schema.readings
    row = connection.execute(sa.select(table).where(table.c.key == key)).one()
    described = connection.execute(sa.select(schema.articles).where(schema.articles.c.key == row.article)).one()
    found = schema.statements
    query = sa.select(found.c.key).where(found.c.article == row.article, found.c.reading == key)
    keys = list(connection.scalars(query.order_by(found.c.position)))
    by_key = statements_as_read(connection, keys)
    return Reading(
        article(described, text_of(connection, row.article)),
        ReaderInfo(row.onrecord, row.model, row.model_sha256),
        tuple(by_key[one] for one in keys),
        tuple(_actors(connection, key)),
    )


def _actors(connection: sa.Connection, reading_key: int) -> Iterable[Actor]:
    table, mentions, roles = schema.actors, schema.mentions, schema.roles
    of_reading = sa.select(table.c.key).where(table.c.reading == reading_key)
    spans: dict[int, list[Span]] = defaultdict(list)
    described: dict[int, list[str]] = defaultdict(list)
    query = sa.select(mentions).where(mentions.c.actor.in_(of_reading)).order_by(mentions.c.actor, mentions.c.position)
    for actor, _, start, end, text in connection.execute(query):
        spans[actor].append(Span(start, end, text))
    named = sa.select(roles).where(roles.c.actor.in_(of_reading)).order_by(roles.c.actor, roles.c.position)
    for actor, _, role in connection.execute(named):
        described[actor].append(role)
    for row in connection.execute(sa.select(table).where(table.c.reading == reading_key).order_by(table.c.key)):
        yield Actor(row.id, row.name, row.type, tuple(spans[row.key]), tuple(described[row.key]))
