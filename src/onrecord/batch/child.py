"""The process that reads: ``python -m onrecord.batch.child``, started and watched by `onrecord.batch.worker`.

What crashes native code takes this process along and nothing else. Its parent's end is its own: it can't say what it
begins next.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from typing import BinaryIO

from onrecord.batch import frames, schema, shards
from onrecord.batch.core import Trouble, Work, read_batch
from onrecord.batch.inputs import Piece
from onrecord.batch.places import Place, not_written
from onrecord.errors import OnrecordError
from onrecord.reading import Reader


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Read pieces and write their shards until there are no more requests."""
    frame = frames.receive(requests)
    if frame is None:
        return
    job = json.loads(frame[1])
    work, place, reader = Work(**job["work"]), Place(job["output"]), Reader.load(job["model"])
    frames.send(answers, frames.READY)
    while frame := frames.receive(requests):
        entry = _shard(frame[1], work, place, reader, answers)
        frames.send(answers, frames.DONE, json.dumps(entry.to_json()).encode())


def _shard(request: bytes, work: Work, place: Place, reader: Reader, answers: BinaryIO) -> shards.Entry:
    head, _, items = request.partition(b"\n")
    asked = json.loads(head)
    piece = Piece(asked["unit"], asked["index"], schema.unpacked(items), asked["reached"], asked["last"])
    bad = {(number, step): Trouble(*trouble) for number, step, *trouble in asked["bad"]}
    started = time.process_time()

    def began(number: int, step: int) -> None:
        frames.send(answers, frames.BEGAN, f"{number} {step}".encode())

    readings = read_batch(piece.items, reader, work, bad, asked["first"], began)
    frames.send(answers, frames.WRITING)
    try:
        entry = shards.write(piece, readings, reader.info, place)
        entry = replace(entry, seconds=round(time.process_time() - started, 3), memory=_memory())
        shards.commit(entry, place)
    except OSError as error:
        raise not_written(place, error) from error
    return entry


def _memory() -> int:
    """The most memory that this process ever had, in MB; 0 where that can't be told."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> int:
    """Serve the process that started this one."""
    requests = sys.stdin.buffer
    # What a library prints must not come between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(requests, answers)
    except BrokenPipeError:
        return 1
    except OnrecordError as error:
        frames.send(answers, frames.FAILED, str(error).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
