"""From the model's candidates to statements: assembly over the whole text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from onrecord.neural.session import Found, Model
from onrecord.neural.windows import Pieces
from onrecord.reading.draft import Draft
from onrecord.text.paragraphs import paragraphs
from onrecord.text.quotes import quotations
from onrecord.text.spans import Range, merge_ranges

NESTED_LEAST = 0.5
"""Least confidence of a statement found inside another's content."""


def extract(model: Model, text: str) -> list[Draft]:
    """The statements that the model finds in a text, in order, their edges tidied."""
    return drafts_of(model.find(text), text)


def drafts_of(found: Found, text: str) -> list[Draft]:
    """The statements that the model has found in a text, in order, their edges tidied."""
    edges = Edges(text)
    drafts = []
    for candidate, confidence in found.statements:
        content = edges.tidy(to_characters(found.pieces, candidate.content))
        if content:
            source, cue = (to_characters(found.pieces, ranges) for ranges in (candidate.source, candidate.cue))
            near = (cue or content)[0][0]
            drafts.append(Draft(content, edges.in_one_paragraph(source, near), cue, confidence))
    return drafts


def to_characters(pieces: Pieces, ranges: list[Range]) -> list[Range]:
    """Ranges of pieces as ranges of code points."""
    return [(int(pieces.starts[start]), int(pieces.ends[end - 1])) for start, end in ranges]


class Edges:
    """Where contents begin and end in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.quotations = quotations(text)
        self.starts = [quotation.start for quotation in self.quotations]
        self.paragraphs = paragraphs(text)

    def tidy(self, content: list[Range]) -> list[Range]:
        """A content without stops at its front, with both marks of a quotation or neither, and without words of
        another paragraph that a quotation does not carry over.
        """
        tidied = []
        for span in content:
            start, end = self._with_marks(*self._without_stray_paragraph(*span))
            while start < end and (self.text[start] in ",;:.)–—-" or self.text[start].isspace()):
                start += 1
            while start < end and (self.text[end - 1] in ",;:(–—" or self.text[end - 1].isspace()):
                end -= 1
            if start < end:
                tidied.append((start, end))
        return merge_ranges(tidied)

    def in_one_paragraph(self, ranges: list[Range], near: int) -> list[Range]:
        """The ranges cut at the ends of paragraphs; of several parts the one nearest to ``near``."""
        parts = [
            (max(start, first), min(end, last))
            for start, end in ranges
            for first, last in self.paragraphs
            if first < end and start < last
        ]
        return [min(parts, key=lambda part: min(abs(part[0] - near), abs(part[1] - near)))] if parts else []

    def _with_marks(self, start: int, end: int) -> Range:
        """Takes in a mark that stands right beside the range, when its other half or all it quotes is inside."""
        for quotation in self.quotations[max(0, bisect_left(self.starts, start) - 1) :]:
            if quotation.start >= end:
                break
            first, last = quotation.inner
            if first == start and quotation.end <= end + quotation.closing:
                start = quotation.start
            if last == end and quotation.start >= start:
                end = quotation.end
        return start, end

    def _without_stray_paragraph(self, start: int, end: int) -> Range:
        """Cuts off what lies before a paragraph that opens with a quotation mark, such as the end of a headline,
        unless the part before is quoted too.
        """
        for border, _ in self.paragraphs[bisect_right(self.paragraphs, (start, end)) :]:
            if border >= end:
                break
            before = [q for q in self.quotations if q.start < border and q.end > start]
            if border in self.starts and not before:
                return border, end
        return start, end
