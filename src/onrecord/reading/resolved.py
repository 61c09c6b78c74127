"""What the rules for speakers share: a speaker before it has ids, and the scene of one article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.reading.actors import Cast, Person
from onrecord.reading.draft import Draft
from onrecord.reading.names import is_heading
from onrecord.reading.tags import Tagged
from onrecord.statements.model import ActorType, Via
from onrecord.text.paragraphs import paragraphs, sentences_by_paragraph
from onrecord.text.spans import Range, merge_ranges

LEAST = 0.5
"""Least confidence of a speaker that is given out."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker before it has ids: one or several people, or a name as the article has it."""

    name: str | None
    type: ActorType | None
    people: tuple[Person, ...] = ()
    via: Via | None = None
    confidence: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()


NOBODY = Resolved(None, None)


class Scene:
    """One article as its statements are resolved: its sentences, who is named in it, and who has spoken so far."""

    def __init__(self, text: str, drafts: list[Draft], tagged: Tagged | None = None) -> None:
        self.text = text
        self.cast = Cast(text, [span for draft in drafts for span in draft.source], tagged)
        self.sentences: list[Range] = [one for inside in sentences_by_paragraph(text) for one in inside]
        self.starts = [start for start, _ in self.sentences]
        self.quoted = [span for draft in drafts if draft.parent is None for span in draft.content]
        """Contents of the statements that stand in no other."""
        joined = merge_ranges(self.quoted)
        self._quoted_starts = [a for a, _ in joined]
        self._quoted_ends = [b for _, b in joined]
        body = [(a, b) for a, b in paragraphs(text) if not is_heading(text[a:b])] or [(0, len(text))]
        self._paragraph_starts = [a for a, _ in body]
        self._paragraph_ends = [b for _, b in body]
        self.spoken: list[tuple[int, Resolved]] = []
        """Position and speaker of the statements resolved so far."""

    def sentence(self, position: int) -> int:
        """Number of the sentence that a position lies in."""
        return max(0, bisect_right(self.starts, position) - 1)

    def before(self, position: int, reach: int) -> Iterator[Resolved]:
        """Who spoke before a position, at most ``reach`` sentences back, the last one first."""
        here = self.sentence(position)
        for place, result in reversed(self.spoken):
            if place < position and here - self.sentence(place) <= reach:
                yield result

    # ------------------------------------------------------------------ where things stand

    def heads_sentence(self, position: int) -> bool:
        """Does a position lie near the head of its sentence, where its subject stands?"""
        return not self.starts or position - self.starts[self.sentence(position)] < 40

    def is_said(self, position: int, source: int | None = None) -> bool:
        """Does a position lie in the content of a statement (of the one whose ``source`` follows right behind it)?"""
        if source is None:
            at = bisect_right(self._quoted_starts, position) - 1
            return at >= 0 and position < self._quoted_ends[at]
        return any(start <= position < end and 0 <= source - end < 4 for start, end in self.quoted)

    def said_before(self, position: int) -> int:
        """Where the content begins that ends right before a position (``“…,” the minister said``); else there."""
        return min((start for start, end in self.quoted if 0 <= position - end < 4), default=position)

    def heads_paragraph(self, position: int) -> bool:
        """Does a position lie at the very head of its paragraph?"""
        return position - self._paragraph_starts[self.paragraph_number(position)] < 3

    def paragraph_number(self, position: int) -> int:
        """Number of the paragraph that a position lies in, headings not counted."""
        return max(0, bisect_right(self._paragraph_starts, position) - 1)

    def end_of_paragraph(self, position: int, further: int) -> int:
        """End of the paragraph so many after the one that a position lies in."""
        return self._paragraph_ends[min(self.paragraph_number(position) + further, len(self._paragraph_ends) - 1)]

    def paragraphs_between(self, first: int, second: int) -> int:
        """How many paragraphs begin between two positions; many if the first is none (-1)."""
        return 99 if first < 0 else abs(self.paragraph_number(second) - self.paragraph_number(first))

    def last_person(self, position: int) -> Person | None:
        """The one person who spoke last before a position."""
        for place, result in reversed(self.spoken):
            if place < position and result.name:
                return result.people[0] if len(result.people) == 1 else None
        return None

    def spoken_by(self, person: Person, position: int) -> int:
        """Where someone last spoke before a position, -1 if nowhere."""
        return max((p for p, r in self.spoken if p < position and person in r.people), default=-1)
