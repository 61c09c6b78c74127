"""A statement's content in pieces: ranges of the article's text, and their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.claims import wording
from onrecord.claims.context import Context
from onrecord.statements import Statement
from onrecord.text.paragraphs import paragraphs, sentences
from onrecord.text.spans import Range

LEAST_WORDS = 4
"""Of a piece that says something."""
_MARKS = "“”\"‘’'` \n\r\t\u00a0.,;:–—-()[]…"
_BEHIND = 90
"""Characters at the end of a content in which *which A denies* stands."""


class Pieces:
    """One statement, its words and where they stand."""

    def __init__(self, context: Context, statement: Statement) -> None:
        self.context = context
        self.text = context.text
        self.plain = context.plain
        self.statement = statement
        self.cue = " ".join(self.plain[span.start : span.end] for span in statement.cue)

    def _pieces(self) -> list[list[Range]]:
        """The content by sentences, without quotation marks; those that say something, or else the longest."""
        joined: list[list[Range]] = []
        for number, span in enumerate(self.statement.content):
            for first, last in paragraphs(span.text, span.start):
                for start, end in self._clauses(first, last):
                    trimmed = self._trim(start, end)
                    if trimmed is None:
                        continue
                    # “The plan,” he said, “was a mistake.”: a sentence that the attribution interrupts.
                    if number and joined and start == span.start and self.text[trimmed[0]].islower():
                        joined[-1].append(trimmed)
                    else:
                        joined.append([trimmed])
        # What is denied, however short, is not what is said after it: *denied it. “I was at home.”*
        denied = self.statement.kind != "direct" and wording.DENIAL.search(self.cue)
        telling = [piece for number, piece in enumerate(joined) if self._tells(piece) or (denied and not number)]
        return (
            telling or [max(joined, key=lambda piece: sum(end - start for start, end in piece))]
            if joined
            else [[(span.start, span.end)] for span in self.statement.content[:1]]
        )

    def _clauses(self, first: int, last: int) -> Iterator[Range]:
        for start, end in sentences(self.text, first, last):
            at = start
            for match in wording.CLAUSE.finditer(self.plain, start, end):
                before, after = self.plain[at : match.start()], self.plain[match.end() : end]
                if min(len(before.split()), len(after.split())) > LEAST_WORDS:
                    yield at, match.start()
                    at = match.end()
            yield at, end

    def _tells(self, piece: Sequence[Range]) -> bool:
        """Is it more than a fragment or a question?"""
        said = self._joined(piece)
        if wording.REPLY.match(said):
            return True
        return len(said.split()) >= LEAST_WORDS and not self._is_question(piece)

    def _is_question(self, piece: Sequence[Range]) -> bool:
        return bool(wording.QUESTION.search(self._written(piece)))

    def _written(self, piece: Sequence[Range]) -> str:
        """With the marks that follow it in the text."""
        return self.text[piece[0][0] : piece[-1][1] + 2].rstrip("”\"’' ")

    def _trim(self, start: int, end: int) -> Range | None:
        while start < end and self.text[start] in _MARKS:
            start += 1
        while start < end and self.text[end - 1] in _MARKS:
            end -= 1
        return (start, end) if start < end else None

    def _whole(self) -> str:
        """The content from its first character to its last."""
        return self.plain[self.statement.content[0].start : self.statement.content[-1].end].strip("\"' ,.")

    def _joined(self, piece: Sequence[Range]) -> str:
        return " ".join(self.plain[start:end] for start, end in piece)

    def _join_text(self, piece: Sequence[Range]) -> str:
        return " ".join(self.text[start:end] for start, end in piece)

    def _without(self, piece: Sequence[Range], words: re.Pattern[str], at_end: bool = False) -> list[Range]:
        """A piece less what it begins with, or what it ends with."""
        said = self._joined(piece)
        if at_end:
            behind = words.search(said, max(0, len(said) - _BEHIND))
            return self._cut(piece, 0, behind.start()) if behind and behind.start() else list(piece)
        match = words.match(said)
        return self._cut(piece, match.end(), len(said)) if match else list(piece)

    def _part(self, piece: Sequence[Range], match: re.Match[str], group: str) -> list[Range]:
        return self._cut(piece, match.start(group), match.end(group))

    def _cut(self, piece: Sequence[Range], first: int, last: int) -> list[Range]:
        """Characters ``first`` to ``last`` of the joined piece, as ranges of the text."""
        found: list[Range] = []
        at = 0
        for start, end in piece:
            a, b = max(first, at), min(last, at + end - start)
            if a < b and (trimmed := self._trim(start + a - at, start + b - at)):
                found.append(trimmed)
            at += end - start + 1
        return found or list(piece)

    def _compared(self, piece: Sequence[Range]) -> str:
        return self.context.compared(self.statement, piece)
