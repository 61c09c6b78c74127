"""``onrecord reread``: the articles of the record, read again by the reader of today."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, author
from onrecord.cli.ending import DONE, FAILED, complain, run, uninterrupted
from onrecord.cli.progress import Progress
from onrecord.cli.read import ModelOption, model_name
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.claims.grouper import Grouper
    from onrecord.reading import Reader
    from onrecord.store import Outcome, Record


def reread(
    all_: Annotated[
        bool, typer.Option("--all", help="Also what this very reader read last; equal readings add nothing.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Name each article that changed.")] = False,
    by: ByOption = None,
    model: ModelOption = None,
    record: options.RecordOption = None,
) -> None:
    """Read every article again whose newest reading is by another version of onrecord or another model.

    Earlier readings stay in the record; search shows the new ones. Corrections are placed again on the statements that
    they were about; those whose statement is not found again wait in `onrecord review`. Statements that are in no claim
    yet are grouped. Each article is one transaction: stop it at any time, run it again, and what is done is not done
    again.

    \b
    Example: onrecord reread
    """

    def job() -> int:
        from onrecord.claims.grouper import Grouper
        from onrecord.reading import Reader
        from onrecord.store import Record

        with Record.open(options.record_address(record)) as opened:
            return _reread(opened, Reader.load(model_name(model)), Grouper.load(), all_, verbose, author(by))

    run(job)


def _reread(record: Record, reader: Reader, grouper: Grouper, everything: bool, verbose: bool, who: str | None) -> int:
    from onrecord.store import rereading

    with record.reading() as connection:
        keys = rereading.pending(connection, None if everything else reader.info)
    counts = Counter[str]()
    try:
        with Progress(len(keys)) as progress:
            for key in keys:
                with record.reading() as connection:
                    article = rereading.article(connection, key)
                try:
                    # It was read before, whatever its language.
                    prepared = grouper.prepare(reader.read(article, force=True))
                    with uninterrupted(), record.writing(who, "read again") as writer:
                        _count(counts, writer.reread(prepared.reading), progress, verbose)
                        grouper.group(writer, prepared)
                except OnrecordError as error:
                    progress.hide()
                    complain(f"{article.file or article.url or article.id}: {error}")
                    counts["failed"] += 1
                progress.step()
    finally:
        sys.stdout.write(_report(counts, len(keys)))
    return FAILED if counts["failed"] else DONE


def _count(counts: Counter[str], outcome: Outcome, progress: Progress, verbose: bool) -> None:
    changes = outcome.changes
    found = {
        "appeared": len(changes.appeared),
        "changed": len(changes.changed),
        "vanished": len(changes.vanished),
        "placed": outcome.placed,
        "unplaced": len(outcome.unplaced),
    }
    counts.update(found)
    counts[outcome.state] += 1
    if verbose and any(found.values()):
        progress.hide()
        said = ", ".join(f"{number} {name}" for name, number in found.items() if number)
        sys.stdout.write(f"{outcome.article}  {said}\n")


def _report(counts: Counter[str], total: int) -> str:
    """What became of the articles, in two lines."""
    read = f"{counts['reread']:,} of {total:,} articles read again"
    more = "".join(
        f", {counts[name]:,} {word}" for name, word in (("same", "as before"), ("failed", "failed")) if counts[name]
    )
    statements = ", ".join(f"{counts[name]:,} {name}" for name in ("appeared", "changed", "vanished"))
    lines = [read + more, f"statements: {statements}"]
    if counts["placed"] or counts["unplaced"]:
        lines.append(
            f"corrections: {counts['placed']:,} placed again, {counts['unplaced']:,} wait in `onrecord review`"
        )
    return "\n".join(lines) + "\n"
