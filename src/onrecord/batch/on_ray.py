"""A batch on Ray Data: tasks that cut the input into pieces, and actors with a worker each that read them.

Nothing but pieces and entries goes through Ray; shards are written by the workers, so the output must be a folder that
every machine of the cluster has, or an object store.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord.batch import schema
from onrecord.batch.inputs import InputFile, Piece, Unit
from onrecord.batch.pending import pending_pieces
from onrecord.batch.shards import Entry
from onrecord.batch.worker import Job, Worker
from onrecord.errors import BatchError
from onrecord.ingest.items import needing

if TYPE_CHECKING:
    import pyarrow as pa

_CUTTING = 32
"""Workers that one task which cuts archives keeps busy, at least."""
_ANSWERED = 20.0
"""Seconds within which a cluster answers."""
_AHEAD = 2
"""Pieces that a worker has at a time, the one that it reads included."""
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent anywhere
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # its log says at length what a `BatchError` says in a line
    "RAY_worker_niceness": "0",  # workers of a cluster of its own get the same share of a busy machine as local ones
}


def run(units: list[Unit], done: Mapping[str, Entry], job: Job, workers: int, address: str | None) -> Generator[Entry]:
    """The entries of the shards that are not done yet, as they get done; from one worker up to ``workers`` of them.

    ``address`` is that of a cluster (``auto``, ``host:port``, ``ray://…``), else one is started on this machine for
    as long as the run takes. Raises `BatchError` when that can't be done, or a worker can't be started or can't write.
    """
    if not units:
        return
    with _cluster(address, workers):
        import ray.data

        rows = [{"unit": _unit_json(unit, done)} for unit in units]
        dataset = (
            ray.data.from_items(rows, override_num_blocks=len(rows))
            .map_batches(
                partial(_cut, job=job),
                batch_size=1,
                batch_format="pyarrow",
                num_cpus=0,
                compute=ray.data.TaskPoolStrategy(size=max(1, workers // _CUTTING)),
            )
            .map_batches(
                _Reading,
                fn_constructor_args=(job,),
                batch_size=1,
                batch_format="pyarrow",
                num_cpus=1,
                compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers, max_tasks_in_flight_per_actor=_AHEAD),
            )
        )
        seen: set[str] = set()
        for row in dataset.iter_rows():
            if row["failure"] is not None:
                raise BatchError(row["failure"])
            entry = Entry.from_json(json.loads(row["entry"]))
            if entry.shard not in seen:  # a task whose machine was lost is run again
                seen.add(entry.shard)
                yield entry


@contextmanager
def _cluster(address: str | None, workers: int) -> Iterator[None]:
    """A connection to a cluster, or one of its own; with Ray Data told to keep every piece apart."""
    os.environ.update(_ENVIRONMENT)
    with needing("scale"):
        import ray
        import ray.data
    asked: dict[str, Any] = {"address": address}
    if address is None:
        asked = {"address": "local", "num_cpus": workers, "include_dashboard": False}
    try:
        _knock(address)
        ray.init(**asked, log_to_driver=False, logging_level=logging.ERROR, configure_logging=False)
    except Exception as error:  # Ray raises bare exceptions, too
        raise BatchError(f"Ray can't be reached at {address or 'this machine'}: {error}") from error
    try:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        # A block is never larger than one row, so that pieces are handed out one by one.
        context.target_max_block_size = 1
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        yield
    finally:
        ray.shutdown()


def _knock(address: str | None) -> None:
    """Raise `OSError` when nobody is at a ``host:port``; Ray itself asks for minutes before it says so."""
    host, _, port = (address or "").rpartition(":")
    if host and port.isdigit() and "/" not in host:
        socket.create_connection((host, int(port)), timeout=_ANSWERED).close()


def _unit_json(unit: Unit, done: Mapping[str, Entry]) -> str:
    own = [name for name, entry in done.items() if entry.unit == unit.number]
    return json.dumps([unit.number, unit.kind, [asdict(file) for file in unit.files], own])


def _cut(units: Any, job: Job) -> Iterator[Any]:
    """The pieces of units that are not done, one a row."""
    pa = schema.arrow()
    for text in units["unit"].to_pylist():
        number, kind, files, done = json.loads(text)
        unit = Unit(number, kind, tuple(InputFile(**file) for file in files))
        for piece in pending_pieces(unit, job, done):
            head = json.dumps([piece.unit, piece.index, piece.reached, piece.last])
            yield pa.table({"piece": [head], "items": pa.array([schema.packed(piece.items)], pa.large_binary())})


class _Reading:
    """The actor of Ray that holds a worker: pieces in, entries out."""

    def __init__(self, job: Job) -> None:
        self._worker = Worker(job)

    def __call__(self, pieces: pa.Table) -> pa.Table:
        """Read pieces and write their shards; why that can't be done is a row, so that Ray doesn't try again."""
        pa = schema.arrow()
        entries: list[str | None] = []
        failures: list[str | None] = []
        for row in pieces.to_pylist():
            unit, index, reached, last = json.loads(row["piece"])
            entry, failure = None, None
            try:
                read = self._worker.read(Piece(unit, index, schema.unpacked(row["items"]), reached, last))
                entry = json.dumps(read.to_json())
            except BatchError as error:
                failure = str(error)
            entries.append(entry)
            failures.append(failure)
        columns = pa.schema([("entry", pa.string()), ("failure", pa.string())])
        return pa.table([entries, failures], schema=columns)
