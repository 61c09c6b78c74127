"""Fact-checks that others published, and the claims that they match. The record has no verdict of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.statements import FactCheck
from onrecord.store.positions import roots
from onrecord.store.schema import factcheck_matches, factchecks
from onrecord.store.upgrading import now
from onrecord.store.writer import Writer

_STREAMED = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact-check of the record."""

    key: int
    factcheck: FactCheck
    vector: bytes
    """Of the words that were reviewed: float16, little endian; empty when nobody has worked it out."""


class FactChecks:
    """Adds and matches fact-checks in the transaction of a `Writer`."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._connection = writer.connection

    def add(self, one: FactCheck, vector: bytes = b"") -> bool:
        """Add a fact-check; was it new? One that is there already keeps its vector unless it had none."""
        query = sa.select(factchecks.c.key, factchecks.c.vector).where(factchecks.c.id == one.id)
        known = self._connection.execute(query).one_or_none()
        if known is not None:
            if vector and not known.vector:
                change = sa.update(factchecks).where(factchecks.c.key == known.key)
                self._connection.execute(change.values(vector=vector))
            return False
        values = {
            "key": self._writer.numbers.take("factcheck"),
            "id": one.id,
            "claim": one.claim,
            "claimant": one.claimant,
            "publisher": one.publisher,
            "rating": one.rating,
            "url": one.url,
            "date": one.date,
            "added": now(),
            "vector": vector,
        }
        self._connection.execute(sa.insert(factchecks), values)
        return True

    def each(self, after: int = 0) -> Iterator[Kept]:
        """The fact-checks with a higher key, ascending, streamed."""
        query = sa.select(factchecks).where(factchecks.c.key > after).order_by(factchecks.c.key)
        for row in self._connection.execute(query, execution_options={"yield_per": _STREAMED}):
            yield Kept(row.key, of_row(row), row.vector)

    def match(self, claim: int, factcheck: str, score: float) -> None:
        """Say how well a fact-check (its id) fits a claim (its key), from 0 to 1; a later score replaces an earlier.

        Raises `StoreError` for what the record lacks.
        """
        now_ = roots(self._connection, [claim])
        query = sa.select(factchecks.c.key).where(factchecks.c.id == factcheck)
        key = self._connection.execute(query).scalar_one_or_none()
        if key is None or claim not in now_:
            raise StoreError(f"{factcheck}: no such fact-check" if key is None else f"no claim has the key {claim}")
        table = factcheck_matches
        pair = (table.c.claim == now_[claim], table.c.factcheck == key)
        self._connection.execute(sa.delete(table).where(*pair))
        values = {"claim": now_[claim], "factcheck": key, "score": score}
        self._connection.execute(sa.insert(table), values)


def of_row(row: Any) -> FactCheck:
    """The fact-check of a row."""
    return FactCheck(row.claim, row.rating, row.publisher, row.claimant, row.url, row.date)
