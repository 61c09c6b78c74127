"""What is left to do of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from onrecord.batch import schema
from onrecord.batch.inputs import Piece, Unit, pieces
from onrecord.batch.shards import Entry
from onrecord.batch.worker import Job


def pending_units(units: Iterable[Unit], done: Mapping[str, Entry]) -> list[Unit]:
    """The units of which not every shard is done."""
    counts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for entry in done.values():
        counts[entry.unit] = counts.get(entry.unit, 0) + 1
        if entry.last:
            ends[entry.unit] = entry.index
    return [unit for unit in units if unit.number not in ends or counts[unit.number] <= ends[unit.number]]


def pending_pieces(unit: Unit, job: Job, done: Iterable[str]) -> Iterator[Piece]:
    """The pieces of a unit whose shards are not among ``done``.

    That an archive can't be read any more is said in the place of a shard that is not done, as one that is stays so.
    """
    known = frozenset(done)
    for piece in pieces(unit, job.work, job.most):
        if piece.shard not in known:
            yield piece
        elif schema.MISSING in piece.items["kind"].to_pylist():
            free = (replace(piece, index=index, items=piece.items[-1:]) for index in count(piece.index + 1))
            yield next(one for one in free if one.shard not in known)
