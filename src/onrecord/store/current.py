"""``current_statements``: what search sees, written in the same transaction as what it follows from.

All writing to ``current_statements`` and ``current_speakers`` goes through `put` and `remove`, which keep the
full-text index in step on both databases (on SQLite triggers do).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from onrecord.statements import Statement, statement_to_json
from onrecord.store import schema, tokens
from onrecord.store.keys import batched
from onrecord.store.names import folded, words
from onrecord.text import Span

Status = Literal["unreviewed", "confirmed", "corrected", "rejected", "suppressed"]


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One speaker of a statement: keys of the actor in the article and of the identity, and the roles known there."""

    actor: int | None
    identity: int | None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Current:
    """One statement as search is to see it."""

    key: int
    """Of the row in ``statements`` that it follows from."""
    article: int
    statement: Statement
    """After corrections."""
    speakers: tuple[SpeakerRow, ...] = ()
    status: Status = "unreviewed"
    latest: bool = True
    """Is its article the latest revision?"""
    corrected: bool = False
    """Does the statement differ from what was read?"""


def put(connection: sa.Connection, article: Any, rows: Sequence[Current]) -> None:
    """Write statements of one article anew; those that were current under the same keys are replaced.

    ``article`` is its row in ``articles``, or anything with its ``title`` and ``publisher``.
    """
    if not rows:
        return
    rows = sorted(rows, key=lambda row: row.key)  # as the full-text index wants them
    remove(connection, [row.key for row in rows])
    values = [_values(row, article.publisher) for row in rows]
    connection.execute(sa.insert(schema.current_statements), values)
    speakers = [
        {"statement": row.key, "position": position, "actor": one.actor, "identity": one.identity}
        for row in rows
        for position, one in enumerate(row.speakers)
    ]
    if speakers:
        connection.execute(sa.insert(schema.current_speakers), speakers)
    if connection.dialect.name == "postgresql":
        tokens.index_statements(connection, article.title, values)


def remove(connection: sa.Connection, keys: Iterable[int]) -> None:
    """Take statements out of what search sees; what was read stays."""
    table = schema.current_statements
    for some in batched(keys):
        there = connection.scalars(sa.select(table.c.key).where(table.c.key.in_(some))).all()
        if there:
            connection.execute(sa.delete(table).where(table.c.key.in_(there)))


def _values(row: Current, publisher: str | None) -> dict[str, Any]:
    one = row.statement
    earliest, latest = (one.said_at.earliest, one.said_at.latest) if one.said_at else (None, None)
    return {
        "key": row.key,
        "id": one.id,
        "article": row.article,
        "status": row.status,
        "latest": row.latest,
        "kind": one.kind,
        "act": one.act,
        "framing": one.framing,
        "content": _joined(one.content),
        "speaker": one.speaker.name or "",
        "source": _joined(one.source),
        "type": one.speaker.type,
        "role": " | ".join(dict.fromkeys(role for speaker in row.speakers for role in speaker.roles)),
        "channel": _joined(one.channel),
        "said_earliest": earliest,
        "said_latest": latest,
        "confidence": one.confidence,
        "words_hash": _words_hash(one.content),
        "facets": _facets(row, publisher),
        "corrected": statement_to_json(one) if row.corrected else None,
    }


def _joined(spans: Sequence[Span]) -> str:
    return " … ".join(" ".join(span.text.split()) for span in spans)


def _words_hash(content: Sequence[Span]) -> int:
    """A signed number of 64 bits that is the same for the same words."""
    said = " ".join(word for span in content for word in words(span.text)) or _joined(content)
    digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _facets(row: Current, publisher: str | None) -> str:
    one = row.statement
    found = [
        tokens.facet("kind", one.kind),
        tokens.facet("act", one.act),
        tokens.facet("framing", one.framing),
        tokens.facet("type", one.speaker.type or "none"),
        tokens.facet("status", row.status),
    ]
    if publisher is not None:
        found.append(tokens.facet("publisher", folded(publisher)))
    if one.said_at:
        found += tokens.months(one.said_at.earliest, one.said_at.latest)
    return " ".join(found)
