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
    CLAIMS_JSONL = "claims-jsonl"
    CLAIMS_CSV = "claims-csv"


@with_filters
def export(
    format: Annotated[  # noqa: A002 - the argument's name
        Format, typer.Argument(metavar="FORMAT", help="jsonl, csv, parquet, claims-jsonl or claims-csv.")
    ],
    search: Callable[..., Search],
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default: standard output.")] = None,
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="jsonl: an article a line, with its text and all that import restores."),
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many statements, or claims.")
    ] = None,
    record: options.RecordOption = None,
) -> None:
    """Write statements, one a line or row: those that search finds with the same QUERY and options.

    claims-jsonl writes claims instead, those that such a statement is on: one a line, as `onrecord claims` does;
    claims-csv a row for each stance of an actor on a claim, as discourse network analysis wants it.

    What is suppressed is never written. With --with-text the lines are whole articles, those that hold what is found,
    or without QUERY and options the whole record with its revisions, earlier readings, corrections and log.

    \b
    Examples:
      onrecord export csv --speaker "Ada Obi" -o obi.csv
      onrecord export parquet 'harbour AND strike' --since 2025-01-01 > strike.parquet
      onrecord export claims-csv --since 2025-01-01 -o network.csv
      onrecord export jsonl --with-text -o record.jsonl
    """
    if with_text and (format is not Format.JSONL or limit is not None):
        raise typer.BadParameter("--with-text goes with jsonl, and without --limit: it writes whole articles")

    def job() -> int:
        from onrecord.store import Record

        with Record.open(options.record_address(record), write=False) as opened, output(to) as stream:
            if with_text:
                _articles(opened, search(), stream)
            elif format in {Format.CLAIMS_JSONL, Format.CLAIMS_CSV}:
                _claims(opened, search(), limit, format, stream)
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


def _claims(record: Record, search: Search, limit: int | None, format: Format, stream: BinaryIO) -> None:  # noqa: A002
    from onrecord.export import claims, jsonl
    from onrecord.store import ClaimSearch

    if format is Format.CLAIMS_CSV:
        stream.write(claims.head().encode())
    for claim in islice(record.claims(ClaimSearch(search)), limit):
        lines = claims.rows(claim) if format is Format.CLAIMS_CSV else (jsonl.object_line(claims.claim_object(claim)),)
        stream.writelines(line.encode("utf-8", "backslashreplace") for line in lines)


def _articles(record: Record, search: Search, stream: BinaryIO) -> None:
    from onrecord.export import jsonl
    from onrecord.store import Search
    from onrecord.store.dumping import dumped

    with record.reading() as connection:
        stream.writelines(
            jsonl.object_line(value).encode() for value in dumped(connection, None if search == Search() else search)
        )
