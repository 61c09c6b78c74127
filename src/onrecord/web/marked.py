"""An article's text cut into pieces that a template can mark, each with the offset at which it begins.

A piece is shown as it is, or, where a character would steer the page (`onrecord.export.marks.printable`), spelled
out in a piece of its own. So a selection in the browser leads back to code points without a table of offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.export.marks import ROLES, Mark, Piece, cut, printable
from onrecord.statements import Statement

_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LABELS = {"content": "", "source": "who ", "cue": "cue "}


@dataclass(frozen=True, slots=True)
class Label:
    """Where a span begins: its statement's number and what the span is."""

    number: int
    role: str
    text: str
    first: bool
    """Is this where the statement's content begins?"""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look, from ``start`` on."""

    start: int
    text: str
    width: int
    """Characters of the article that it stands for; the length of ``text`` unless it is spelled out."""
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a paragraph with the roles that lie over it."""

    runs: tuple[Run, ...]
    classes: str
    numbers: str
    labels: tuple[Label, ...]


def marked(text: str, statements: Sequence[Statement]) -> list[list[Marked]]:
    """The paragraphs of a text, with statements numbered from 1."""
    seen: set[tuple[int, str]] = set()
    return [[_marked(text, piece, seen) for piece in pieces] for pieces in cut(text, statements)]


def _marked(text: str, piece: Piece, seen: set[tuple[int, str]]) -> Marked:
    roles = [mark.role for mark in piece.over]
    classes: list[str] = [role for role in ROLES if role in roles]
    if roles.count("content") > 1:
        classes.append("deep")
    numbers = dict.fromkeys(str(mark.number) for mark in piece.over)
    return Marked(
        tuple(runs(text, piece.start, piece.end)),
        " ".join(classes),
        " ".join(numbers),
        tuple(_label(mark, seen) for mark in piece.opens),
    )


def _label(mark: Mark, seen: set[tuple[int, str]]) -> Label:
    again = (mark.number, mark.role) in seen
    seen.add((mark.number, mark.role))
    text = f"{'…' if again else ''}{_LABELS[mark.role]}{mark.number}"
    return Label(mark.number, mark.role, text, mark.role == "content" and not again)


def runs(text: str, start: int, end: int) -> list[Run]:
    """A stretch of a text, its odd characters apart."""
    found: list[Run] = []
    at = start
    for odd in _ODD.finditer(text, start, end):
        if at < odd.start():
            found.append(Run(at, text[at : odd.start()], odd.start() - at))
        found.append(Run(odd.start(), printable(odd.group()), 1, odd=True))
        at = odd.end()
    if at < end:
        found.append(Run(at, text[at:end], end - at))
    return found
