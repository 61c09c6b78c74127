"""``onrecord log``: who did what to the record, when and why."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli import options
from onrecord.cli.ending import DONE, run
from onrecord.cli.read import parse_date


class Format(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSONL = "jsonl"


def log(
    since: Annotated[
        date | None, typer.Option(parser=parse_date, metavar="DATE", help="Done on this day (UTC) or later.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="NAME", help="Done to someone: merged, split, suppressed.")
    ] = None,
    statement: Annotated[
        str | None, typer.Option("--statement", metavar="ID", help="Done to a statement (or an article); may be cut.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TABLE,  # noqa: A002 - the option's name
    record: options.RecordOption = None,
) -> None:
    """Show what was done to the record, oldest first. Nothing is ever taken out of it.

    \b
    Examples:
      onrecord log --since 2025-03-01
      onrecord log --statement 3f9a27c1 --format jsonl
    """

    def job() -> int:
        from onrecord.export import jsonl
        from onrecord.export.marks import printable
        from onrecord.store import Record, trail

        with Record.open(options.record_address(record), write=False) as opened, opened.reading() as connection:
            for one in trail.lines(connection, since, actor, statement):
                if format is Format.JSONL:
                    sys.stdout.write(jsonl.object_line(trail.as_json(one)))
                else:
                    parts = [one.at[:19] + "Z", one.author, one.action, one.target or "", one.reason, trail.said(one)]
                    sys.stdout.write("  ".join(" ".join(printable(part).split()) for part in parts if part) + "\n")
        return DONE

    run(job)
