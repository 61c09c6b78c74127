"""``onrecord factchecks``: what others found when they checked claims."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, author
from onrecord.cli.ending import DONE, FAILED, complain, run, uninterrupted
from onrecord.cli.progress import Progress

if TYPE_CHECKING:
    from onrecord.store import Record

factchecks = typer.Typer(name="factchecks", no_args_is_help=True)
_TOGETHER = 500
"""Fact-checks of one transaction."""


@factchecks.callback()
def _root() -> None:
    """Take in fact-checks that others published; onrecord has no verdict of its own.

    \b
    Example: onrecord factchecks import claimreview.json
    """


@factchecks.command("import")
def import_(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Pages, JSON, JSON Lines or CSV; also gzipped.")
    ],
    by: ByOption = None,
    record: options.RecordOption = None,
) -> None:
    """Add the fact-checks of files: ClaimReview in pages or feeds, or tables of it.

    Wherever a ClaimReview stands in a page's JSON-LD or in JSON, it is found. A row of a table, or another object, has
    claim and rating, and may have publisher, claimant, url and date; names that ClaimsKG and others use are known.
    What is no fact-check is named and costs itself; what is there already is not added again.

    \b
    Examples:
      onrecord factchecks import claimreview.json
      onrecord factchecks import check.html more.csv --record record.db
    """

    def job() -> int:
        from onrecord.errors import InputError
        from onrecord.store import Record

        counts = {"added": 0, "same": 0, "failed": 0}
        with Record.open(options.record_address(record)) as opened:
            for file in files:
                try:
                    _import(opened, file, author(by), counts)
                except InputError as error:
                    counts["failed"] += 1
                    complain(error)
        sys.stdout.write(", ".join(f"{count:,} {name}" for name, count in counts.items() if count) + "\n")
        return FAILED if counts["failed"] else DONE

    run(job)


def _import(record: Record, file: str, who: str | None, counts: dict[str, int]) -> None:
    """Add the fact-checks of one file, some at a time, and count what became of each."""
    from onrecord.ingest.claim_review import fact_checks
    from onrecord.ingest.items import Failure
    from onrecord.store.factchecks import FactChecks

    items = fact_checks(file)
    with Progress(None, "fact-checks") as progress:
        while some := list(islice(items, _TOGETHER)):
            for one in some:
                if isinstance(one, Failure):
                    counts["failed"] += 1
                    progress.hide()
                    complain(one)
            found = [one for one in some if not isinstance(one, Failure)]
            with uninterrupted(), record.writing(who, "imported") as writer:
                new = FactChecks(writer).add_all(found)
                writer.log("fact-checks", None, {"file": file, "added": new})
            counts["added"] += new
            counts["same"] += len(found) - new
            for _ in some:
                progress.step()
