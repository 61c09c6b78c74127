"""Copies of one story over all shards of a batch, by the signatures that its articles have."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from onrecord.batch import schema, shards
from onrecord.batch.places import Place
from onrecord.batch.shards import Entry

if TYPE_CHECKING:
    import pyarrow as pa

VALUES = 128
"""Values of a signature (`onrecord.ingest.fingerprint`)."""
_ROWS = 3
"""Values in a band, as in the record: 42 bands find 98% of the pairs that are just alike enough."""
Signatures = npt.NDArray[np.uint32]


def copies(place: Place, entries: Iterable[Entry]) -> pa.Table:
    """The articles that have copies: ``article_id`` and ``story``, the smallest id of those that are one story.

    Two texts are copies from the similarity on that the record takes, and all are one story that a chain of such
    pairs links; the order plays no part. Signatures are kept in a file meanwhile, ids in memory.
    """
    pa = schema.arrow()
    ids: list[str] = []
    with tempfile.TemporaryFile(prefix="onrecord-") as file:
        for id_, signature in _signed(place, entries):
            ids.append(id_)
            file.write(signature)
        file.flush()
        shape = (len(ids), VALUES)
        signatures: Signatures = np.memmap(file, "<u4", "r", shape=shape) if ids else np.zeros(shape, np.uint32)
        groups = _groups(signatures)
        del signatures
    rows = sorted({(ids[one], min(ids[other] for other in group)) for group in groups for one in group})
    columns = pa.schema([pa.field("article_id", pa.string(), False), pa.field("story", pa.string(), False)])
    return pa.table([[row[0] for row in rows], [row[1] for row in rows]], schema=columns)


def _signed(place: Place, entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """The id and signature of every article that has words enough for one, each id once."""
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda one: one.shard):
        data = place.read(f"{shards.ARTICLES}/{entry.shard}.parquet")
        table = shards.parquet_table(data or b"", ["id", "minhash"])
        for row in table.to_pylist():
            values = np.frombuffer(row["minhash"], "<u4")
            if row["id"] not in seen and values.min() != values.max():
                seen.add(row["id"])
                yield row["id"], row["minhash"]


def _groups(signatures: Signatures) -> list[list[int]]:
    """Rows that are copies of each other, those without left out."""
    from onrecord.ingest.fingerprint import NEAR_DUPLICATE

    parents = list(range(len(signatures)))

    def root(one: int) -> int:
        while parents[one] != one:
            parents[one] = one = parents[parents[one]]
        return one

    for band in range(VALUES // _ROWS):
        for alike in _same(signatures[:, band * _ROWS : (band + 1) * _ROWS]):
            for place, one in enumerate(alike):
                for other in alike[:place]:
                    if root(one) == root(other):
                        continue
                    if np.mean(signatures[one] == signatures[other]) >= NEAR_DUPLICATE:
                        parents[root(one)] = root(other)
    groups: dict[int, list[int]] = {}
    for one in range(len(parents)):
        groups.setdefault(root(one), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _same(band: Signatures) -> Iterator[list[int]]:
    """The rows that have equal values in a band, those that share theirs with none left out."""
    if not len(band):
        return
    order = np.lexsort(band.T)
    ordered = band[order]
    starts = np.flatnonzero(np.r_[True, np.any(ordered[1:] != ordered[:-1], axis=1), True])
    for start, end in pairwise(starts):
        if end - start > 1:
            yield [int(one) for one in order[start:end]]


def write(place: Place, name: str, table: pa.Table) -> None:
    """Write the table. Raises `OSError`."""
    place.write(name, shards.parquet_bytes(table))
