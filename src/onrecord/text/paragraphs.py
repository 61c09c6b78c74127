"""Paragraphs and sentences as ranges of code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from onrecord.text.spans import Range

DATELINE = re.compile(r"[A-Z][A-Z .,'’/-]{2,40}(?:, [A-Z][\w. ]{1,20})?(?: \([^)]{1,30}\))? ?(?:[–—]|-(?= )) ?")
"""Where an agency's report was filed, before its first sentence: ``PORT ELDEN, Sept. 9 (Agency) —``."""
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Rev|St|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec)"
    r"|(?<!\bon )\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)


def paragraphs(text: str, offset: int = 0) -> list[Range]:
    """Ranges of the lines of ``text`` that hold something, without white space at either end.

    ``offset`` is added to both ends, for a text that is part of a longer one.
    """
    return [(start + offset, end + offset) for start, end in _paragraphs(text)] if offset else list(_paragraphs(text))


@lru_cache(maxsize=8)
def _paragraphs(text: str) -> tuple[Range, ...]:
    """Kept for the last texts, as every stage of a reading asks."""
    found: list[Range] = []
    for line in _LINE.finditer(text):
        content = line.group()
        start = line.start() + len(content) - len(content.lstrip())
        end = line.start() + len(content.rstrip())
        if start < end:
            found.append((start, end))
    return tuple(found)


@lru_cache(maxsize=4)
def sentences_by_paragraph(text: str) -> tuple[tuple[Range, ...], ...]:
    """Ranges of the sentences of each of the `paragraphs` of a text, in order; kept for the last texts."""
    return tuple(tuple(sentences(text, start, end)) for start, end in _paragraphs(text))


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """Ranges of the sentences in one paragraph of ``text``, white space at either end left out.

    A simple rule (final mark, space, capital; common abbreviations known): onrecord uses sentences
    only to cut overlong paragraphs and to show context, never to decide what was said.
    """
    end = len(text) if end is None else end
    found: list[Range] = []
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if _ABBREVIATION.search(text, max(at, match.start() - 12), match.start() + 1):
            continue
        found.append((at, match.end()))
        at = match.end()
        while at < end and text[at].isspace():
            at += 1
    if at < end:
        found.append((at, end))
    return found


def paragraph_at(ranges: Sequence[Range], offset: int) -> int:
    """The number of the paragraph in which a character stands; of one between two, the first of them."""
    return max(0, bisect_right(ranges, offset, key=lambda one: one[0]) - 1)
