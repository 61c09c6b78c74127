"""Parquet: one row a statement, the contract's object as columns, with an explicit schema; compressed with zstd.

Lone surrogates, which Arrow's text can't hold, become U+FFFD; offsets stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.errors import InputError
from onrecord.export.jsonl import found_object
from onrecord.text.surrogates import without_surrogates

if TYPE_CHECKING:
    import pyarrow as pa

    from onrecord.store import Found

_ROWS = 5_000
"""Rows of a group: as many are in memory at once."""
_DAYS = {"published", "earliest", "latest"}


def span_type() -> pa.StructType:
    """A span: offsets and the text between them. Raises `InputError` when pyarrow is not installed."""
    pa = _pyarrow()
    whole = pa.int64()
    return pa.struct(
        [pa.field("start", whole, False), pa.field("end", whole, False), pa.field("text", pa.string(), False)]
    )


def article_fields() -> list[pa.Field]:
    """The contract's article, without its text."""
    pa = _pyarrow()
    text = pa.string()
    return [
        *(pa.field(name, text) for name in ("id", "ref", "file", "url", "title", "publisher")),
        pa.field("published", pa.date32()),
        pa.field("language", text),
        pa.field("sha256", text),
        pa.field("length", pa.int64()),
        pa.field("byline", text),
    ]


def statement_fields() -> list[pa.Field]:
    """The contract's statement."""
    pa = _pyarrow()
    text, share, span = pa.string(), pa.float64(), span_type()
    candidate = pa.struct([("name", text), ("actor", text), ("confidence", share)])
    speaker = pa.struct(
        [("name", text), ("type", text), ("actors", pa.list_(text)), ("via", text), ("confidence", share),
         ("candidates", pa.list_(candidate))]
    )  # fmt: skip
    required = [(name, text) for name in ("id", "kind", "act", "framing")]
    spans = [(name, pa.list_(span)) for name in ("content", "cue", "source", "addressee", "channel", "place")]
    said_at = pa.struct([("span", span), ("earliest", pa.date32()), ("latest", pa.date32())])
    return [
        *(pa.field(name, kind, nullable=False) for name, kind in (*required, *spans)),
        pa.field("speaker", speaker, nullable=False),
        pa.field("said_at", said_at),
        pa.field("checkable", share),
        pa.field("claim_type", text),
        pa.field("within", text),
        pa.field("confidence", share, nullable=False),
    ]


def schema() -> pa.Schema:
    """The columns of an export. Raises `InputError` when pyarrow is not installed."""
    pa = _pyarrow()
    return pa.schema(
        [
            *statement_fields(),
            pa.field("status", pa.string(), nullable=False),
            pa.field("story", pa.string(), nullable=False),
            pa.field("article", pa.struct(article_fields()), nullable=False),
        ]
    )


def write(found: Iterable[Found], sink: BinaryIO) -> None:
    """Write statements to a binary stream, which need not be able to seek; it is left open."""
    pa, columns = _pyarrow(), schema()
    import pyarrow.parquet as pq

    rest = iter(found)
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), columns, compression="zstd") as writer:
        while rows := [plain(found_object(one)) for one in islice(rest, _ROWS)]:
            writer.write_table(pa.Table.from_pylist(rows, schema=columns))


def plain(value: Any, name: str = "") -> Any:
    """A value of the contract's JSON as Arrow takes it."""
    if isinstance(value, str):
        return date.fromisoformat(value) if name in _DAYS else without_surrogates(value)
    if isinstance(value, dict):
        return {key: plain(one, key) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise InputError("parquet needs more packages: pip install 'onrecord[scale]'") from error
    return pa
