"""``onrecord export``: statements of the record in other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, run
from onrecord.cli.filters import with_filters
from onrecord.cli.output import output

if TYPE_CHECKING:
    from typing import BinaryIO

    from onrecord.store import Found, Record, Search


class Format(StrEnum):
    """What is written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


@with_filters
def export(
    format: Annotated[Format, typer.Argument(metavar="FORMAT", help="jsonl, csv or parquet.")],  # noqa: A002
    search: Callable[..., Search],
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default: standard output.")] = None,
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="jsonl: an article a line, with its text and all that import restores."),
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many statements.")] = None,
    record: options.RecordOption = None,
) -> None:
    """Write statements, one a line or row: those that search finds with the same QUERY and options.

    What is suppressed is never written. With --with-text the lines are whole articles, those that hold what is found,
    or without QUERY and options the whole record with its revisions, earlier readings, corrections and log.

    \b
    Examples:
      onrecord export csv --speaker "Ada Obi" -o obi.csv
      onrecord export parquet 'harbour AND strike' --since 2025-01-01 > strike.parquet
      onrecord export jsonl --with-text -o record.jsonl
    """
    if with_text and (format is not Format.JSONL or limit is not None):
        raise typer.BadParameter("--with-text goes with jsonl, and without --limit: it writes whole articles")

    def job() -> int:
        from onrecord.store import Record

        with Record.open(options.record_address(record), write=False) as opened, output(to) as stream:
            if with_text:
                _articles(opened, search(), stream)
            else:
                _write(islice(opened.each(search()), limit), format, stream)
        return DONE

    run(job)


def _write(found: Iterable[Found], format: Format, stream: BinaryIO) -> None:  # noqa: A002 - the option's name
    from onrecord.export import jsonl, parquet, table

    if format is Format.PARQUET:
        parquet.write(found, stream)
        return
    if format is Format.CSV:
        stream.write(table.head().encode())
    line = table.row if format is Format.CSV else jsonl.found_line
    stream.writelines(line(one).encode("utf-8", "backslashreplace") for one in found)


def _articles(record: Record, search: Search, stream: BinaryIO) -> None:
    from onrecord.export import jsonl
    from onrecord.store import Search
    from onrecord.store.dumping import dumped

    with record.reading() as connection:
        stream.writelines(
            jsonl.object_line(value).encode() for value in dumped(connection, None if search == Search() else search)
        )
