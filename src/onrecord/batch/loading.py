"""An output of a batch, read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.batch import manifest, shards
from onrecord.batch.places import Place
from onrecord.errors import BatchError
from onrecord.ingest import Failure
from onrecord.statements import Reading


def is_batch(path: str) -> bool:
    """Is there the output of a batch at a path?"""
    return (Path(path) / manifest.NAME).is_file() and (Path(path) / manifest.INPUTS).is_file()


def readings(path: str) -> Iterator[Reading | Failure]:
    """What the batch of an output read, article by article, as the reader gave it.

    Of a batch that is not complete, what is done, then a `Failure` that says so. Raises `BatchError` when there is no
    batch, or a file of it is not the one that was written.
    """
    place = Place(path)
    value = manifest.read(place)
    if value is None:
        raise BatchError(f"{path}: not the output of a batch")
    for entry in sorted(manifest.done(place, value).values(), key=lambda one: one.shard):
        yield from shards.readings(place, entry)
    if not value.get("complete"):
        yield Failure(path, "the batch is not complete; go on with it by `onrecord batch --resume`, then add it again")
