"""Tables of articles: JSON Lines, CSV, Parquet; one article a row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import InputError
from onrecord.ingest.compressed import open_stream, reached
from onrecord.ingest.dates import parse_day
from onrecord.ingest.files import LARGEST, MARKS
from onrecord.ingest.items import Failure, Options, Raw, needing, with_defaults
from onrecord.text import Article

if TYPE_CHECKING:
    import pyarrow as pa

FIELDS = ("id", "url", "title", "publisher", "published", "text", "byline", "language")
"""What a row may hold; a column of another name is given by ``Options.columns``."""

Row = Mapping[str, Any]
_LONGEST_HEADER = 65_536
_DELIMITERS = ",;\t|"
_UNDECODED = re.compile("[\udc80-\udcff]")
_PAGE_STARTS = ("<!doctype html", "<html", "<?xml version")


def jsonl_articles(path: str, options: Options) -> Iterator[Article | Failure]:
    """The articles of a JSON Lines file, also compressed; a line that is no article is a `Failure`."""
    for one in jsonl_lines(path, options):
        yield one if isinstance(one, Failure) else line_article(one.value, one.name, path, options)


def jsonl_lines(path: str, options: Options) -> Iterator[Raw[bytes] | Failure]:  # noqa: ARG001 - a reader's form
    """The lines of a JSON Lines file that are not empty, not parsed yet."""
    with open_stream(path) as stream:
        number = 0
        try:
            for number, line in enumerate(_lines(stream), 1):
                if line is None:
                    yield Failure(f"{path}, line {number}", f"larger than {LARGEST // 2**20} MiB, more than an article")
                elif line.strip():
                    yield Raw(f"{path}, line {number}", line, reached(stream))
        except InputError as error:
            yield Failure(f"{path}, after line {number}", str(error))


def _lines(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is too long to be an article."""
    while line := stream.readline(LARGEST + 1):
        if len(line) <= LARGEST:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LARGEST)
        yield None


def line_article(line: bytes, name: str, path: str, options: Options) -> Article | Failure:
    """The article in one line of JSON Lines."""
    try:
        row = json.loads(line.removeprefix(MARKS[0][0]).decode(options.encoding or "utf-8"))
    except UnicodeDecodeError:
        return Failure(name, f"not {options.encoding or 'UTF-8'} text; name its encoding with --encoding")
    except (ValueError, RecursionError, LookupError) as error:
        return Failure(name, f"not JSON ({error})")
    if not isinstance(row, dict):
        return Failure(name, "not a JSON object")
    return row_article(row, name, path, options)


def csv_articles(path: str, options: Options) -> Iterator[Article | Failure]:
    """The articles of a CSV file with a header, also compressed; delimiter and quoting as its header has them."""
    for one in csv_rows(path, options):
        yield one if isinstance(one, Failure) else row_article(one.value, one.name, path, options)


def csv_rows(path: str, options: Options) -> Iterator[Raw[Row] | Failure]:
    """The rows of a CSV file that are not empty."""
    csv.field_size_limit(LARGEST)
    stream = open_stream(path)
    name = path
    try:
        head = stream.peek(4)[:4]
        encoding = options.encoding or next((marked for mark, marked in MARKS if head.startswith(mark)), "utf-8")
        # Bytes that don't fit are carried along as surrogates, so that they cost their row only.
        text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
        header = text.readline(_LONGEST_HEADER).removeprefix("\ufeff")
        columns = next(csv.reader([header], delimiter=_delimiter(header, options)), [])
        _check_columns(columns if len(header) < _LONGEST_HEADER - 1 else [], path, options)
        rows = csv.reader(text, delimiter=_delimiter(header, options))
        for number, values in enumerate(rows, 2):
            name = f"{path}, row {number}"
            if _UNDECODED.search("".join(values)):
                yield Failure(name, f"not {encoding} text; name the file's encoding with --encoding")
            elif any(values):
                yield Raw(name, dict(zip(columns, values, strict=False)), reached(stream))
    except (csv.Error, UnicodeError) as error:
        yield Failure(f"{path}, after {name}" if name != path else path, f"not CSV that can be read ({error})")
    except InputError as error:
        yield Failure(path, str(error))
    finally:
        stream.close()


def _delimiter(header: str, options: Options) -> str:
    """The delimiter that makes the most known columns of a header, then the most columns."""
    known = {*FIELDS, *options.columns.values()}

    def rank(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return len(known.intersection(names)), len(names)

    return max(_DELIMITERS, key=rank)


def parquet_articles(path: str, options: Options) -> Iterator[Article | Failure]:
    """The articles of a Parquet file, a batch of rows at a time."""
    for one in parquet_rows(path, options):
        yield one if isinstance(one, Failure) else row_article(one.value, one.name, path, options)


def parquet_rows(path: str, options: Options) -> Iterator[Raw[Row] | Failure]:
    """The rows of a Parquet file, those of its columns that articles have."""
    with needing("scale"):
        import pyarrow as pa
        from pyarrow.parquet import ParquetFile
    try:
        # Without Arrow's pools of threads: a process that ends while one is still starting is aborted.
        with ParquetFile(path, pre_buffer=False) as file:
            columns = list(file.schema_arrow.names)
            _check_columns(columns, path, options)
            wanted = [name for name in columns if name in {_column(field, options) for field in FIELDS}]
            number, share = 0, Path(path).stat().st_size / max(1, file.metadata.num_rows)
            for batch in file.iter_batches(batch_size=256, columns=wanted, use_threads=False):
                for place in range(batch.num_rows):
                    number += 1
                    name = f"{path}, row {number}"
                    row, odd = _converted(batch, place, options)
                    if reason := odd.get(_column("text", options)):
                        yield Failure(name, f"its text can't be read ({reason}); write it as UTF-8")
                    else:
                        yield Raw(name, row, int(number * share))
    except (pa.ArrowException, OSError, ValueError) as error:
        yield Failure(path, f"not Parquet that can be read ({str(error)[:200]})")
    except InputError as error:
        yield Failure(path, str(error))


def _converted(batch: pa.RecordBatch, place: int, options: Options) -> tuple[Row, dict[str, str]]:
    """A row of a Parquet file, and why cells that are None in it are odd.

    A cell that Python has no value for (a day in the year 10000, a time zone that nobody knows, bytes that are not
    text) costs itself, not its row.
    """
    row: dict[str, Any] = {}
    odd: dict[str, str] = {}
    for column, cells in zip(batch.schema.names, batch.columns, strict=True):
        try:
            row[column] = _decoded(cells[place].as_py(), options.encoding or "utf-8")
        except (ValueError, OverflowError, LookupError, NotImplementedError) as error:
            row[column] = None
            odd[column] = " ".join(str(error).split())[:200]
    return row, odd


def _decoded(value: Any, encoding: str) -> Any:
    """A cell with text for bytes, as other programs store it, also in a list of them. Raises `UnicodeError`."""
    if isinstance(value, bytes):
        return value.decode(encoding)
    if isinstance(value, (list, tuple)):
        return [_decoded(one, encoding) for one in value]
    return value


def _column(field: str, options: Options) -> str:
    return options.columns.get(field, field)


def _check_columns(columns: Sequence[str], path: str, options: Options) -> None:
    missing = [name for name in (_column("text", options), *options.columns.values()) if name not in set(columns)]
    if missing and not columns:
        raise InputError(f"{path}: begins with no line of column names")
    if missing:
        raise InputError(
            f"{path}: has no column {missing[0]!r}, but {', '.join(repr(name[:40]) for name in columns[:30])}; "
            f"say which one holds the text with --column text=NAME"
        )


def row_article(row: Row, name: str, path: str, options: Options) -> Article | Failure:
    """The article in one row; its text as it is, unless it is a whole web page."""
    text = row.get(_column("text", options))
    if not isinstance(text, str) or not text.strip("\0\ufeff \t\r\n\v\f\u00a0"):
        return Failure(name, f"has no text in {_column('text', options)!r}")
    values = {field: _string(row.get(_column(field, options))) for field in FIELDS if field != "text"}
    published = _day(row.get(_column("published", options)))
    base = Article(text, file=path)
    if text[:200].lstrip("\ufeff \t\r\n").lower().startswith(_PAGE_STARTS):
        with needing():
            from onrecord.ingest.web import read_page
        try:
            base = read_page(text, name, url=values["url"], file=path)
        except InputError as error:
            return Failure(name, str(error))
    found = dict(base.found_in)
    found |= {field: "column" for field in ("url", "title", "publisher", "byline", "language") if values[field]}
    if published:
        found["published"] = "column"
    article = Article(
        base.text,
        ref=values["id"],
        file=path,
        url=values["url"] or base.url,
        title=values["title"] or base.title,
        publisher=values["publisher"] or base.publisher,
        published=published or base.published,
        language=values["language"] or base.language,
        byline=values["byline"] or base.byline,
        found_in=found,
    )
    return with_defaults(article, options)


def _string(value: Any) -> str | None:
    """A cell as one line; a list (of authors, say) joined; None for an empty one."""
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_string, value[:100]))) or None
    if value is None or isinstance(value, (dict, bool)) or value != value:  # noqa: PLR0124 - NaN
        return None
    return " ".join(str(value).split()) or None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else parse_day(_string(value))
