"""``onrecord claims``: what is claimed, by whom, and who says otherwise; what people decide on it."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import options
from onrecord.cli.deciding import ByOption, ReasonOption, author
from onrecord.cli.ending import DONE, run

if TYPE_CHECKING:
    from onrecord.store import Claim, ClaimSearch, Record
    from onrecord.store.claim_decisions import ClaimDecisions

_TABLE = 20
"""Claims of a table without ``--limit``."""
_ID = re.compile("[0-9a-fA-F]{6,}")


class Format(StrEnum):
    """What claims are printed as."""

    TABLE = "table"
    JSONL = "jsonl"


class StanceName(StrEnum):
    """What a statement may be to a claim."""

    ASSERTS = "asserts"
    DISPUTES = "disputes"
    NEUTRAL = "neutral"


def claims(
    query: Annotated[
        str, typer.Argument(metavar="[QUERY or CLAIM]", help="As for search; or the id of a claim, or its beginning.")
    ] = "",
    disputed: Annotated[
        bool, typer.Option("--disputed", help="That one asserts and another disputes, or known only from a denial.")
    ] = False,
    checked: Annotated[bool, typer.Option("--checked", help="That have a fact-check.")] = False,
    speaker: options.SpeakerOption = "",
    publisher: options.PublisherOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many; default 20 in a table, else all.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What to print.")] = Format.TABLE,  # noqa: A002 - the option's name
    merge: Annotated[str | None, typer.Option("--merge", metavar="CLAIM", help="This claim is that one.")] = None,
    split: Annotated[
        str | None, typer.Option("--split", metavar="ID,…", help="These statements are of another claim.")
    ] = None,
    stance: Annotated[StanceName | None, typer.Option("--stance", help="What --statement is to this claim.")] = None,
    statement: Annotated[str | None, typer.Option("--statement", metavar="ID", help="For --stance.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last decision on this claim back.")] = False,
    by: ByOption = None,
    reason: ReasonOption = "",
    record: options.RecordOption = None,
) -> None:
    """Show claims, the one that first appeared last first; of one claim both sides; or decide on a claim.

    A claim is what several statements say; each asserts it, disputes it or is neutral. With QUERY and the options those
    claims that a statement is on that search would find. The record says who disputes what, never who is right.

    \b
    Examples:
      onrecord claims --disputed --since 2025-03-01
      onrecord claims 4b1f0c2d
      onrecord claims harbour --format jsonl > claims.jsonl
      onrecord claims 4b1f0c2d --merge 90ab12cd --reason "the same bridge"
      onrecord claims 4b1f0c2d --split 3f9a27c1,77b0aa12 --reason "the other bridge"
      onrecord claims 4b1f0c2d --stance neutral --statement 3f9a27c1
    """
    asked = [
        name for name, given in (("--merge", merge), ("--split", split), ("--stance", stance)) if given is not None
    ]
    asked += ["--undo"] * undo
    if len(asked) > 1:
        raise typer.BadParameter(f"{asked[0]} and {asked[1]} are two decisions; make one after the other")
    if (stance is None) != (statement is None):
        raise typer.BadParameter("--stance and --statement go together: which statement, and what it is")
    if asked and not query.strip():
        raise typer.BadParameter(f"{asked[0]} needs the claim that it is about")

    def decide(decisions: ClaimDecisions) -> str:
        if merge is not None:
            return decisions.merge(query, merge)
        if split is not None:
            return decisions.split(query, [part.strip() for part in split.split(",") if part.strip()])
        if stance is not None and statement is not None:
            return decisions.take(query, statement, stance.value)
        return decisions.undo(query)

    def job() -> int:
        from onrecord.store import ClaimSearch, Record, Search
        from onrecord.store.claim_decisions import ClaimDecisions

        if asked:
            with Record.open(options.record_address(record)) as opened:
                with opened.writing(author(by), reason) as writer:
                    claim = decide(ClaimDecisions(writer))
                _print(opened.claim(claim), format)
            return DONE
        publishers = tuple(publisher or ())
        search = Search(query, speaker, publishers=publishers, since=since, until=until)
        with Record.open(options.record_address(record), write=False) as opened:
            one = opened.claim(query) if _ID.fullmatch(query.strip()) else None
            if one is not None:
                _print(one, format)
            elif format is Format.JSONL:
                _lines(opened, ClaimSearch(search, disputed, checked), limit)
            else:
                _table(opened, ClaimSearch(search, disputed, checked), limit or _TABLE)
        return DONE

    run(job)


def _print(claim: Claim | None, format: Format) -> None:  # noqa: A002 - the option's name
    """One claim."""
    from onrecord.export import claims as written
    from onrecord.export import jsonl, sides

    if claim is None:
        return
    if format is Format.JSONL:
        sys.stdout.write(jsonl.object_line(written.claim_object(claim)))
        return
    screen = options.console()
    for part in sides.view(claim):
        screen.print(part)


def _lines(record: Record, search: ClaimSearch, limit: int | None) -> None:
    from onrecord.export import claims as written
    from onrecord.export import jsonl

    for claim in islice(record.claims(search), limit):
        sys.stdout.write(jsonl.object_line(written.claim_object(claim)))


def _table(record: Record, search: ClaimSearch, limit: int) -> None:
    from onrecord.export import sides

    screen = options.console()
    page = record.claim_page(search, limit)
    for claim in page.claims:
        screen.print(sides.entry(claim))
    more = "; more with --limit" if page.cursor else ""
    screen.print(f"{len(page.claims):,} claims{more}")
