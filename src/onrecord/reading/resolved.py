"""What the rules for speakers share: a speaker before it has ids, and the scene of one article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.reading.actors import Cast, Person
from onrecord.reading.draft import Draft
from onrecord.reading.tags import Tagged
from onrecord.statements.model import ActorType, Via
from onrecord.text.paragraphs import paragraphs, sentences
from onrecord.text.spans import Range

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
        self.sentences: list[Range] = [r for first, last in paragraphs(text) for r in sentences(text, first, last)]
        self.starts = [start for start, _ in self.sentences]
        self.quoted = [span for draft in drafts if draft.parent is None for span in draft.content]
        """Contents of the statements that stand in no other."""
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
