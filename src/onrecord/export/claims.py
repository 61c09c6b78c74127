"""Claims as JSON, one object a claim, and as a table of actor x claim x stance, one row a position.

The table is what discourse network analysis starts from: who takes which stance on which claim, when and where. A
position at depth 1 is that of someone of whom a statement says that they have said so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from onrecord.export.table import guarded

if TYPE_CHECKING:
    from onrecord.statements import FactCheck
    from onrecord.store import Claim
    from onrecord.store.claim_loading import Stated
    from onrecord.text import Span

COLUMNS = (
    "actor",
    "actor_ids",
    "claim",
    "claim_text",
    "stance",
    "depth",
    "text",
    "shows",
    "statement",
    "kind",
    "confidence",
    "article",
    "date",
    "publisher",
    "url",
    "story",
)


def claim_object(claim: Claim) -> dict[str, Any]:
    """One claim with all that is shown of it; the names are those of the contract."""
    return {
        "claim": claim.id,
        "text": claim.text,
        "text_of": claim.clearest.statement,
        "first": _day(claim.first),
        "stories": claim.stories,
        "disputed": claim.disputed,
        "denied_only": claim.denied_only,
        "statements": [_stated(one) for one in claim.statements],
        "answers": [list(pair) for pair in claim.answers],
        "factchecks": [{**_checked(match.factcheck), "score": match.score} for match in claim.factchecks],
        "changes": [[before.statement, after.statement] for before, after in claim.changes],
    }


def head() -> str:
    """The line of the column names."""
    return _line(COLUMNS)


def rows(claim: Claim) -> Iterator[str]:
    """The lines of one claim; ids of several actors stand in one cell, divided by semicolons."""
    for one in claim.statements:
        cells = {
            "actor": one.speaker,
            "actor_ids": ";".join(one.actors),
            "claim": claim.id,
            "claim_text": claim.text,
            "stance": one.stance,
            "depth": one.depth,
            "text": one.text,
            "shows": " … ".join(span.text for span in one.shows),
            "statement": one.statement,
            "kind": one.kind,
            "confidence": one.confidence,
            "article": one.article,
            "date": _day(one.published),
            "publisher": one.publisher,
            "url": one.url,
            "story": one.story,
        }
        yield _line(tuple(guarded(cell) if isinstance(cell, str) else cell for cell in cells.values()))


def _stated(one: Stated) -> dict[str, Any]:
    return {
        "statement": one.statement,
        "article": one.article,
        "file": one.file,
        "url": one.url,
        "title": one.title,
        "publisher": one.publisher,
        "published": _day(one.published),
        "story": one.story,
        "speaker": one.speaker,
        "actors": list(one.actors),
        "kind": one.kind,
        "stance": one.stance,
        "depth": one.depth,
        "text": one.text,
        "spans": [_span(span) for span in one.spans],
        "shows": [_span(span) for span in one.shows],
        "confidence": one.confidence,
    }


def _checked(one: FactCheck) -> dict[str, Any]:
    return {
        "publisher": one.publisher,
        "rating": one.rating,
        "url": one.url,
        "date": _day(one.date),
        "claim": one.claim,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _day(day: object) -> str | None:
    return str(day) if day else None


def _line(cells: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
