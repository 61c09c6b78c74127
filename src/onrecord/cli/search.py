"""``onrecord search``: statements of the record."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, complain, run
from onrecord.cli.filters import with_filters

if TYPE_CHECKING:
    from onrecord.store import Record, Search

_TABLE = 20
"""Statements of a table without ``--limit``."""


class Format(StrEnum):
    """What statements are printed as."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


@with_filters
def search(
    search: Callable[..., Search],
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many; default 20 in a table, else all.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TABLE,  # noqa: A002 - the option's name
    record: options.RecordOption = None,
) -> None:
    """Find statements; without QUERY, all of them, newest first.

    QUERY looks in what was said, the speaker's name and roles, the source as written, the channel and the title.
    A field before a colon narrows that (content:, speaker:, source:, title:, role:, channel:); article: looks in
    the whole text of the article.

    \b
    Examples:
      onrecord search 'harbour AND (strike OR "work to rule")'
      onrecord search --speaker "Ada Obi" --since 2025-01-01 --kind direct
      onrecord search 'speaker:obi NOT budget*' --by story --format csv > obi.csv
    """

    def job() -> int:
        from onrecord.store import Record

        found = search(acts=(options.Act.SPEECH,)) if format is Format.TABLE else search()
        with Record.open(options.record_address(record), write=False) as opened:
            if format is Format.TABLE:
                _table(opened, found, limit or _TABLE)
            else:
                _lines(opened, found, limit, format)
        return DONE

    run(job)


def _lines(record: Record, search: Search, limit: int | None, format: Format) -> None:  # noqa: A002 - as above
    from itertools import islice

    from onrecord.export import jsonl, table

    if format is Format.CSV:
        sys.stdout.write(table.head())
    line = table.row if format is Format.CSV else jsonl.found_line
    for found in islice(record.each(search), limit):
        sys.stdout.write(line(found))


def _table(record: Record, search: Search, limit: int) -> None:
    from onrecord.export.marks import numbered
    from onrecord.export.snippets import entries

    page = record.search(search, limit)
    counts = record.count(search)
    screen = options.console()
    for entry in entries(page.found, record.contexts(page.found), screen):
        screen.print(entry)
    stories = "" if counts.stories == counts.articles else f", {numbered(counts.stories, 'story', 'stories')}"
    all_ = f"{numbered(counts.statements, 'statement')} in {numbered(counts.articles, 'article')}{stories}"
    screen.print(f"{len(page.found):,} of {all_}")
    if not counts.statements and search.text:
        in_articles = record.count(replace(search, text=f"article:({search.text})")).statements
        if in_articles:
            complain(
                f"note: {in_articles:,} statements are in articles whose text has that; search for "
                f"article:({search.text})"
            )
