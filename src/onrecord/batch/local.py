"""A batch on this machine: one thread a worker, each with its child process."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from onrecord.batch.inputs import Piece, Unit
from onrecord.batch.pending import pending_pieces
from onrecord.batch.shards import Entry
from onrecord.batch.worker import Job, Worker


def run(units: list[Unit], done: Mapping[str, Entry], job: Job, workers: int) -> Generator[Entry]:
    """The entries of the shards that are not done yet, as they get done.

    Closing the generator ends the workers at once. Raises `BatchError` when a worker can't be started or can't write.
    """
    crew = [Worker(job) for _ in range(workers)]
    free: SimpleQueue[Worker] = SimpleQueue()
    for one in crew:
        free.put(one)

    def work(piece: Piece) -> Entry:
        worker = free.get()
        try:
            return worker.read(piece)
        finally:
            free.put(worker)

    waiting: set[Future[Entry]] = set()
    try:
        with ThreadPoolExecutor(workers) as pool:
            try:
                for piece in (piece for unit in units for piece in pending_pieces(unit, job, done)):
                    waiting.add(pool.submit(work, piece))
                    # One piece more than there are workers, so that none waits for the next to be cut.
                    while len(waiting) > workers:
                        ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                        yield from (future.result() for future in ready)
                while waiting:
                    ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in ready)
            finally:
                for future in waiting:
                    future.cancel()
                for one in crew:
                    one.kill()
    finally:
        for one in crew:
            one.close()
