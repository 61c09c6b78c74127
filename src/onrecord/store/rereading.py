"""Which articles another reader is to read again."""

from __future__ import annotations

import sqlalchemy as sa

from onrecord.statements import ReaderInfo
from onrecord.store import loading
from onrecord.store.schema import articles, readings
from onrecord.text import Article


def pending(connection: sa.Connection, reader: ReaderInfo | None) -> list[int]:
    """Keys of the articles whose newest reading is by another reader; of all without one. In the order they came."""
    query = sa.select(articles.c.key).order_by(articles.c.key)
    if reader is not None:
        newest = sa.select(sa.func.max(readings.c.key)).group_by(readings.c.article)
        same = sa.select(readings.c.article).where(
            readings.c.key.in_(newest),
            readings.c.onrecord == reader.onrecord,
            readings.c.model == reader.model,
            readings.c.model_sha256 == reader.model_sha256,
        )
        query = query.where(articles.c.key.not_in(same))
    return list(connection.scalars(query))


def article(connection: sa.Connection, key: int) -> Article:
    """One article of the record, with its text."""
    row = connection.execute(sa.select(articles).where(articles.c.key == key)).one()
    return loading.article(row, loading.text_of(connection, key))
