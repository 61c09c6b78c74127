"""A shard: the readings of one piece on disk, as two tables, a list of errors, and the entry that says it is done.

The entry is written last, so what has one is whole. Equal readings give equal bytes, so it does no harm when two
processes make the same shard.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from onrecord.batch import schema
from onrecord.batch.places import Place
from onrecord.errors import BatchError
from onrecord.ingest import Failure
from onrecord.statements import ReaderInfo, Reading, reading_from_json

if TYPE_CHECKING:
    import pyarrow as pa

    from onrecord.batch.inputs import Piece

ARTICLES, STATEMENTS, ERRORS, ENTRIES = "articles", "statements", "errors", "shards"
"""The folders of an output."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a shard that is done."""

    shard: str
    unit: int
    index: int
    last: bool
    reached: int
    """Bytes of its unit, up to its end."""
    items: int
    articles: int
    statements: int
    words: int
    errors: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files with their SHA-256."""
    seconds: float = 0.0
    """Processor time that it took."""
    memory: int = 0
    """Most memory that its worker had taken by then, in MB."""

    @property
    def whole(self) -> bool:
        """Was everything there that it was to be made of? If not, it is made again on ``--resume``."""
        return not self.errors.get("missing")

    @property
    def failed(self) -> int:
        """Items that are counted against the share of errors that stops a run: all but texts in other languages."""
        return sum(count for kind, count in self.errors.items() if kind != "language")

    def to_json(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The entry of the fields."""
        return cls(**value)


def write(piece: Piece, readings: pa.RecordBatch, reader: ReaderInfo, place: Place) -> Entry:
    """Write the shard of a piece, without its entry (see `commit`). Raises `OSError`."""
    articles, statements, failures = _tables(readings, reader)
    content = {
        f"{ARTICLES}/{piece.shard}.parquet": parquet_bytes(articles),
        f"{STATEMENTS}/{piece.shard}.parquet": parquet_bytes(statements),
    }
    errors = f"{ERRORS}/{piece.shard}.jsonl"
    if failures:
        content[errors] = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in failures).encode()
    else:
        place.delete(errors)  # of an earlier run, in which something was missing
    for name, data in content.items():
        place.write(name, data)
    pc = _compute()
    return Entry(
        shard=piece.shard,
        unit=piece.unit,
        index=piece.index,
        last=piece.last,
        reached=piece.reached,
        items=piece.items.num_rows,
        articles=articles.num_rows,
        statements=statements.num_rows,
        words=pc.sum(articles["words"]).as_py() or 0,
        errors=dict(sorted(Counter(one["kind"] for one in failures).items())),
        files={name: hashlib.sha256(data).hexdigest() for name, data in content.items()},
    )


def commit(entry: Entry, place: Place) -> None:
    """Write the entry: from now on the shard is done. Raises `OSError`."""
    place.write(f"{ENTRIES}/{entry.shard}.json", json.dumps(entry.to_json()).encode())


def _tables(readings: pa.RecordBatch, reader: ReaderInfo) -> tuple[pa.Table, pa.Table, list[dict[str, Any]]]:
    """Articles, statements and failures out of `schema.readings`."""
    pa, pc = schema.arrow(), _compute()
    found = pa.Table.from_batches([readings])
    failures = found.filter(pc.is_valid(found["failure"]))["failure"].to_pylist()
    read = found.filter(pc.is_valid(found["article"])).combine_chunks()
    columns = read["article"].combine_chunks().flatten()
    articles = pa.Table.from_arrays(columns, schema=schema.articles(reader))
    lists = read["statements"].combine_chunks()
    parents = pc.list_parent_indices(lists)
    first, *rest = pc.list_flatten(lists).flatten()
    ids = articles["id"].combine_chunks().take(parents)
    return articles, pa.Table.from_arrays([first, ids, *rest], schema=schema.statements(reader)), failures


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as a Parquet file, compressed with zstd."""
    from pyarrow import parquet

    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd", compression_level=3)
    return sink.getvalue()


def parquet_table(data: bytes, columns: list[str] | None = None) -> pa.Table:
    """The table of a Parquet file, or some of its columns.

    Read without Arrow's pools of threads: a process that ends while one is still starting is aborted.
    """
    from pyarrow import parquet

    with parquet.ParquetFile(io.BytesIO(data), pre_buffer=False) as file:
        return file.read(columns=columns, use_threads=False)


def _compute() -> Any:
    from pyarrow import compute

    return compute


def readings(place: Place, entry: Entry) -> Iterator[Reading | Failure]:
    """The readings of a shard as they were made; one that can't be restored is a `Failure`.

    Raises `BatchError` when a file of the shard is missing or not the one that was written.
    """
    tables = {}
    for name, sha256 in entry.files.items():
        data = place.read(name)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            what = "is missing" if data is None else "is not the file that was written (its hash differs)"
            raise BatchError(f"{place.name}/{name}: {what}; make the batch again")
        if name.endswith(".parquet"):
            tables[name.partition("/")[0]] = parquet_table(data)
    found = json.loads(tables[ARTICLES].schema.metadata[b"reader"])
    statements = iter(tables[STATEMENTS].to_pylist())
    for article in tables[ARTICLES].to_pylist():
        own = [next(statements) for _ in range(article["statements"])]
        name = article["url"] or article["file"] or article["id"]
        if article["text"] is None:
            yield Failure(name, "has no text, as the batch was made --without-text; a record needs it")
            continue
        described = {**_in_json(article), "found_in": dict(article["found_in"])}
        try:
            yield reading_from_json(
                {
                    "schema": int(tables[ARTICLES].schema.metadata[b"schema"]),
                    "article": described,
                    "reader": found,
                    "statements": _in_json(own),
                    "actors": article["actors"],
                }
            )
        except (ValueError, KeyError) as error:
            yield Failure(name, f"can't be restored ({error})")


def _in_json(value: Any) -> Any:
    """A value of a table as the contract's JSON has it: days as text."""
    if isinstance(value, dict):
        return {key: _in_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_json(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
