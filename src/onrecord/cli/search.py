"""``onrecord search``: statements of the record."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, complain, run

if TYPE_CHECKING:
    from onrecord.store import Record, Search

_TABLE = 20
"""Statements of a table without ``--limit``."""


class Format(StrEnum):
    """What statements are printed as."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class By(StrEnum):
    """What counts as one."""

    COPY = "copy"
    STORY = "story"


class Sort(StrEnum):
    """What comes first."""

    DATE = "date"
    RELEVANCE = "relevance"


def search(
    query: Annotated[
        str, typer.Argument(metavar="[QUERY]", help='Words, "phrases", prefix*, AND, OR, NOT, (…), speaker:word.')
    ] = "",
    speaker: options.SpeakerOption = "",
    role: options.RoleOption = "",
    type: options.TypeOption = None,  # noqa: A002 - the option's name
    kind: options.KindOption = None,
    act: Annotated[
        list[options.Act] | None,
        typer.Option("--act", help="Default: speech in a table, all in jsonl and csv; may be repeated."),
    ] = None,
    framing: options.FramingOption = None,
    channel: options.ChannelOption = "",
    publisher: options.PublisherOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    said_since: options.SaidSinceOption = None,
    said_until: options.SaidUntilOption = None,
    min_confidence: options.ConfidenceOption = 0.0,
    status: options.StatusOption = None,
    by: Annotated[By, typer.Option(help="Show each copy of a wire story, or the same words once a story.")] = By.COPY,
    revisions: Annotated[
        bool, typer.Option("--revisions", help="Statements of earlier revisions of an article, too.")
    ] = False,
    sort: Annotated[Sort, typer.Option(help="Newest first, or what fits the query best.")] = Sort.DATE,
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
        from onrecord.store import SHOWN, Record, Search, Status

        statuses = tuple(str(one) for one in status or ())
        acts = [str(one) for one in act or ([options.Act.SPEECH] if format is Format.TABLE else [])]
        wanted = Search(
            text=query,
            speaker=speaker,
            role=role,
            channel=channel,
            publishers=tuple(publisher or ()),
            types=tuple(map(str, type or ())),
            kinds=tuple(map(str, kind or ())),
            acts=() if "all" in acts else tuple(acts),
            framings=tuple(framing or ()),
            since=since,
            until=until,
            said_since=said_since,
            said_until=said_until,
            confidence=min_confidence,
            statuses=get_args(Status) if "all" in statuses else statuses or SHOWN,  # type: ignore[arg-type]
            by_story=by is By.STORY,
            revisions=revisions,
            sort=sort.value,
        )
        with Record.open(options.record_address(record), write=False) as opened:
            if format is Format.TABLE:
                _table(opened, wanted, limit or _TABLE)
            else:
                _lines(opened, wanted, limit, format)
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
    from onrecord.export.snippets import entries

    page = record.search(search, limit)
    counts = record.count(search)
    screen = options.console()
    for entry in entries(page.found, record.contexts(page.found)):
        screen.print(entry)
    stories = "" if counts.stories == counts.articles else f", {counts.stories:,} stories"
    screen.print(f"{len(page.found):,} of {counts.statements:,} statements in {counts.articles:,} articles{stories}")
    if not counts.statements and search.text:
        in_articles = record.count(replace(search, text=f"article:({search.text})")).statements
        if in_articles:
            complain(
                f"note: {in_articles:,} statements are in articles whose text has that; search for "
                f"article:({search.text})"
            )
