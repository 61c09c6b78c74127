"""Fact-checks that others published, and the claims that they match. The record has no verdict of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.errors import StoreError
from onrecord.statements import FactCheck
from onrecord.store.keys import batched
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
        return self.add_all([one], [vector]) == 1

    def add_all(self, ones: Sequence[FactCheck], vectors: Sequence[bytes] = ()) -> int:
        """Add fact-checks, each with its vector if there are any; how many were new."""
        given = dict(
            zip((one.id for one in ones), zip(ones, vectors or itertools.repeat(b""), strict=False), strict=True)
        )
        new = dict(given)
        for some in batched(given):
            query = sa.select(factchecks.c.key, factchecks.c.id, sa.func.length(factchecks.c.vector).label("known"))
            for row in self._connection.execute(query.where(factchecks.c.id.in_(some))).all():
                _, vector = new.pop(row.id)
                if vector and not row.known:
                    change = sa.update(factchecks).where(factchecks.c.key == row.key)
                    self._connection.execute(change.values(vector=vector))
        first, at = self._writer.numbers.take("factcheck", len(new)), now()
        rows = [
            {
                "key": key,
                "id": id_,
                "claim": one.claim,
                "claimant": one.claimant,
                "publisher": one.publisher,
                "rating": one.rating,
                "url": one.url,
                "date": one.date,
                "added": at,
                "vector": vector,
            }
            for key, (id_, (one, vector)) in enumerate(new.items(), first)
        ]
        if rows:
            self._connection.execute(sa.insert(factchecks), rows)
        return len(rows)

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
