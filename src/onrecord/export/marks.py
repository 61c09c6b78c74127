"""An article cut at every border of a span, for pages that show statements in their place.

Spans overlap, nest and have gaps; a page can only mark stretches that lie side by side. So each paragraph
is cut wherever a span begins or ends, and every piece knows the spans that it belongs to.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.statements import SaidAt, Statement
from onrecord.text import Span
from onrecord.text.paragraphs import paragraphs

Role = Literal["content", "source", "cue"]
ROLES: tuple[Role, ...] = ("content", "source", "cue")

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of one statement; ``number`` is the statement's place in the reading, from 1."""

    start: int
    end: int
    role: Role
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end``, over which no span begins or ends. All marks outermost first."""

    start: int
    end: int
    over: tuple[Mark, ...]
    opens: tuple[Mark, ...]
    closes: tuple[Mark, ...]


def cut(text: str, statements: Sequence[Statement]) -> Iterator[list[Piece]]:
    """The pieces of each paragraph of a text that holds something.

    A span that runs over a paragraph's end closes there and opens again in the next.
    """
    marks = sorted(
        (Mark(span.start, span.end, role, number) for number, one in enumerate(statements, 1) for role in ROLES
         for span in getattr(one, role)),
        key=lambda mark: (mark.start, -mark.end, ROLES.index(mark.role), mark.number),
    )  # fmt: skip
    at, open_marks = 0, list[Mark]()
    for start, end in paragraphs(text):
        while at < len(marks) and marks[at].start < end:
            open_marks.append(marks[at])
            at += 1
        open_marks = [mark for mark in open_marks if mark.end > start]
        yield _pieces(start, end, open_marks)


def _pieces(start: int, end: int, marks: list[Mark]) -> list[Piece]:
    borders = {start, end}.union(*((max(start, mark.start), min(end, mark.end)) for mark in marks))
    edges, pieces, over, at = sorted(borders), list[Piece](), list[Mark](), 0
    for left, right in itertools.pairwise(edges):
        over = [mark for mark in over if mark.end > left]
        before = len(over)
        while at < len(marks) and marks[at].start <= left:
            over.append(marks[at])
            at += 1
        closes = tuple(mark for mark in over if min(end, mark.end) == right)
        pieces.append(Piece(left, right, tuple(over), tuple(over[before:]), closes))
    return pieces


def printable(text: str) -> str:
    r"""A text that can be shown: what would steer a terminal or turn the direction of a page is spelled out.

    Control characters, surrogates and the controls that embed, override or isolate text direction become
    escapes such as ``\x1b``; line ends become ``\n``, tabs a space.
    """
    if text.isprintable():  # nearly all are, and this is asked of everything on a page
        return text
    lines = re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text).replace("\t", " ")
    return _UNSAFE.sub(_escape, lines)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def joined(spans: Sequence[Span]) -> str:
    """The text of a role on one line, its gaps as ``…``; no quotation marks but the article's own."""
    return " … ".join(" ".join(printable(span.text).split()) for span in spans)


def speaker_or_source(statement: Statement) -> str:
    """The speaker's name and, where it differs, the source as written; else the source; else *unattributed*."""
    source = joined(statement.source)
    name = printable(statement.speaker.name) if statement.speaker.name else ""
    if name and source and name != source:
        return f"{name} ({source})"
    return name or source or "unattributed"


def heading(title: str | None, file: str | None, ref: str | None) -> str:
    """What to call an article on a page: its title, else its file or id."""
    return " ".join(printable(title or file or ref or "standard input").split())


def when(said_at: SaidAt) -> str:
    """The words for a time and the days they allow."""
    days = dict.fromkeys(str(day) for day in (said_at.earliest, said_at.latest) if day)
    return said_at.span.text + (f" ({' to '.join(days)})" if days else "")


def circumstances(statement: Statement) -> str:
    """To whom, by what channel, where and when, as the article words it; empty if it does not say."""
    parts = [("to ", statement.addressee), ("", statement.channel), ("", statement.place)]
    said = [lead + joined(spans) for lead, spans in parts if spans]
    return " · ".join([*said, *([when(statement.said_at)] if statement.said_at else [])])


def numbered(number: int, one: str, many: str = "") -> str:
    """A number with what it counts: ``1 article``, ``2,000 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
