"""The vectors by which propositions are compared: their words, read where they stand; how they are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.propositions import Proposition
from onrecord.claims.relation import Encoder
from onrecord.text.paragraphs import paragraph_at, paragraphs
from onrecord.text.spans import Range

_TAG = 4
_BEFORE = 400
"""Characters of the paragraph before that are read with one, at most."""


def vectors_of(encoder: Encoder, text: str, propositions: Sequence[Proposition]) -> NDArray[np.float32]:
    """Unit vectors of shape ``(len(propositions), size)`` of propositions of one article with that text."""
    if not propositions:
        return encoder.encode([])
    rows: dict[int, NDArray[np.float32]] = {}
    for (start, end), numbers in _passages(text, propositions).items():
        parts = [[(a - start, b - start) for a, b in propositions[number].spans] for number in numbers]
        rows |= dict(zip(numbers, encoder.encode_parts(text[start:end], parts), strict=True))
    return np.stack([rows[number] for number in range(len(propositions))])


def _passages(text: str, propositions: Sequence[Proposition]) -> dict[Range, list[int]]:
    """What is read at a time, and the propositions (by number) that begin in it.

    A paragraph, and the one before it: *the figure*, *both* and *not one of them* often point there.
    """
    ranges = paragraphs(text)
    by_paragraph: dict[int, list[int]] = {}
    for number, one in enumerate(propositions):
        by_paragraph.setdefault(paragraph_at(ranges, one.spans[0][0]), []).append(number)
    return {(_begin(text, ranges, at), ranges[at][1]): numbers for at, numbers in by_paragraph.items()}


def _begin(text: str, ranges: Sequence[Range], first: int) -> int:
    """Where to begin reading for a paragraph: at the one before, or at a word of it where that is long."""
    start = ranges[first][0]
    if not first or ranges[first - 1][0] >= start - _BEFORE:
        return ranges[max(0, first - 1)][0]
    return text.find(" ", start - _BEFORE, start) + 1 or start


def pack(encoder: Encoder, vector: NDArray[np.float32]) -> bytes:
    """A vector as the record keeps it: 16-bit numbers, little endian, and four bytes of the hash of its encoder."""
    return vector.astype("<f2").tobytes() + bytes.fromhex(encoder.sha256)[:_TAG]


def unpack(encoder: Encoder, kept: bytes) -> NDArray[np.float32] | None:
    """A vector that the record kept; None if it is of another encoder, and so can't be compared."""
    if kept[-_TAG:] != bytes.fromhex(encoder.sha256)[:_TAG]:
        return None
    return np.frombuffer(kept[:-_TAG], "<f2").astype(np.float32)
