"""The vectors by which propositions are compared: their words, read in the paragraph around them; how they are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.claims.propositions import Proposition
from onrecord.claims.relation import Encoder
from onrecord.text.paragraphs import paragraphs
from onrecord.text.spans import Range

_TAG = 4


def vectors_of(encoder: Encoder, text: str, propositions: Sequence[Proposition]) -> NDArray[np.float32]:
    """Unit vectors of shape ``(len(propositions), size)`` of propositions of one article with that text."""
    if not propositions:
        return encoder.encode([])
    ranges = paragraphs(text)
    by_paragraph: dict[Range, list[int]] = {}
    for number, one in enumerate(propositions):
        by_paragraph.setdefault(_around(ranges, one.spans), []).append(number)
    rows: dict[int, NDArray[np.float32]] = {}
    for (start, end), numbers in by_paragraph.items():
        parts = [[(a - start, b - start) for a, b in propositions[number].spans] for number in numbers]
        rows |= dict(zip(numbers, encoder.encode_parts(text[start:end], parts), strict=True))
    return np.stack([rows[number] for number in range(len(propositions))])


def _around(ranges: Sequence[Range], spans: Sequence[Range]) -> Range:
    """The paragraph in which a proposition begins; its own words where it is in none."""
    return next((one for one in ranges if one[0] <= spans[0][0] < one[1]), spans[0])


def pack(encoder: Encoder, vector: NDArray[np.float32]) -> bytes:
    """A vector as the record keeps it: 16-bit numbers, little endian, and four bytes of the hash of its encoder."""
    return vector.astype("<f2").tobytes() + bytes.fromhex(encoder.sha256)[:_TAG]


def unpack(encoder: Encoder, kept: bytes) -> NDArray[np.float32] | None:
    """A vector that the record kept; None if it is of another encoder, and so can't be compared."""
    if kept[-_TAG:] != bytes.fromhex(encoder.sha256)[:_TAG]:
        return None
    return np.frombuffer(kept[:-_TAG], "<f2").astype(np.float32)
