"""Quotation marks: which characters are quoted, in British and American style alike.

Double marks (curly, straight, ``''`` and `` `` `` of archives, guillemets) and single marks (curly and
straight, told apart from apostrophes) are paired within a paragraph. A quotation that is not closed
holds to the end of its paragraph, as in all but the last paragraph of a long quotation, and no
further: one odd mark never disturbs the next paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from onrecord.text.paragraphs import paragraphs
from onrecord.text.spans import Range

OUTSIDE, OPENING, CLOSING, INSIDE = range(4)
"""State of a character: outside any quotation, an opening mark, a closing mark, inside."""

_DOUBLE_OPEN = "\u201c\u201f\u201e\u00ab"
_DOUBLE_CLOSE = "\u201d\u00bb"
_BEFORE_OPENING = "([{\u2014\u2013-/:"
_ELISION = re.compile(r"(?:\d0s?|\d\d\b|em|tis|twas|til|cause|cos|n|bout|round)\b", re.IGNORECASE)
_STOPS = ".,!?;:…—–"
# A text is looked at where a mark may be, not at each of its characters.
_MARK = re.compile(f"[\"'`‘{_DOUBLE_OPEN}{_DOUBLE_CLOSE}]")
_SINGLE = re.compile("['‘’]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """An outermost quotation; ``start`` and ``end`` include its marks."""

    start: int
    end: int
    opening: int
    """Length of the opening mark in characters (2 for ``''``)."""
    closing: int
    """Length of the closing mark; 0 if there is none."""
    single: bool

    @property
    def closed(self) -> bool:
        """Is there a closing mark?"""
        return self.closing > 0

    @property
    def inner(self) -> Range:
        """The range between the marks."""
        return self.start + self.opening, self.end - self.closing


@lru_cache(maxsize=4)
def quotations(text: str) -> tuple[Quotation, ...]:
    """Outermost quotations of a text, in order; kept for the last texts, as every stage of a reading asks."""
    return tuple(quotation for start, end in paragraphs(text) for quotation in _in_paragraph(text, start, end))


def quote_states(text: str) -> bytearray:
    """For each character: `OUTSIDE`, `OPENING`, `CLOSING` or `INSIDE`. Marks within a quotation are inside."""
    states = bytearray(len(text))
    for quotation in quotations(text):
        start, end = quotation.inner
        states[quotation.start : start] = bytes([OPENING]) * (start - quotation.start)
        states[start:end] = bytes([INSIDE]) * (end - start)
        states[end : quotation.end] = bytes([CLOSING]) * (quotation.end - end)
    return states


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    at = start
    while mark := _MARK.search(text, at, end):
        at = mark.start()
        width = _double_width(text, at, end)
        if width and text[at] not in _DOUBLE_CLOSE:
            close, closing = _double_close(text, at + width, end)
            found.append(Quotation(at, close, width, closing, single=False))
            at = close
        elif not width and text[at] in "‘'" and _opens_single(text, at, start, end):
            last = _single_close(text, at, end)
            if last is None and at != start:
                at += 1
                continue
            found.append(Quotation(at, last or end, 1, int(last is not None), single=True))
            at = last or end
        else:
            at += width or 1
    return found


def _double_width(text: str, at: int, end: int) -> int:
    """Length of the double mark at a position, 0 if there is none."""
    char = text[at]
    if char == '"' or char in _DOUBLE_OPEN or char in _DOUBLE_CLOSE:
        return 1
    return 2 if char in "'`" and at + 1 < end and text[at + 1] == char else 0


def _double_close(text: str, at: int, end: int) -> tuple[int, int]:
    """Where the quotation whose inside begins at ``at`` ends, its mark included; and the length of that mark.

    A second opening mark before any closing one means that the first was never closed: the quotation
    ends before it.
    """
    while mark := _MARK.search(text, at, end):
        at = mark.start()
        width = _double_width(text, at, end)
        if not width:
            at += 1
            continue
        char = text[at]
        if char in _DOUBLE_CLOSE:
            return at + 1, 1
        opens = char in _DOUBLE_OPEN or char == "`" or _looks_opening(text, at, width, end)
        if opens:
            return at, 0
        return at + width, width
    return end, 0


def _looks_opening(text: str, at: int, width: int, end: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + width] if at + width < end else " "
    return (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()


def _opens_single(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    if not (before.isspace() or before in _BEFORE_OPENING) or at + 1 >= end or text[at + 1].isspace():
        return False
    return not _ELISION.match(text, at + 1, end)


def _single_close(text: str, at: int, end: int) -> int | None:
    """End of the single quotation that opens at ``at``, its mark included; None if nothing closes it.

    An apostrophe stands inside or after a word. A mark after a stop, before a stop, or after a letter
    other than ``s`` closes; a mark after ``s`` (``the ministers' plan``) closes only when no surer one
    follows before the next opening mark.
    """
    doubtful: int | None = None
    for mark in _SINGLE.finditer(text, at + 1, end):
        position = mark.start()
        if text[position] == "‘" or (text[position] == "'" and _opens_single(text, position, at, end)):
            if doubtful is not None:
                return doubtful
            continue
        before, after = text[position - 1], text[position + 1] if position + 1 < end else " "
        if before.isspace() or after.isalnum():
            continue
        if before in "sS" and after not in _STOPS + ')]"”' and position + 1 < end:
            doubtful = doubtful or position + 1
            continue
        return position + 1
    return doubtful
