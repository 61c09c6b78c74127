"""``onrecord batch``: whole archives in, tables of articles and statements out."""

from __future__ import annotations

import os
import sys
import time
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

import typer

from onrecord.cli.add import parse_column
from onrecord.cli.ending import DONE, FAILED, complain, run
from onrecord.cli.read import ModelOption, model_name, parse_date, parse_encoding

if TYPE_CHECKING:
    from onrecord.batch import Progress, Report

_REDRAWN = 0.5
"""Seconds between two states of the bar."""


class Engine(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    RAY = "ray"


def batch(
    input_: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A file or folder: Parquet, JSON Lines, CSV, WARC, web pages, text, news agency formats; s3://… and gs://…",
        ),
    ],
    output: Annotated[str, typer.Argument(metavar="OUTPUT", help="A folder, made if it is not there.")],
    engine: Annotated[
        Engine, typer.Option(help="Processes on this machine, or Ray Data (pip install 'onrecord[scale]').")
    ] = Engine.LOCAL,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Articles to read at once; default one a processor core.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="ray: the cluster; default one on this machine alone.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the batch that OUTPUT holds, if any.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Remove the batch that OUTPUT holds and begin again.")] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Tables: as text=content; may be repeated."),
    ] = None,
    published: Annotated[
        date | None,
        typer.Option(parser=parse_date, metavar="DATE", help="Day of publication of what does not say its own."),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="The outlet of what does not name its own.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(parser=parse_encoding, metavar="NAME", help="Encoding of files; else found out.")
    ] = None,
    model: ModelOption = None,
    force: Annotated[bool, typer.Option("--force", help="Read texts that are not English, too.")] = False,
    dedup: Annotated[
        bool, typer.Option("--dedup", help="Look for copies of one story (pip install 'onrecord[ingest]').")
    ] = False,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Keep no article texts; a record can't be made of it then.")
    ] = False,
    shard: Annotated[int, typer.Option(min=1, metavar="N", help="Items of a shard.")] = 256,
    timeout: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="Processor time after which an article is given up.")
    ] = 120,
    max_errors: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Stop when more of the items fail.")
    ] = 0.2,
) -> None:
    """Read an archive: one row a statement in OUTPUT/statements, one an article in OUTPUT/articles, as Parquet.

    Stopped at any moment, --resume goes on where it was. Items that give no article, crash the reader or take too long
    are in OUTPUT/errors with their reasons. `onrecord add OUTPUT` puts the result into a record.

    \b
    Examples:
      onrecord batch archive.parquet readings/
      onrecord batch crawl/ readings/ --model fast --workers 8 --resume --dedup
      onrecord batch s3://bucket/news s3://bucket/readings --engine ray --address auto --workers 200
    """
    if resume and anew:
        raise typer.BadParameter("--resume goes on with what is there, --anew removes it: choose one")
    if address and engine is not Engine.RAY:
        raise typer.BadParameter("--address goes with --engine ray")
    columns = dict(map(parse_column, column or []))

    def job() -> int:
        from onrecord.batch import Request, Work
        from onrecord.batch import run as run_batch

        work = Work(
            columns=columns,
            published=published.isoformat() if published else None,
            publisher=publisher,
            encoding=encoding,
            force=force,
            text=not without_text,
            signatures=dedup,
        )
        request = Request(
            input=input_,
            output=output.rstrip("/") or output,
            work=work,
            model=model_name(model),
            most=shard,
            engine=engine.value,
            workers=workers or cores(),
            address=address,
            begin="resume" if resume else "anew" if anew else "new",
            timeout=timeout,
            most_errors=max_errors,
        )
        with Bar() as bar:
            report = run_batch(request, bar.show)
        sys.stdout.write(described(report, request.output))
        if report.missing:
            complain(
                f"{output}: not complete: {report.missing:,} files were missing or could not be read (the reasons are "
                f"in {output}/errors); put them back and run it with --resume"
            )
        return FAILED if report.errors.total() else DONE

    run(job)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Bar:
    """One line on standard error, if that is a terminal: what is done, how fast, how long it will take."""

    def __init__(self) -> None:
        self._wanted = sys.stderr.isatty()
        self._began: float | None = None
        self._next = 0.0

    def show(self, progress: Progress) -> None:
        """Draw it, unless it was drawn just now."""
        now = time.monotonic()
        if progress.stage == "reading" and self._began is None:
            self._began, self._next = now, 0.0
        if self._wanted and now >= self._next:
            self._next = now + _REDRAWN
            sys.stderr.write(f"\r\x1b[K{line(progress, now - (self._began or now))}")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._wanted:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def line(progress: Progress, seconds: float) -> str:
    """The state of a batch in a line."""
    if progress.stage == "looking":
        return f"looking at the input: {progress.done / 1e6:,.0f} MB"
    share = progress.done / progress.total if progress.total else 1.0
    shown = f"{share:4.0%} of {progress.total / 1e6:,.0f} MB, {progress.articles:,} articles"
    fresh = progress.done - progress.before
    if seconds <= 0 or fresh <= 0:
        return shown
    left = timedelta(seconds=round((progress.total - progress.done) * seconds / fresh))
    return f"{shown}, {progress.articles / seconds:,.1f} a second, {left} left"


def described(report: Report, output: str) -> str:
    """What a batch came to, in a few lines."""
    lines = [f"{report.articles:,} articles with {report.statements:,} statements in {output}"]
    if report.errors:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report.errors.items()))
        lines.append(f"{report.errors.total():,} items without a reading ({kinds}): {output}/errors")
    if report.copies is not None:
        lines.append(f"{report.copies:,} articles have copies: {output}/copies.parquet")
    earlier = f", {report.earlier:,} of them by earlier runs" if report.earlier else ""
    lines.append(f"{report.shards:,} shards{earlier}; {timedelta(seconds=round(report.seconds))}")
    if report.rate:
        lines.append(f"{report.rate:,.0f} words a second on a core; a worker took at most {report.memory:,} MB")
    return "\n".join(lines) + "\n"
