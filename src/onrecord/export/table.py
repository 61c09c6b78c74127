"""Flat CSV: one row a statement, every slot in a column, nothing lost.

A role of several spans is one cell, its parts joined by `` … ``; its offsets (``0-9;12-20``) say how long each is.
``speaker_candidates`` is JSON. A cell that a spreadsheet would take for a formula, as its first character is one
of ``= + - @``, a tab or a carriage return, gets an apostrophe before it; so does one that begins with apostrophes and
then such a character. `unguarded` takes it off again: what it gives is the text as it was.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from onrecord.statements import statement_to_json

if TYPE_CHECKING:
    from onrecord.store import Found

ROLES = ("content", "cue", "source", "addressee", "channel", "place")
COLUMNS = (
    "id",
    "status",
    "kind",
    "act",
    "framing",
    "speaker",
    "speaker_type",
    "speaker_actors",
    "speaker_via",
    "speaker_confidence",
    "speaker_candidates",
    *ROLES,
    "said",
    "said_earliest",
    "said_latest",
    "checkable",
    "claim_type",
    "within",
    "confidence",
    *(f"{role}_offsets" for role in (*ROLES, "said")),
    "article_id",
    "article_ref",
    "article_file",
    "article_url",
    "article_title",
    "article_publisher",
    "article_published",
    "article_language",
    "article_byline",
    "article_sha256",
    "article_length",
    "story",
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ARTICLE = ("id", "ref", "file", "url", "title", "publisher", "published", "language", "byline", "sha256", "length")


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def head() -> str:
    """The line of the column names."""
    return _line(COLUMNS)


def row(found: Found) -> str:
    """The line of one statement; a cell may hold line ends, in quotation marks."""
    one, speaker = found.statement, found.statement.speaker
    as_json = statement_to_json(one)
    said = (one.said_at.span,) if one.said_at else ()
    roles = {role: getattr(one, role) for role in ROLES} | {"said": said}
    earliest, latest = (one.said_at.earliest, one.said_at.latest) if one.said_at else (None, None)
    values: dict[str, object] = {
        "id": one.id,
        "status": found.status,
        "kind": one.kind,
        "act": one.act,
        "framing": one.framing,
        "speaker": speaker.name,
        "speaker_type": speaker.type,
        "speaker_actors": ";".join(speaker.actors),
        "speaker_via": speaker.via,
        "speaker_confidence": as_json["speaker"]["confidence"],
        "speaker_candidates": json.dumps(as_json["speaker"]["candidates"]) if speaker.candidates else None,
        "said_earliest": earliest,
        "said_latest": latest,
        "checkable": one.checkable,
        "claim_type": one.claim_type,
        "within": one.within,
        "confidence": as_json["confidence"],
        "story": found.story,
        **{role: " … ".join(span.text for span in spans) for role, spans in roles.items()},
        **{f"{role}_offsets": ";".join(f"{span.start}-{span.end}" for span in spans) for role, spans in roles.items()},
        **{f"article_{name}": found.article[name] for name in _ARTICLE},
    }
    return _line(guarded(value) if isinstance(value, str) else value for value in (values[name] for name in COLUMNS))


def _line(cells: object) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)  # type: ignore[arg-type]
    return line.getvalue()
