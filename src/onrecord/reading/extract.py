"""From the model's candidates to statements: assembly over the whole text."""

from __future__ import annotations

from onrecord.neural.session import Model
from onrecord.neural.windows import Pieces
from onrecord.reading.draft import Draft
from onrecord.text.spans import Range

NESTED_LEAST = 0.5
"""Least confidence of a statement found inside another's content."""


def extract(model: Model, text: str) -> list[Draft]:
    """The statements that the model finds in a text, in order."""
    pieces, found = model.find(text)
    return [
        Draft(
            content=to_characters(pieces, candidate.content),
            source=to_characters(pieces, candidate.source),
            cue=to_characters(pieces, candidate.cue),
            confidence=confidence,
        )
        for candidate, confidence in found
    ]


def to_characters(pieces: Pieces, ranges: list[Range]) -> list[Range]:
    """Ranges of pieces as ranges of code points."""
    return [(int(pieces.starts[start]), int(pieces.ends[end - 1])) for start, end in ranges]
