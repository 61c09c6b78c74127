"""``onrecord add``: articles from anywhere into the record."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, FAILED, complain, run
from onrecord.cli.progress import Progress
from onrecord.cli.read import ModelOption, model_name, parse_date, parse_encoding
from onrecord.export.marks import printable

if TYPE_CHECKING:
    from onrecord.ingest import Failure, Options
    from onrecord.intake import Stored
    from onrecord.statements import Reading, Statement
    from onrecord.store import Outcome
    from onrecord.text import Article

_SHOWN = 60
"""Characters of a statement that tell it from others."""


def parse_column(value: str) -> tuple[str, str]:
    """``new=old`` of ``--column``; raises `typer.BadParameter`."""
    from onrecord.ingest.tables import FIELDS

    field, equals, column = value.partition("=")
    if not equals or field not in FIELDS or not column:
        raise typer.BadParameter(f"{value!r} is not FIELD=COLUMN with a field of {', '.join(FIELDS)}")
    return field, column


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCES",
            help="Text and web pages, folders, http(s) addresses, RSS and Atom feeds, WARC, JSON Lines, CSV, Parquet, "
            "ninjs, NewsML-G2, NITF; the output of a batch; - for standard input.",
        ),
    ],
    published: Annotated[
        date | None,
        typer.Option(parser=parse_date, metavar="DATE", help="Day of publication of what does not say its own."),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="The outlet of what does not name its own.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Headline of what has none.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of what does not say its own.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Tables: as text=content; may be repeated."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(parser=parse_encoding, metavar="NAME", help="Encoding of files; else found out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read texts that are not English, too.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from addresses that are not public, too.")
    ] = False,
    threads: Annotated[int, typer.Option(min=1, metavar="N", help="Articles to read at once.")] = 1,
    model: ModelOption = None,
    record: options.RecordOption = None,
) -> None:
    """Add articles to the record, and read them.

    What is there already is not read again. Another text at the same address becomes a revision, and what changed in
    its statements is shown. Copies of a wire story count as one story.

    \b
    Examples:
      onrecord add articles/ --publisher "The Courier" --published 2025-02-19
      onrecord add https://courier.example/news/bridge.html
      onrecord add archive.warc.gz news.parquet rows.jsonl --column text=content
      onrecord batch archive.parquet readings/ && onrecord add readings/
    """
    columns = dict(map(parse_column, column or []))

    def job() -> int:
        from onrecord.ingest import Options

        given = Options(
            published=published,
            publisher=publisher,
            title=title,
            url=url,
            columns=columns,
            encoding=encoding,
            allow_private=allow_private,
        )
        return add_all(_items(sources, given), options.record_address(record), model_name(model), force, threads)

    run(job)


def _items(sources: Iterable[str], given: Options) -> Iterator[Article | Reading | Failure]:
    from onrecord.batch.loading import is_batch, readings
    from onrecord.ingest import articles

    for source in sources:
        yield from readings(source) if is_batch(source) else articles(source, given)


def add_all(
    items: Iterator[Article | Reading | Failure], address: str, model: str, force: bool = False, threads: int = 1
) -> int:
    """Add items to the record at an address and print what became of each; the exit code."""
    from onrecord.ingest import Failure
    from onrecord.intake import Intake
    from onrecord.reading import Reader
    from onrecord.store import Record

    with Record.open(address) as opened, Progress() as progress:
        intake = Intake(opened, Reader.load(model), threads=threads)
        if not intake.links_copies:
            complain("note: copies of one story are not looked for; that needs: pip install 'onrecord[ingest]'")
        counts: dict[str, int] = {}
        for one in intake.add(items, force):
            progress.hide()
            if isinstance(one, Failure):
                complain(one)
                counts["failed"] = counts.get("failed", 0) + 1
            else:
                counts[one.outcome.state] = counts.get(one.outcome.state, 0) + 1
                counts["statements"] = counts.get("statements", 0) + one.outcome.statements
                sys.stdout.write(described(one))
                sys.stdout.flush()
            progress.step()
    sys.stdout.write(summary(counts))
    return FAILED if counts.get("failed") else DONE


def described(stored: Stored) -> str:
    """What became of one article, in a line; of a revision, with the statements that differ."""
    name, outcome = printable(stored.name), stored.outcome
    if outcome.state == "same":
        return f"{name}: in the record already\n"
    copies = f", the same story as {_number(outcome.copies, 'other article')}" if outcome.copies else ""
    if outcome.state == "added":
        return f"{name}: {_number(outcome.statements, 'statement')}{copies}\n"
    return f"{name}: revision {outcome.revision}, {_number(outcome.statements, 'statement')}{copies}\n" + changed(
        outcome
    )


def changed(outcome: Outcome) -> str:
    """The statements that appeared, changed and vanished, a line each."""
    changes = outcome.changes
    lines = [f"  + {_words(one)}\n" for one in changes.appeared]
    for before, after in changes.changed:
        skip = _same(_said(before), _said(after))
        lines.append(f"  ~ {_words(before, skip)}\n    {_words(after, skip)}\n")
    lines += [f"  - {_words(one)}\n" for one in changes.vanished]
    return "".join(lines)


def _words(statement: Statement, skip: int = 0) -> str:
    said = ("…" if skip else "") + _said(statement)[skip:]
    short = said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
    return f"{printable(statement.speaker.name or 'unattributed')}: {short}"


def _said(statement: Statement) -> str:
    return printable(" … ".join(" ".join(span.text.split()) for span in statement.content))


def _same(one: str, other: str) -> int:
    """Characters at the head of two long texts that need not be shown, as they are the same in both."""
    equal = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return max(0, equal - _SHOWN // 2) if equal > _SHOWN // 2 and one != other else 0


def summary(counts: dict[str, int]) -> str:
    """The last line: how many articles were added, were there, failed."""
    new = counts.get("added", 0) + counts.get("revision", 0)
    parts = [f"{_number(new, 'article')} added with {_number(counts.get('statements', 0), 'statement')}"]
    parts += [f"{counts['revision']:,} of them revisions"] if counts.get("revision") else []
    parts += [f"{counts['same']:,} in the record already"] if counts.get("same") else []
    parts += [f"{counts['failed']:,} failed"] if counts.get("failed") else []
    return ", ".join(parts) + "\n"


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
