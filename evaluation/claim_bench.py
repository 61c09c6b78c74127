"""What grouping costs in a large record::

    python -m evaluation.claim_bench --statements 100000

The record is filled with made-up articles (see `store_bench`), their vectors drawn at random instead of computed. Then
the example articles are prepared and grouped in it, each from its reading on, in a transaction that is taken back.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
import time
from pathlib import Path
from typing import NoReturn

import numpy as np

from evaluation.store_bench import STATEMENTS, World
from onrecord import Article, Reader
from onrecord.claims.grouper import Grouper, Prepared
from onrecord.claims.propositions import propositions
from onrecord.store import Record

_GOLD = Path(__file__).parent / "gold"
_WIDTH = 128


class _TakenBackError(Exception):
    """Ends a transaction without keeping it."""


def _take_back() -> NoReturn:
    raise _TakenBackError


def fill(record: Record, grouper: Grouper, count: int) -> None:
    """Add made-up articles until the record has so many statements."""
    world, random = World(3), np.random.default_rng(3)
    for number in range(-(-count // STATEMENTS)):
        reading = world.reading(number)
        found = propositions(reading)
        vectors = random.standard_normal((len(found), _WIDTH)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        with record.writing("bench") as writer:
            writer.add(reading)
            grouper.group(writer, Prepared(reading, found, vectors))


def timed(record: Record, grouper: Grouper, article: Article, reader: Reader) -> tuple[int, float, float]:
    """Statements of an article, and seconds to prepare and to group it."""
    reading = reader.read(article)
    start = time.perf_counter()
    prepared = grouper.prepare(reading)
    middle, end = time.perf_counter(), 0.0
    with contextlib.suppress(_TakenBackError), record.writing("bench") as writer:
        writer.add(reading)
        begun = time.perf_counter()
        grouper.group(writer, prepared)
        end = time.perf_counter() - begun
        _take_back()
    return len(reading.statements), middle - start, end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    count = parser.parse_args().statements
    grouper, reader = Grouper.load(), Reader.load()
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "record.db") as record:
        fill(record, grouper, count)
        rows = [
            timed(record, grouper, Article(path.read_text("utf-8")), reader) for path in sorted(_GOLD.glob("*.txt"))
        ]
    for size, preparing, grouping in rows:
        print(f"{size:3d} statements  prepared in {1000 * preparing:6.1f} ms, grouped in {1000 * grouping:6.1f} ms")
    each = [25 * (preparing + grouping) / size for size, preparing, grouping in rows if size]
    print(f"25 statements in a record of {count:,}: median {1000 * statistics.median(each):.0f} ms")


if __name__ == "__main__":
    main()
