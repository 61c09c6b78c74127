"""The vectors by which propositions are compared: their words, read where they stand; how they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.propositions import Proposition
from onrecord.claims.relation import Encoder
from onrecord.text.paragraphs import paragraph_at, paragraphs
from onrecord.text.spans import Range

_TAG = 4
_TOGETHER = 800
"""Characters of paragraphs that are read together, at most: about 180 pieces. A longer paragraph is read alone."""


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

    A few paragraphs together, as *the figure*, *both* and *not one of them* often point to the one before; each is in
    one passage only, so the first of a passage is read without that.
    """
    ranges = paragraphs(text)
    found: dict[Range, list[int]] = {}
    passages = list(_together(ranges))
    for number, one in enumerate(propositions):
        found.setdefault(passages[paragraph_at(passages, one.spans[0][0])], []).append(number)
    return found


def _together(ranges: Sequence[Range]) -> Iterator[Range]:
    """Paragraphs that follow each other, as many as fit."""
    start, end = ranges[0]
    for first, last in ranges[1:]:
        if last - start > _TOGETHER:
            yield start, end
            start = first
        end = last
    yield start, end


def pack(encoder: Encoder, vector: NDArray[np.float32]) -> bytes:
    """A vector as the record keeps it: 16-bit numbers, little endian, and four bytes of the hash of its encoder."""
    return vector.astype("<f2").tobytes() + bytes.fromhex(encoder.sha256)[:_TAG]


def unpack(encoder: Encoder, kept: bytes) -> NDArray[np.float32] | None:
    """A vector that the record kept; None if it is of another encoder, and so can't be compared."""
    if kept[-_TAG:] != bytes.fromhex(encoder.sha256)[:_TAG]:
        return None
    return np.frombuffer(kept[:-_TAG], "<f2").astype(np.float32)
