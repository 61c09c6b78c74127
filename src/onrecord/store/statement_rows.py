"""Rows of statements as they were read, or as a person added them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.statements import Statement, statement_from_json, statement_to_json
from onrecord.store import schema
from onrecord.store.keys import Numbers
from onrecord.store.schema import statement_key, statements
from onrecord.text import Span

_ROLES = ("content", "cue", "source", "addressee", "channel", "place")
_UNSET = Statement("", "indirect", ())


def insert_statements(
    connection: sa.Connection, article: int, reading: int | None, keyed: Sequence[tuple[int, Statement]]
) -> None:
    """Write statements as read (by a person, when ``reading`` is None) and their spans, under the keys given."""
    if not keyed:
        return
    connection.execute(
        sa.insert(schema.statements),
        [
            {
                "key": key,
                "id": one.id,
                "article": article,
                "reading": reading,
                "position": position,
                "kind": one.kind,
                "act": one.act,
                "framing": one.framing,
                "speaker_name": one.speaker.name,
                "speaker_type": one.speaker.type,
                "speaker_via": one.speaker.via,
                "speaker_confidence": one.speaker.confidence,
                "said_earliest": one.said_at.earliest if one.said_at else None,
                "said_latest": one.said_at.latest if one.said_at else None,
                "checkable": one.checkable,
                "claim_type": one.claim_type,
                "within": one.within,
                "confidence": one.confidence,
            }
            for position, (key, one) in enumerate(keyed)
        ],
    )
    connection.execute(
        sa.insert(schema.spans),
        [
            {
                "statement": key,
                "role": role,
                "position": position,
                "start": span.start,
                "end": span.end,
                "text": span.text,
            }
            for key, one in keyed
            for role, position, span in _all_spans(one)
        ],
    )


def add_row(
    connection: sa.Connection,
    numbers: Numbers,
    article: int,
    target: str,
    slots: Mapping[str, Any],
    published: date | None,
) -> None:
    """Write a statement that a person added to an article (its key), once.

    Its speaker is in the slots of the event alone: what a reading attributes is not what a person does.
    """
    same = (statements.c.article == article, statements.c.id == target, statements.c.reading.is_(None))
    if connection.execute(sa.select(statements.c.key).where(*same)).first() is not None:
        return
    bare = {name: value for name, value in slots.items() if name != "speaker"}
    one = statement_from_json(statement_to_json(_UNSET) | bare | {"id": target})
    key = statement_key(published, numbers.take("statement"))
    insert_statements(connection, article, None, [(key, one)])


def _all_spans(one: Statement) -> list[tuple[str, int, Span]]:
    found = [(role, position, span) for role in _ROLES for position, span in enumerate(getattr(one, role))]
    return [*found, ("said_at", 0, one.said_at.span)] if one.said_at else found
