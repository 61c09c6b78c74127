"""What batches consist of, as Arrow schemas (docs/batch.md explains every column).

`items` go into the core, `readings` come out of it; `statements` and `articles` are the tables on disk.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from onrecord.export.parquet import article_fields, span_type, statement_fields
from onrecord.ingest.items import needing
from onrecord.statements import SCHEMA_VERSION, ReaderInfo

if TYPE_CHECKING:
    import pyarrow as pa

LINE, ROW, PAGE, FILE, MISSING, BROKEN = "line", "row", "page", "file", "missing", "broken"
"""What an item is: a line of JSON Lines; a row as JSON; a page of a crawl; a file of its own; then two without an
article, a file that is not there (any more), and something that can't be read.
"""


def arrow() -> Any:
    """The module pyarrow. Raises `onrecord.errors.ExtraError` when it is not installed."""
    with needing("scale"):
        import pyarrow as pa
    return pa


def items() -> pa.Schema:
    """What goes into the core: an item of the input a row, not parsed yet.

    ``data`` holds the bytes of a line, row or page; of a file its SHA-256; of the last two kinds the reason.
    """
    pa = arrow()
    text = pa.string()
    return pa.schema(
        [
            pa.field("name", text, nullable=False),
            pa.field("kind", text, nullable=False),
            pa.field("file", text, nullable=False),
            pa.field("data", pa.large_binary(), nullable=False),
            pa.field("url", text),
            pa.field("charset", text),
        ]
    )


def _article() -> list[pa.Field]:
    pa = arrow()
    text, spans = pa.string(), pa.list_(span_type())
    actor = pa.struct([("id", text), ("name", text), ("type", text), ("mentions", spans), ("roles", pa.list_(text))])
    required = {"id", "language", "sha256", "length"}
    return [
        *(field.with_nullable(field.name not in required) for field in article_fields()),
        pa.field("found_in", pa.map_(text, text), nullable=False),
        pa.field("words", pa.int64(), nullable=False),
        pa.field("statements", pa.int64(), nullable=False),
        pa.field("actors", pa.list_(actor), nullable=False),
        pa.field("text", text),
        pa.field("minhash", pa.binary()),
    ]


def readings() -> pa.Schema:
    """What comes out of the core: an article a row, or why an item gave none (``failure``)."""
    pa = arrow()
    failure = pa.struct([(name, pa.string()) for name in ("name", "kind", "reason")])
    return pa.schema(
        [
            pa.field("item", pa.int64(), nullable=False),
            pa.field("failure", failure),
            pa.field("article", pa.struct(_article())),
            pa.field("statements", pa.list_(pa.struct(statement_fields())), nullable=False),
        ]
    )


def articles(reader: ReaderInfo) -> pa.Schema:
    """The table of articles, one a row."""
    return arrow().schema(_article(), metadata=_metadata(reader))


def statements(reader: ReaderInfo) -> pa.Schema:
    """The table of statements, one a row: those of an article together, in the order of its text."""
    pa = arrow()
    first, *rest = statement_fields()
    return pa.schema([first, pa.field("article_id", pa.string(), nullable=False), *rest], metadata=_metadata(reader))


def _metadata(reader: ReaderInfo) -> dict[str, str]:
    described = {"onrecord": reader.onrecord, "model": reader.model, "model_sha256": reader.model_sha256}
    return {"schema": str(SCHEMA_VERSION), "reader": json.dumps(described, sort_keys=True)}


def packed(batch: pa.RecordBatch) -> bytes:
    """A record batch as bytes, for another process."""
    pa = arrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def unpacked(data: bytes) -> pa.RecordBatch:
    """The record batch that was `packed`."""
    pa = arrow()
    with pa.ipc.open_stream(data) as stream:
        batches = list(stream)
    return batches[0] if batches else pa.RecordBatch.from_pylist([], items())
